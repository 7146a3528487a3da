// Correctly rounded arithmetic and exact dot products on the codes of any number format.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/formats/number_format.hpp"

namespace lop::formats {

// Operands and result are codes of `format`; floats follow IEEE
// 754 as float_arithmetic.hpp has it, posits give NaR for NaR.

std::uint32_t mul(const NumberFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule);
std::uint32_t add(const NumberFormat& format, std::uint32_t a_code, std::uint32_t b_code, const ResultRule& rule);
/// a * b + c, rounded once.
std::uint32_t fma(const NumberFormat& format, std::uint32_t a_code, std::uint32_t b_code, std::uint32_t c_code,
                  const ResultRule& rule);

/// A dot product that is exact until it is read, whatever the order of its terms.
class DotProduct {
 public:
  explicit DotProduct(const NumberFormat& format);

  void clear();
  /// += a * b
  void add_product(std::uint32_t a_code, std::uint32_t b_code);
  /// += a
  void add(std::uint32_t code);

  /// Rounded once into the operands' format or another. NaN after a NaN operand, Inf * 0, or infinities of both signs.
  /// The sign of a zero sum is that of all terms, +0 if they differ, under kFloor -0.
  std::uint32_t rounded(const ResultRule& rule) const { return rounded(format_, rule); }
  std::uint32_t rounded(const NumberFormat& result, const ResultRule& rule) const;

 private:
  void accumulate(const Unpacked& term);

  NumberFormat format_;
  ExactSum sum_;
  bool nan_ = false;
  bool positive_infinity_ = false;
  bool negative_infinity_ = false;
  bool any_negative_ = false;
  bool any_positive_ = false;
};

/// sum of a[i] * b[i], i < count, rounded once.
std::uint32_t dot(const NumberFormat& format, const std::uint32_t* a_codes, const std::uint32_t* b_codes,
                  std::size_t count, const ResultRule& rule);

}  // namespace lop::formats
