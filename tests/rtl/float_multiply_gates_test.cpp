// The gates of the multipliers: FP32 products against the host's IEEE 754, the others against exact products in FP64.
#include <cmath>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"
#include "tests/rtl/fp32_corners.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

using formats::FloatFormat;

constexpr const char* kTop = "float_multiply_units";
constexpr const char* kOwnFormats[] = {"bf16", "fp16", "e5m2", "e4m3"};
constexpr int kFlushed = 6;                                  // slot of the first flushing multiplier
constexpr const char* kFlushedFormats[] = {"bf16", "e4m3_ieee"};

/// One rounding with exponents of any size, then zero below the normal numbers and the largest number above all.
double flushed_product(const FloatFormat& format, double a, double b) {
  const double least = std::ldexp(1, 1 - format.bias()),
               largest = std::ldexp(2 - std::ldexp(1, -format.mantissa_bits), format.bias());
  if (std::abs(a) < least || std::abs(b) < least) return 0;
  int exponent = 0;
  const double fraction = std::frexp(a * b, &exponent);
  const int bits = format.mantissa_bits + 1;
  const double rounded = std::ldexp(std::nearbyint(std::ldexp(fraction, bits)), exponent - bits);
  if (std::abs(rounded) < least) return 0;
  return std::copysign(std::min(std::abs(rounded), largest), rounded);
}

class Multiplier {
 public:
  explicit Multiplier(const std::filesystem::path& gates = build_gates(kTop)) : gates_(gates) {}

  void compare(std::uint32_t a, std::uint32_t b, Comparison& comparison) {
    gates_.eval(a, b);
    const auto describe = [&] { return std::to_string(a) + " x " + std::to_string(b); };
    comparison.compare(gates_.slot<std::uint32_t>(0), formats::fp32_mul(a, b), describe);
    // 48 bits fit FP64, whose range is wide enough.
    const double product = static_cast<double>(formats::fp32_value(a)) * static_cast<double>(formats::fp32_value(b));
    comparison.compare(gates_.slot<std::uint32_t>(1), formats::encode(formats::kFp16, product), describe);
    compare_short_formats(a, b, comparison);
  }

  /// The low bits as codes of the other formats.
  void compare_short_formats(std::uint32_t a, std::uint32_t b, Comparison& comparison) {
    const auto value = [](const FloatFormat& format, std::uint32_t code) {
      return formats::decode(format, code & (format.sign_mask() | format.magnitude_mask()));
    };
    for (int f = 0; f < 4; ++f) {
      const FloatFormat& format = formats::float_format(kOwnFormats[f]);
      comparison.compare(gates_.slot<std::uint32_t>(2 + f), formats::encode(format, value(format, a) * value(format, b)),
                         [&] { return describe(kOwnFormats[f], a, b); });
    }
    for (int f = 0; f < 2; ++f) {
      const FloatFormat& format = formats::float_format(kFlushedFormats[f]);
      const double a_value = value(format, a), b_value = value(format, b);
      if (!std::isfinite(a_value) || !std::isfinite(b_value)) continue;   // there are none
      comparison.compare(gates_.slot<std::uint32_t>(kFlushed + f),
                         formats::encode(format, flushed_product(format, a_value, b_value)),
                         [&] { return std::string("flushing ") + describe(kFlushedFormats[f], a, b); });
    }
  }

  void eval(std::uint32_t a, std::uint32_t b) { gates_.eval(a, b); }

 private:
  static std::string describe(const char* format, std::uint32_t a, std::uint32_t b) {
    return std::string(format) + ' ' + std::to_string(a) + " x " + std::to_string(b);
  }
  UnitGates gates_;
};

Comparison compare_corners(Multiplier& multiplier) {
  Comparison comparison;
  const std::vector<std::uint32_t> corners = fp32_corners();
  for (const std::uint32_t a : corners) {
    for (const std::uint32_t b : corners) multiplier.compare(a, b, comparison);
  }
  return comparison;
}

Comparison compare_every_short_pair(Multiplier& multiplier) {
  Comparison comparison;
  for (std::uint32_t a = 0; a < 256; ++a) {
    for (std::uint32_t b = 0; b < 256; ++b) {
      multiplier.eval(a, b);
      multiplier.compare_short_formats(a, b, comparison);
    }
  }
  return comparison;
}

TEST(Multiplier, IsIeeeOnEveryPairOfCorners) {
  Multiplier multiplier;
  compare_corners(multiplier).expect_equal();
}

TEST(Multiplier, IsExactBeforeItsRoundingOnEveryPairOfShortCodes) {
  Multiplier multiplier;
  compare_every_short_pair(multiplier).expect_equal();
}

TEST(Multiplier, IsIeeeOnRandomCodesOfAllExponentsAndOfThoseAroundTheRangeOfFp16) {
  Multiplier multiplier;
  Comparison comparison;
  Random random(12);
  for (int i = 0; i < 2'000'000; ++i) {
    auto [a, b] = fp32_pair(random, false);
    // Exponents that add up to that of a product from below FP16's least number to above its largest.
    if (i % 2 == 0) b = (b & 0x807fffff) | (224 - (a >> 23) % 256 + (b >> 23) % 50) % 256 << 23;
    multiplier.compare(a, b, comparison);
  }
  comparison.expect_equal();
}

TEST(Multiplier, AnExponentOffByOneForSubnormalsIsFound) {
  Multiplier multiplier(build_broken_gates(
      kTop, "", {"float_multiply_subnormal", "common/float_unpack.sv", ": ExponentWidth'(1);", ": ExponentWidth'(0);"}));
  compare_corners(multiplier).expect_different();
}

TEST(Multiplier, ATieThatGoesUpIsFoundInTheFlushingOne) {
  Multiplier multiplier(build_broken_gates(kTop, "", {"flushing_multiply_tie", "comparison/flushing_multiply.sv",
                                                      "(normalised[MantissaBits+1] | ", "(1'b1 | "}));
  compare_every_short_pair(multiplier).expect_different();
}

}  // namespace
}  // namespace lop::cosim
