// The quire: sums of posit products, exact, so that order does not matter; rounded once when read.
#pragma once

#include <cstdint>
#include <vector>

#include "models/formats/exact_sum.hpp"
#include "models/formats/posit.hpp"

namespace lop::formats {

/// Two's complement fixed point, last place minpos^2, wide enough for
/// 2^63 - 1 products whatever their values. NaR stays until clear().
class PositQuire {
 public:
  explicit PositQuire(const PositFormat& format);

  void clear();
  /// += a * b, or += a
  void add_product(std::uint32_t a_code, std::uint32_t b_code);
  void add(std::uint32_t code);

  bool is_nar() const { return nar_; }
  /// Exponent of the last place: -8 in posit4_1, -12 in posit8_0, -56 in posit16_1.
  int last_place_exponent() const { return sum_.last_place(); }

  /// The sum rounded once, into the quire's own format or another.
  std::uint32_t rounded() const { return rounded(format_); }
  std::uint32_t rounded(const PositFormat& result) const;

  /// Whether a register of `width` bits holds the sum:
  /// |sum| < 2^(width - 1) last places, as 1 followed by zeros is NaR.
  bool fits(int width) const { return nar_ || sum_.fits(width); }
  /// The register's bits, least significant word first, zero above `width`.
  ///
  /// width   at least 2
  /// errors  std::range_error when the sum does not fit
  std::vector<std::uint64_t> code(int width) const;

 private:
  PositFormat format_;
  bool nar_ = false;
  ExactSum sum_;
};

}  // namespace lop::formats
