// Floating-point formats by name, and as host doubles.
#include "models/formats/float_format.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <string>

namespace lop::formats {

namespace {

constexpr int kMaxExponentBits = 8;
constexpr int kMaxMantissaBits = 23;

using FormatsByName = std::map<std::string, FloatFormat, std::less<>>;

void add_format(FormatsByName& formats, const std::string& name, const FloatFormat& format) {
  const auto entry = formats.emplace(name, format).first;
  entry->second.name = entry->first;
}

bool is_sound(const FloatFormat& format) {
  if (format.policy == SpecialPolicy::kIeee) return format.mantissa_bits > 0;
  if (format.policy == SpecialPolicy::kFnuz) return format.is_signed;
  return format.max_finite_code() > 0;
}

/// eEmM or ueEmM with each suffix and without.
void add_family(FormatsByName& formats, int exponent_bits, int mantissa_bits, bool is_signed) {
  const std::string stem =
      (is_signed ? "e" : "ue") + std::to_string(exponent_bits) + "m" + std::to_string(mantissa_bits);
  const bool wide = 1 + exponent_bits + mantissa_bits > 8;
  const SpecialPolicy plain = !is_signed ? SpecialPolicy::kFiniteNan
                              : wide     ? SpecialPolicy::kIeee
                                         : SpecialPolicy::kAllFinite;
  const std::pair<std::string_view, SpecialPolicy> spellings[] = {{"", plain},
                                                                  {"_ieee", SpecialPolicy::kIeee},
                                                                  {"_fn", SpecialPolicy::kFiniteNan},
                                                                  {"_all", SpecialPolicy::kAllFinite},
                                                                  {"_fnuz", SpecialPolicy::kFnuz}};
  for (const auto& [suffix, policy] : spellings) {
    const Overflow overflow = policy == SpecialPolicy::kIeee ? Overflow::kInfinity : Overflow::kSaturate;
    const FloatFormat format{"", exponent_bits, mantissa_bits, policy, overflow, is_signed};
    if (is_sound(format)) add_format(formats, stem + std::string(suffix), format);
  }
}

FormatsByName all_formats() {
  FormatsByName formats;
  for (const FloatFormat& format : kFloatFormats) add_format(formats, std::string(format.name), format);
  add_format(formats, "ue8m0", kE8M0);
  for (int exponent_bits = 1; exponent_bits <= kMaxExponentBits; ++exponent_bits) {
    for (int mantissa_bits = 0; mantissa_bits <= kMaxMantissaBits; ++mantissa_bits) {
      // A signed or zero-holding relative of the scale format under nearly its name would be taken for it.
      if (exponent_bits == kE8M0.exponent_bits && mantissa_bits == kE8M0.mantissa_bits) continue;
      for (const bool is_signed : {true, false}) add_family(formats, exponent_bits, mantissa_bits, is_signed);
    }
  }
  return formats;
}

}  // namespace

const FloatFormat& float_format(std::string_view name) {
  static const FormatsByName formats = all_formats();
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (const auto found = formats.find(lower); found != formats.end()) return found->second;
  throw std::invalid_argument("unknown float format '" + std::string(name) + "'; known: " + known_float_formats());
}

std::string known_float_formats() {
  std::string known;
  for (const FloatFormat& format : kFloatFormats) known += std::string(format.name) + ", ";
  return known +
         "and eEmM or ueEmM with E 1 to 8 and M 0 to 23, as it is or with _ieee (M of 1 or more), _fn, _all or _fnuz "
         "(signed only)";
}

double decode(const FloatFormat& format, std::uint32_t code) {
  const Unpacked number = unpack(format, code);
  double magnitude = std::ldexp(static_cast<double>(number.significand), number.exponent);
  if (number.float_class == FloatClass::kInfinity) magnitude = std::numeric_limits<double>::infinity();
  if (number.float_class == FloatClass::kNan) return std::numeric_limits<double>::quiet_NaN();
  return number.negative ? -magnitude : magnitude;
}

std::uint32_t encode(const FloatFormat& format, double value, Rounding rounding, Overflow overflow,
                     std::uint64_t random) {
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
