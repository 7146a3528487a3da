// Any element format under one interface: integers, floats, posits and tables of values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "models/formats/exact_sum.hpp"
#include "models/formats/float_arithmetic.hpp"
#include "models/formats/int_format.hpp"
#include "models/formats/posit.hpp"
#include "models/formats/table_format.hpp"

namespace lop::formats {

class NumberFormat {
 public:
  using Kind = std::variant<IntFormat, FloatFormat, PositFormat, std::shared_ptr<const TableFormat>>;

  NumberFormat(std::string name, Kind kind);

  const std::string& name() const { return name_; }
  const Kind& kind() const { return kind_; }
  int bits() const { return bits_; }
  std::uint32_t mask() const { return 0xffffffffu >> (32 - bits_); }
  /// Every finite value is a multiple of 2^last_place and below 2^top_exponent in magnitude.
  int last_place() const { return last_place_; }
  int top_exponent() const { return top_exponent_; }

  /// Nearest even, and the overflow that the format's users mean.
  ResultRule default_rule() const;

  /// Exact. Posits' NaR is a NaN; bits of `code` above the format's width are ignored.
  Unpacked unpack(std::uint32_t code) const;
  double decode(std::uint32_t code) const;

  /// Rounded once. Integers, posits and tables end at their largest magnitudes whatever the rule for overflows.
  std::uint32_t pack(const ExactReal& number, const ResultRule& rule) const;
  /// What a NaN becomes: the format's own, or zero's code in a format without one.
  std::uint32_t nan_code() const;
  /// What an infinity becomes.
  std::uint32_t infinity_code(bool negative, const ResultRule& rule) const;

  std::uint32_t encode(double value, const ResultRule& rule) const;
  std::uint32_t encode(double value) const { return encode(value, default_rule()); }
  std::uint32_t encode_fp32(std::uint32_t fp32_code, const ResultRule& rule) const;

 private:
  std::string name_;
  Kind kind_;
  int bits_;
  int last_place_;
  int top_exponent_;
};

/// int1..int16, uint1..uint16; what float_format() knows, also fp4 and fp3 for e2m1 and e2m0; posit2_0..posit32_3; what
/// table_format() knows. Upper or lower case.
///
/// errors  std::invalid_argument naming the families
NumberFormat number_format(std::string_view name);

}  // namespace lop::formats
