// Many FP32 numbers, or their quotients by one divisor, into the codes of any format, fast: NumberFormat's own codes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "models/formats/number_format.hpp"

namespace lop::formats {

/// A table over sign, exponent and the eight highest mantissa bits, and whether any lower bit is set. Filling it proves
/// it: the ends of each open interval must have the same code, and rounding is monotone. A format that fails, because
/// it has more mantissa bits than that, is encoded number by number.
class Fp32Encoder {
 public:
  /// errors  std::invalid_argument for stochastic rounding, which no table holds
  Fp32Encoder(NumberFormat format, const ResultRule& rule);

  const NumberFormat& format() const { return format_; }
  bool has_table() const { return !std::holds_alternative<std::monostate>(table_); }

  /// Code is std::uint8_t, std::uint16_t or std::uint32_t.
  ///
  /// errors  std::invalid_argument when Code has fewer bits than the format
  template <typename Code>
  void encode(const float* values, std::size_t count, Code* codes) const;

  /// Of values[i] / divisor, rounded once from the exact quotient;
  /// with has_table() one beyond FP32's ends counts as that end.
  ///
  /// divisor  finite, not 0: a power of two, or with has_table() any number of up to 28 significant bits
  template <typename Code>
  void encode_quotients(const float* values, std::size_t count, double divisor, Code* codes) const;

 private:
  NumberFormat format_;
  ResultRule rule_;
  bool is_ieee_fp16_;
  std::variant<std::monostate, std::vector<std::uint8_t>, std::vector<std::uint16_t>> table_;
};

/// By code, a NaN canonical; rounded to FP32 where it does not hold the value.
///
/// errors  std::invalid_argument for a format of more than 16 bits
std::vector<float> decode_table(const NumberFormat& format);

}  // namespace lop::formats
