// Books of values against the rounding of their formats, number by number.
#include "models/quantizers/code_book.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "models/formats/fp32.hpp"

namespace {

using namespace lop;
using formats::Rounding;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(CodeBook, RoundsAsItsFormatAtAndBesideEveryBoundAndOnRandomNumbers) {
  std::mt19937 random(5);
  for (const char* name : {"e2m1", "e4m3", "e5m2", "e3m2", "posit8_0", "posit6_1", "flint4", "pot4", "bipolar_int4",
                           "power_int4", "sm4", "binary"}) {
    const formats::NumberFormat format = formats::number_format(name);
    for (const Rounding rounding :
         {Rounding::kNearestEven, Rounding::kTowardZero, Rounding::kFloor, Rounding::kNearestAway}) {
      const quantizers::CodeBook book = quantizers::make_code_book(format, rounding, -kInfinity);
      std::vector<float> numbers = book.values;
      for (const float bound : book.bounds) {
        for (const float number : {bound, std::nextafter(bound, kInfinity), std::nextafter(bound, -kInfinity)}) {
          numbers.push_back(number);
        }
      }
      std::normal_distribution<float> normal(0, book.values.back() / 3);
      for (int i = 0; i < 500; ++i) {
        numbers.push_back(std::clamp(normal(random), book.values.front(), book.values.back()));
      }
      std::vector<std::int32_t> indices(numbers.size());
      book.indices(numbers.data(), numbers.size(), indices.data());
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double expected = format.decode(
            format.encode_fp32(formats::fp32_code(numbers[i]), {rounding, formats::Overflow::kSaturate, 0}));
        ASSERT_EQ(book.values[static_cast<std::size_t>(indices[i])], expected) << name << " " << numbers[i];
        ASSERT_EQ(format.decode(book.codes[static_cast<std::size_t>(indices[i])]), expected);
      }
    }
  }
}

TEST(CodeBook, BoundsOfKnownFormatsAreTheMidpointsWithTheirTies) {
  // Halves go to even, so the bound between 1 and 2 lies just
  // below 1.5; squares are chosen in the domain of their roots.
  const auto book = quantizers::make_code_book(formats::number_format("uint2"), Rounding::kNearestEven, -kInfinity);
  EXPECT_EQ(book.values, (std::vector<float>{0, 1, 2, 3}));
  EXPECT_EQ(book.bounds, (std::vector<float>{0.5f, std::nextafter(1.5f, 0.0f), 2.5f}));
  const auto power = quantizers::make_code_book(formats::number_format("power_int2"), Rounding::kNearestEven, -1);
  EXPECT_EQ(power.values, (std::vector<float>{-1, 0, 1}));
  EXPECT_EQ(power.bounds, (std::vector<float>{std::nextafter(-0.25f, -1.0f), 0.25f}));
}

}  // namespace
