// An exact sum of numbers significand * 2^exponent, so that order does not matter: a quire, or other wide fixed point.
#pragma once

#include <cstdint>
#include <vector>

namespace lop::formats {

/// (-1)^negative * (significand + sticky part) * 2^exponent.
///
/// sticky  the exact magnitude lies strictly between significand and significand + 1 last places
struct ExactReal {
  bool negative = false;
  std::uint64_t significand = 0;
  int exponent = 0;
  bool sticky = false;
};

/// Two's complement fixed point with room for 2^63 - 1 terms.
class ExactSum {
 public:
  /// last_place    exponent of the lowest place of any term
  /// top_exponent  every term is below 2^top_exponent in magnitude
  ExactSum(int last_place, int top_exponent);

  void clear();
  /// exponent  at least last_place
  void add(bool negative, std::uint64_t significand, int exponent);

  int last_place() const { return last_place_; }
  bool is_negative() const { return words_.back() >> 63 != 0; }
  /// Significand 0 without sticky: the sum is zero. Otherwise its 64 leading bits and whether there are more.
  ExactReal leading() const;

  /// Whether |sum| < 2^(width - 1) last places.
  bool fits(int width) const;
  /// Bits that |sum| takes.
  int magnitude_bits() const;
  /// The low `width` bits, least significant word first, zero above.
  std::vector<std::uint64_t> code(int width) const;

 private:
  std::vector<std::uint64_t> magnitude() const;

  int last_place_;
  std::vector<std::uint64_t> words_;  // least significant first
};

}  // namespace lop::formats
