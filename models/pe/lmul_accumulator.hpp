// What L-Mul's products are added to: a float with one rounding an addition, or a fixed-point window.
#pragma once

#include <cstdint>
#include <string>

#include "models/formats/float_format.hpp"
#include "models/pe/lmul_product.hpp"

namespace lop::pe {

/// fp32, bf16 or fp16: the exact product is added and the sum rounded to nearest even, as IEEE 754 has it.
///
/// Fixed: two's complement, the lowest bits of the exact sum, so that it wraps. The window ends kHeadroomBits above the
/// largest product. As wide as exact_bits() or wider, it holds every product's last place; narrower, each product's
/// magnitude is cut off below the window, towards zero (ours). Two marks above the window, "an infinity was added" and
/// the same for minus infinity, hold what it cannot; both stand for NaN.
class LmulAccumulator {
 public:
  static constexpr int kHeadroomBits = 16;
  static constexpr int kMostFixedBits = 62;  // with the marks, two words
  static constexpr int kLeastFixedBits = 1 + kHeadroomBits + 1;

  /// name  fp32, bf16, fp16, fixed or fixed:WIDTH
  /// errors  OperandError when the window is wider than kMostFixedBits
  LmulAccumulator(const LmulRule& rule, const std::string& name);

  static bool is_fixed(const std::string& name);

  bool fixed() const { return fixed_bits_ != 0; }
  /// Of the float, or of window and marks (without strict there are none).
  int bits() const { return fixed() ? fixed_bits_ + mark_bits_ : format_.bits(); }
  int fixed_bits() const { return fixed_bits_; }
  /// Of the output code: the float itself, or the window rounded once to fp32.
  const formats::FloatFormat& out_format() const { return format_; }

  std::uint64_t add(std::uint64_t accumulator, const formats::Unpacked& product) const;
  std::uint32_t out_code(std::uint64_t accumulator) const;
  double value(std::uint64_t accumulator) const;

 private:
  std::uint64_t add_fixed(std::uint64_t accumulator, const formats::Unpacked& product) const;
  std::int64_t window(std::uint64_t accumulator) const;

  formats::FloatFormat format_;
  int fixed_bits_ = 0, mark_bits_ = 0;
  int last_place_ = 0;  // exponent of the window's lowest bit
};

}  // namespace lop::pe
