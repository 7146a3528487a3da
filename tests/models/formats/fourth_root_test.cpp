// Fourth roots of unity against complex multiplication.
#include "models/formats/fourth_root.hpp"

#include <gtest/gtest.h>

#include <complex>

namespace {

using namespace lop::formats;
using Complex = std::complex<double>;

const Complex kRoots[] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};

TEST(FourthRoot, CodesStandForOneMinusOneIAndMinusI) {
  for (std::uint32_t code = 0; code < 4; ++code) {
    const auto value = fourth_root_value(code);
    EXPECT_EQ(Complex(value.real, value.imaginary), kRoots[code]);
    EXPECT_EQ(fourth_root_value(code + 4).real, value.real);
  }
}

TEST(FourthRoot, RotationIsMultiplication) {
  for (std::uint32_t code = 0; code < 4; ++code) {
    for (const Complex operand : {Complex(3, 5), Complex(-0.1, 2), Complex(7, -11), Complex(1e-300, -1e300)}) {
      const auto got = rotate<double>(code, {operand.real(), operand.imag()});
      EXPECT_EQ(Complex(got.real, got.imaginary), operand * kRoots[code]);
    }
  }
}

TEST(FourthRoot, ProductsOfRootsAreRoots) {
  for (std::uint32_t a = 0; a < 4; ++a) {
    for (std::uint32_t b = 0; b < 4; ++b) {
      ASSERT_LT(fourth_root_product(a, b), 4u);
      EXPECT_EQ(kRoots[fourth_root_product(a, b)], kRoots[a] * kRoots[b]) << a << " " << b;
    }
  }
}

}  // namespace
