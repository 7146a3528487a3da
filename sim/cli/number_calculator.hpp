// One line of hexadecimal codes in, one answer out: the arithmetic behind `lopsim format`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/formats/number_format.hpp"

namespace lop::cli {

/// How a line of the calculator is answered. Operands are separated by blanks or commas.
///
/// encode  one FP32 code (bits in hexadecimal)            -> a code of the format
/// decode  one code                                       -> its value in decimal, as exact as a double; inf, nan, NaR
/// mul add two codes, fma three, dot a0..an-1 b0..bn-1    -> a code, rounded once
class NumberCalculator {
 public:
  /// seed  of stochastic rounding: line and seed decide
  /// errors  ArgumentError for an unknown operation
  NumberCalculator(formats::NumberFormat format, const std::string& operation, formats::ResultRule rule,
                   std::uint64_t seed);

  static const std::vector<std::string>& operations();

  /// errors  ArgumentError saying what was expected
  std::string answer(std::string_view line, std::uint64_t line_number) const;

 private:
  enum class Operation { kEncode, kDecode, kMul, kAdd, kFma, kDot };
  std::string code_text(std::uint32_t code) const;
  std::string value_text(std::uint32_t code) const;

  formats::NumberFormat format_;
  Operation operation_;
  formats::ResultRule rule_;
  std::uint64_t seed_;
};

/// The hexadecimal codes of a line, each of at most `bits` bits.
///
/// errors  ArgumentError naming the operand
std::vector<std::uint32_t> read_codes(std::string_view line, int bits);

}  // namespace lop::cli
