// Scaled blocks in exact rationals, from the formats' definitions: no bits of a float are looked at, no table is read.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/quantizers/block_format.hpp"
#include "tests/models/formats/minifloat_oracle.hpp"

namespace lop::test {

/// A minifloat, or an integer magnitude with `fraction_bits` behind the point, as two's complement or below a sign.
struct OracleElement {
  std::optional<ValueTable> floats;
  int magnitude_bits = 0;
  int fraction_bits = 0;
  bool twos_complement = false;

  Rational largest() const {
    if (floats) return floats->magnitude(floats->finite_codes() - 1);
    return Rational((1 << magnitude_bits) - 1) / power_of_two(fraction_bits);
  }
  int mantissa_bits() const { return floats ? floats->shape().mantissa_bits : magnitude_bits - 1; }

  std::uint32_t code(bool negative, const Rational& magnitude, formats::Rounding rounding) const {
    if (floats) return floats->code(Extended{false, negative, negative ? -magnitude : magnitude}, rounding, true);
    const Integer most = (1 << magnitude_bits) - 1;
    const Integer rounded =
        std::min(*rounded_magnitude(magnitude * power_of_two(fraction_bits), rounding, negative), most);
    const auto bits = static_cast<std::uint32_t>(rounded);
    if (!negative || bits == 0) return bits;
    return twos_complement ? (2u << magnitude_bits) - bits : (1u << magnitude_bits) + bits;
  }
};

inline OracleElement oracle_element(const std::string& block_format) {
  const auto minifloat = [](const char* name, int e, int m, Specials specials) {
    return OracleElement{ValueTable(Shape{name, e, m, specials})};
  };
  if (block_format == "mxfp8_e4m3") return minifloat("e4m3", 4, 3, Specials::kTopIsNan);
  if (block_format == "mxfp8_e5m2") return minifloat("e5m2", 5, 2, Specials::kInfAndNan);
  if (block_format == "mxfp6_e2m3") return minifloat("e2m3", 2, 3, Specials::kNone);
  if (block_format == "mxfp6_e3m2") return minifloat("e3m2", 3, 2, Specials::kNone);
  if (block_format == "mx_e3m0") return minifloat("e3m0", 3, 0, Specials::kNone);
  if (block_format == "mxint8") return {std::nullopt, 7, 6, true};
  if (block_format == "mx_int4") return {std::nullopt, 3, 2, true};
  if (block_format.substr(0, 3) == "bfp") {
    const int bits = block_format[3] - '0';
    return {std::nullopt, bits, bits - 1, false};
  }
  return minifloat("e2m1", 2, 1, Specials::kNone);
}

inline Rational magnitude_of(float value) { return abs(Rational(value)); }

inline Rational peak_of(const std::vector<float>& values) {
  Rational peak = 0;
  for (const float value : values) peak = std::max(peak, magnitude_of(value));
  return peak;
}

inline int oracle_exponent(const OracleElement& element, const Rational& peak, quantizers::ScaleRounding rounding) {
  using quantizers::ScaleRounding;
  const int emax = exponent_of(element.largest());
  const int floor = exponent_of(peak);
  int exponent = floor - emax;
  switch (rounding) {
    case ScaleRounding::kFloor: break;
    case ScaleRounding::kCeil: exponent += power_of_two(floor) < peak ? 1 : 0; break;
    case ScaleRounding::kNearest:
      exponent += power_of_two(floor + 1) - peak <= peak - power_of_two(floor) ? 1 : 0;
      break;
    case ScaleRounding::kEven: {
      const Rational last_place = power_of_two(floor - element.mantissa_bits());
      const Integer rounded = *rounded_magnitude(peak / last_place, formats::Rounding::kNearestEven, false);
      exponent = exponent_of(Rational(rounded) * last_place) - emax;
      break;
    }
    case ScaleRounding::kCover:
      for (exponent = floor - emax - 2; peak > element.largest() * power_of_two(exponent);) ++exponent;
      break;
  }
  return std::clamp(exponent, -127, 127);
}

struct OracleBlock {
  std::uint32_t scale_code;
  std::vector<std::uint32_t> codes;
};

inline std::vector<std::uint32_t> oracle_codes(const OracleElement& element, const std::vector<float>& values,
                                               const Rational& scale, formats::Rounding rounding) {
  std::vector<std::uint32_t> codes;
  for (const float value : values) {
    codes.push_back(
        element.code(std::signbit(value), scale == 0 ? Rational(0) : magnitude_of(value) / scale, rounding));
  }
  return codes;
}

/// Under a power of two.
inline OracleBlock oracle_block(const OracleElement& element, const std::vector<float>& values,
                                const quantizers::BlockOptions& options) {
  const Rational peak = peak_of(values);
  const int exponent = peak == 0 ? -127 : oracle_exponent(element, peak, options.scale_rounding);
  return {static_cast<std::uint32_t>(exponent + 127),
          oracle_codes(element, values, power_of_two(exponent), options.element_rounding)};
}

/// E2M1 under an unsigned minifloat and a tensor scale.
inline OracleBlock oracle_block(const ValueTable& scales, float tensor_scale, const std::vector<float>& values,
                                const quantizers::BlockOptions& options) {
  const OracleElement element = oracle_element("nvfp4");
  const Rational peak = peak_of(values);
  const Extended quotient{false, false, peak / (6 * Rational(tensor_scale))};
  std::uint32_t scale_code = scales.code(quotient, formats::Rounding::kNearestEven, true);
  if (scale_code == 0 && peak != 0 && options.lost_block == quantizers::LostBlock::kSmallest) scale_code = 1;
  const Rational scale = scales.magnitude(scale_code) * Rational(tensor_scale);
  return {scale_code, oracle_codes(element, values, scale, options.element_rounding)};
}

}  // namespace lop::test
