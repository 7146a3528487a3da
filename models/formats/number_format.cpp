// One interface over the kinds of formats.
#include "models/formats/number_format.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

namespace lop::formats {
namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

using Table = std::shared_ptr<const TableFormat>;

Unpacked integer(std::int64_t value, int exponent) {
  if (value == 0) return {false, FloatClass::kZero, 0, exponent};
  return {value < 0, FloatClass::kNormal, static_cast<std::uint64_t>(std::abs(value)), exponent};
}

int bit_length(std::uint64_t magnitude) {
  int length = 0;
  for (; magnitude != 0; magnitude >>= 1) ++length;
  return length;
}

std::uint32_t pack_integer(const IntFormat& format, const ExactReal& number, const ResultRule& rule) {
  if (number.exponent >= 0) {
    if (number.significand == 0) return 0;
    const bool large = bit_length(number.significand) + number.exponent > 33;
    const std::int64_t magnitude =
        large ? std::int64_t{1} << 40 : static_cast<std::int64_t>(number.significand << number.exponent);
    return format.encode(number.negative ? -magnitude : magnitude);
  }
  const std::uint64_t rounded = shift_right_rounded(number.significand, -number.exponent, rule.rounding,
                                                    number.negative, number.sticky, rule.random);
  const auto magnitude = static_cast<std::int64_t>(std::min<std::uint64_t>(rounded, std::uint64_t{1} << 40));
  return format.encode(number.negative ? -magnitude : magnitude);
}

/// The number behind `prefix`, 0 if the name is not that alone.
int number_behind(std::string_view name, std::string_view prefix) {
  if (name.substr(0, prefix.size()) != prefix || name.size() == prefix.size() || name[prefix.size()] == '0') return 0;
  int number = 0;
  const auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

}  // namespace

NumberFormat::NumberFormat(std::string name, Kind kind) : name_(std::move(name)), kind_(std::move(kind)) {
  std::visit(Overloaded{[&](const IntFormat& format) {
                          bits_ = format.bits;
                          last_place_ = 0;
                          top_exponent_ = format.bits + 1;
                        },
                        [&](const FloatFormat& format) {
                          bits_ = format.bits();
                          last_place_ = format.min_exponent();
                          top_exponent_ = format.min_exponent() + static_cast<int>(format.max_exponent_field()) +
                                          format.mantissa_bits + 1;
                        },
                        [&](const PositFormat& format) {
                          bits_ = format.bits;
                          last_place_ = -format.max_scale();
                          top_exponent_ = format.max_scale() + 1;
                        },
                        [&](const Table& table) {
                          bits_ = table->bits();
                          last_place_ = table->exponent();
                          const std::int64_t most = std::max(std::abs(table->lowest()), std::abs(table->highest()));
                          top_exponent_ = table->exponent() + bit_length(static_cast<std::uint64_t>(most));
                        }},
             kind_);
}

ResultRule NumberFormat::default_rule() const {
  if (const auto* format = std::get_if<FloatFormat>(&kind_)) return formats::default_rule(*format);
  return {Rounding::kNearestEven, Overflow::kSaturate, 0};
}

Unpacked NumberFormat::unpack(std::uint32_t code) const {
  return std::visit(
      Overloaded{[&](const IntFormat& format) { return integer(format.decode(code), 0); },
                 [&](const FloatFormat& format) { return formats::unpack(format, code); },
                 [&](const PositFormat& format) {
                   const PositUnpacked number = formats::unpack(format, code);
                   if (number.posit_class == PositClass::kNar) return Unpacked{false, FloatClass::kNan, 0, 0};
                   if (number.posit_class == PositClass::kZero) return Unpacked{false, FloatClass::kZero, 0, 0};
                   return Unpacked{number.negative, FloatClass::kNormal, number.significand, number.exponent};
                 },
                 [&](const Table& table) { return integer(table->value(code), table->exponent()); }},
      kind_);
}

double NumberFormat::decode(std::uint32_t code) const {
  const Unpacked number = unpack(code);
  if (number.float_class == FloatClass::kNan) return std::numeric_limits<double>::quiet_NaN();
  const double magnitude = number.float_class == FloatClass::kInfinity
                               ? std::numeric_limits<double>::infinity()
                               : std::ldexp(static_cast<double>(number.significand), number.exponent);
  return number.negative ? -magnitude : magnitude;
}

std::uint32_t NumberFormat::pack(const ExactReal& number, const ResultRule& rule) const {
  return std::visit(Overloaded{[&](const IntFormat& format) { return pack_integer(format, number, rule); },
                               [&](const FloatFormat& format) {
                                 return formats::pack(format, number.negative, number.significand, number.exponent,
                                                      rule.rounding, rule.overflow, number.sticky, rule.random);
                               },
                               [&](const PositFormat& format) {
                                 return formats::pack(format, number.negative, number.significand, number.exponent,
                                                      number.sticky, rule.rounding, rule.random);
                               },
                               [&](const Table& table) { return table->pack(number, rule.rounding, rule.random); }},
                    kind_);
}

std::uint32_t NumberFormat::nan_code() const {
  if (const auto* format = std::get_if<FloatFormat>(&kind_)) return format->has_nan() ? format->nan_code() : 0;
  if (const auto* format = std::get_if<PositFormat>(&kind_)) return format->nar_code();
  return pack({}, default_rule());
}

std::uint32_t NumberFormat::infinity_code(bool negative, const ResultRule& rule) const {
  if (const auto* format = std::get_if<PositFormat>(&kind_)) return format->nar_code();
  // An infinity is exact: no rounding mode turns it into a finite number, only saturation does.
  if (const auto* format = std::get_if<FloatFormat>(&kind_)) {
    return overflow_code(*format, negative, Rounding::kNearestEven, rule.overflow);
  }
  return pack({negative, 1, top_exponent_ + 1, false}, rule);
}

std::uint32_t NumberFormat::encode(double value, const ResultRule& rule) const {
  if (std::isnan(value)) return nan_code();
  if (std::isinf(value)) return infinity_code(value < 0, rule);
  if (value == 0) return pack({std::signbit(value), 0, 0, false}, rule);
  int exponent = 0;
  const double fraction = std::frexp(std::abs(value), &exponent);
  return pack({value < 0, static_cast<std::uint64_t>(std::ldexp(fraction, 53)), exponent - 53, false}, rule);
}

std::uint32_t NumberFormat::encode_fp32(std::uint32_t fp32_code, const ResultRule& rule) const {
  const Unpacked number = formats::unpack(kFp32, fp32_code);
  if (number.float_class == FloatClass::kNan) return nan_code();
  if (number.float_class == FloatClass::kInfinity) return infinity_code(number.negative, rule);
  return pack({number.negative, number.significand, number.exponent, false}, rule);
}

NumberFormat number_format(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  for (const bool is_signed : {true, false}) {
    const int bits = number_behind(lower, is_signed ? "int" : "uint");
    if (bits >= 1 && bits <= 16) return {lower, IntFormat{bits, is_signed}};
  }
  if (lower.rfind("posit", 0) == 0) return {lower, posit_format(lower)};
  if (lower == "fp4") return {lower, kFp4E2M1};
  if (lower == "fp3") return {lower, kFp3E2M0};
  if (auto table = table_format(lower)) return {lower, std::make_shared<const TableFormat>(std::move(*table))};
  try {
    return {lower, float_format(lower)};
  } catch (const std::invalid_argument&) {
    throw std::invalid_argument(
        "unknown number format '" + std::string(name) + "'; known: int1..int16, uint1..uint16, sm2..sm16, " +
        "posit2_0..posit32_3, flint2..flint8, uflint2..uflint8, pot2..pot6, bipolar_int1..bipolar_int16, " +
        "binary, ternary, power_int2..power_int8, fp4, fp3, fp3_er+..fp4_ea-, book:V,V,..., " + known_float_formats());
  }
}

}  // namespace lop::formats
