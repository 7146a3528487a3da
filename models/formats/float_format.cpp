// Floating-point formats by name, and as host doubles.
#include "models/formats/float_format.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace lop::formats {

const FloatFormat& float_format(std::string_view name) {
  std::string known;
  for (const FloatFormat& format : kFloatFormats) {
    if (format.name == name) return format;
    known += known.empty() ? "" : ", ";
    known += format.name;
  }
  throw std::invalid_argument("unknown float format '" + std::string(name) + "'; known: " + known);
}

double decode(const FloatFormat& format, std::uint32_t code) {
  const Unpacked number = unpack(format, code);
  double magnitude = std::ldexp(static_cast<double>(number.significand), number.exponent);
  if (number.float_class == FloatClass::kInfinity) magnitude = std::numeric_limits<double>::infinity();
  if (number.float_class == FloatClass::kNan) return std::numeric_limits<double>::quiet_NaN();
  return number.negative ? -magnitude : magnitude;
}

std::uint32_t encode(const FloatFormat& format, double value, Rounding rounding, Overflow overflow, std::uint64_t random) {
  if (std::isnan(value)) return format.has_nan() ? format.nan_code() : 0;
  const bool negative = std::signbit(value);
  if (std::isinf(value)) {
    // An infinity is exact: no rounding mode turns it into a finite number, only saturation does.
    return overflow_code(format, negative, Rounding::kNearestEven, overflow);
  }
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  const std::uint64_t mantissa = bits & ((std::uint64_t{1} << 52) - 1);
  const int field = static_cast<int>((bits >> 52) & 0x7ff);
  const std::uint64_t hidden = field == 0 ? 0 : std::uint64_t{1} << 52;
  return pack(format, negative, hidden | mantissa, (field == 0 ? 1 : field) - 1075, rounding, overflow, false, random);
}

}  // namespace lop::formats
