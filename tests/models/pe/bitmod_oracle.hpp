// The BitMoD PE in integers of any size, written from its rules: every quantity is a number in units of 2^-30, every
// step of the hardware is a move onto a coarser grid.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/models/formats/exact_oracle.hpp"

namespace lop::test {

enum class OracleAlignment { kBsigAware, kFiveInput, kPostShift };

struct OracleRules {
  OracleAlignment alignment = OracleAlignment::kBsigAware;
  bool nearest_even = false;
  int scale_bits = 8;
  int guard_bits = 3;        // another number is a wrong PE, to see that a comparison notices it
};

inline const std::vector<std::string> kOracleModes = {"int8", "int6", "int5", "int4", "int3", "fp4", "fp3"};

inline bool oracle_is_float(const std::string& mode) { return mode.substr(0, 2) == "fp"; }
inline int oracle_bits(const std::string& mode) { return mode.back() - '0'; }
inline int oracle_terms(const std::string& mode) { return oracle_is_float(mode) ? 2 : (oracle_bits(mode) + 1) / 2; }

/// Value of a weight code, from tables in decimal.
inline double oracle_weight(const std::string& mode, std::uint32_t code, int special) {
  static const std::vector<double> kFp4 = {0, 0.5, 1, 1.5, 2, 3, 4, 6}, kFp3 = {0, 1, 2, 4};
  static const std::vector<double> kFp4Special = {5, -5, 8, -8}, kFp3Special = {3, -3, 6, -6};
  const int bits = oracle_bits(mode);
  const std::uint32_t half = 1u << (bits - 1);
  code %= 2 * half;
  if (!oracle_is_float(mode)) return code < half ? code : static_cast<double>(code) - 2.0 * half;
  if (code == half) return (bits == 4 ? kFp4Special : kFp3Special)[static_cast<std::size_t>(special)];
  const double magnitude = (bits == 4 ? kFp4 : kFp3)[code % half];
  return code < half ? magnitude : -magnitude;
}

/// sign * 2^exp * 2^bsig, sign 0 for an empty term; for fp4 and fp3 in half units.
struct OracleTerm {
  int sign = 0, exp = 0, bsig = 0;
};

inline OracleTerm oracle_term(const std::string& mode, std::uint32_t code, int special, int phase) {
  OracleTerm term;
  if (!oracle_is_float(mode)) {
    // Booth: digit i is b(2i) + b(2i - 1) - 2 b(2i + 1), the code continued with its sign.
    const auto bit = [&](int i) {
      if (i < 0) return 0;
      return static_cast<int>(code >> std::min(i, oracle_bits(mode) - 1) & 1);
    };
    const int digit = bit(2 * phase) + bit(2 * phase - 1) - 2 * bit(2 * phase + 1);
    term.sign = digit > 0 ? 1 : digit < 0 ? -1 : 0;
    term.exp = digit == 2 || digit == -2 ? 1 : 0;
    term.bsig = 2 * phase;
    return term;
  }
  const double value = oracle_weight(mode, code, special);
  double rest = value < 0 ? -value : value;
  term.bsig = phase == 0 ? 1 : 0;
  // First the largest power of two that is at least one, then the largest power of what is left, from a half on.
  for (int which = 0; which <= phase; ++which) {
    const double least = which == 0 ? 1 : 0.5;
    term.sign = 0;
    for (int exp = 3; exp >= 0 && term.sign == 0; --exp) {
      const double power = least * (1 << exp);
      if (rest < power) continue;
      term.sign = value < 0 ? -1 : 1;
      term.exp = exp;
      rest -= power;
    }
  }
  return term;
}

inline bool oracle_invalid(std::uint32_t fp16) { return (fp16 >> 10 & 31) == 31; }

/// One PE from the first step of an output to its last.
class BitmodOracle {
 public:
  explicit BitmodOracle(const OracleRules& rules) : rules_(rules) {}

  /// One term of four lanes.
  void step(const std::string& mode, const std::uint32_t* activations, const std::uint32_t* weights, int special,
            int phase) {
    int e_lanes = 0, bsig = 0;
    std::vector<std::pair<Integer, int>> lanes;   // signed product in units, exponent
    for (int l = 0; l < 4; ++l) {
      const OracleTerm term = oracle_term(mode, weights[l], special, phase);
      bsig = term.bsig;
      invalid_ = invalid_ || oracle_invalid(activations[l]);
      const int field = static_cast<int>(activations[l] >> 10 & 31);
      const int significand = static_cast<int>(activations[l] & 1023) + (field > 0 ? 1024 : 0);
      if (term.sign == 0 || significand == 0) continue;
      const int exponent = std::max(field, 1) + term.exp;
      const Integer product = Integer((activations[l] & 0x8000) != 0 ? -significand : significand) * term.sign;
      lanes.emplace_back(product * units(exponent - 25), exponent);
      e_lanes = std::max(e_lanes, exponent);
    }
    if (lanes.empty()) return;

    int e = e_lanes;
    const bool empty = sum_ == 0;
    if (rules_.alignment == OracleAlignment::kBsigAware && !empty) e = std::max(e, e_acc_ - bsig);
    if (rules_.alignment == OracleAlignment::kFiveInput && !empty) e = std::max(e, e_acc_);

    Integer dot = 0;
    for (const auto& [product, exponent] : lanes) {
      const Integer magnitude = on_grid(abs(product), lane_grid(e), rules_.nearest_even);
      dot += product < 0 ? Integer(-magnitude) : magnitude;
    }
    dot *= Integer(1) << bsig;

    if (rules_.alignment == OracleAlignment::kPostShift && !empty && e_acc_ > e) {
      dot = on_grid(dot, e_acc_ - 28, false);
      e = e_acc_;
    }
    if (!empty) dot += on_grid(sum_, e - 28, false);
    largest_total_ = std::max(largest_total_, Integer(abs(dot) / units(e - 28)));
    const auto fits = [&](const Integer& value) {
      return value >= -(Integer(1) << 14) * units(e - 28) && value < (Integer(1) << 14) * units(e - 28);
    };
    while (!fits(dot)) dot = on_grid(dot, ++e - 28, false);
    sum_ = dot;
    e_acc_ = e;
  }

  /// Group sum times its scale, exact, added to the FP32 accumulator.
  void end_group(const std::string& mode, std::uint32_t scale) {
    const Rational half = oracle_is_float(mode) ? Rational(1, 2) : Rational(1);
    const Rational group = Rational(sum_) * power_of_two(-30) * half * (scale % (1u << rules_.scale_bits));
    const Rational total = number_of(kFp32Definition, accumulator_).value() + group;
    accumulator_ = code_of(kFp32Definition, total < 0, abs(total), formats::Rounding::kNearestEven, false);
    sum_ = 0;
  }

  std::uint32_t accumulator() const { return invalid_ ? 0x7fc00000 : accumulator_; }
  /// Of the 24-bit adder, before the normalising shift.
  const Integer& largest_total() const { return largest_total_; }

 private:
  static Integer units(int exponent) { return Integer(1) << (exponent + 30); }
  int lane_grid(int e) const { return e - 25 - rules_.guard_bits; }

  /// Floor, or nearest even, to a multiple of 2^exponent.
  static Integer on_grid(const Integer& value, int exponent, bool nearest_even) {
    const Integer unit = units(exponent);
    Integer below = value / unit;
    if (below * unit > value) --below;
    const Integer rest = value - below * unit;
    if (nearest_even && (2 * rest > unit || (2 * rest == unit && below % 2 != 0))) ++below;
    return below * unit;
  }

  OracleRules rules_;
  Integer sum_ = 0;               // units of 2^-30, a multiple of 2^(e_acc - 28)
  int e_acc_ = 0;
  std::uint32_t accumulator_ = 0;
  bool invalid_ = false;
  Integer largest_total_ = 0;
};

/// accumulator times channel scale, rounded once to FP16.
inline std::uint32_t oracle_fp16_out(std::uint32_t accumulator, std::uint32_t channel_scale) {
  const Number a = number_of(kFp32Definition, accumulator), s = number_of(kFp32Definition, channel_scale);
  const auto zero = [](const Number& n) { return !n.infinite && !n.nan && n.magnitude == 0; };
  const bool infinite = a.infinite || s.infinite;
  if (a.nan || s.nan || (infinite && (zero(a) || zero(s)))) return 0x7e00;
  const bool negative = a.negative != s.negative;
  if (infinite) return negative ? 0xfc00 : 0x7c00;
  return code_of(kFp16Definition, negative, a.magnitude * s.magnitude, formats::Rounding::kNearestEven, false);
}

}  // namespace lop::test
