// L-Mul's product as a multiplier: its gates against the integer addition of the codes that the paper describes.
#include <algorithm>

#include "models/pe/lmul.hpp"
#include "models/pe/slice.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

/// Codes of `exponent_bits` and `mantissa_bits` added, less the bias, plus the paper's offset of 2^-l.
std::uint32_t added(std::uint32_t a, std::uint32_t b, int exponent_bits, int mantissa_bits, int l) {
  const std::int64_t magnitude = (std::int64_t{1} << (exponent_bits + mantissa_bits)) - 1;
  const std::int64_t one = std::int64_t{1} << mantissa_bits;
  const std::int64_t a_magnitude = a & magnitude, b_magnitude = b & magnitude;
  if (a_magnitude < one || b_magnitude < one) return 0;
  const std::int64_t bias = (std::int64_t{1} << (exponent_bits - 1)) - 1;
  const std::int64_t sum = a_magnitude + b_magnitude - bias * one + (one >> l);
  const std::int64_t largest = (((std::int64_t{1} << exponent_bits) - 1) << mantissa_bits) - 1;
  if (sum < one) return 0;
  const std::uint32_t sign = (a ^ b) >> (exponent_bits + mantissa_bits) & 1;
  return sign << (exponent_bits + mantissa_bits) | static_cast<std::uint32_t>(std::min(sum, largest));
}

std::filesystem::path gates_of(const std::string& format) {
  const auto slice = pe::make_slice("lmul", {{"format", format}});
  return build_gates("lmul_multiply", {},
                     "-GVariant=" + std::to_string(slice->variant()) + " --source " LOP_SOURCE_DIR "/rtl/pe/lmul_pkg.sv",
                     "lmul_multiply_" + format);
}

/// l  of the offset 2^-l
Comparison compare(const std::string& format, int exponent_bits, int mantissa_bits, int l) {
  UnitGates gates(gates_of(format));
  Comparison comparison;
  const std::uint32_t codes = 1u << (1 + exponent_bits + mantissa_bits), step = codes > 1024 ? 251 : 1;
  for (std::uint32_t a = 0; a < codes; a += step) {
    for (std::uint32_t b = 0; b < codes; b += step) {
      gates.eval(a, b);
      comparison.compare(gates.code(), added(a, b, exponent_bits, mantissa_bits, l),
                         [&] { return format + ' ' + std::to_string(a) + " x " + std::to_string(b); });
    }
  }
  return comparison;
}

// scripts/compare_units.py writes these words by itself.
TEST(LmulMultiply, HasTheWordsThatUnitsAreComparedWith) {
  const auto word = [](const std::string& format) { return pe::make_slice("lmul", {{"format", format}})->variant(); };
  EXPECT_EQ(word("e8m3"), 0x00480004u);
  EXPECT_EQ(word("bf16"), 0u);
  EXPECT_EQ(word("e8m10"), 0x0240000du);
}

TEST(LmulMultiply, AddsTheCodesOfAShortFormat) { compare("e4m2", 4, 2, 2).expect_equal(); }
TEST(LmulMultiply, AddsTheCodesOfBf16) { compare("bf16", 8, 7, 4).expect_equal(); }
TEST(LmulMultiply, AnotherOffsetIsFound) { compare("bf16", 8, 7, 3).expect_different(); }

}  // namespace
}  // namespace lop::cosim
