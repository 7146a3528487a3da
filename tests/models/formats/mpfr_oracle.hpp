// Float formats by MPFR, which computes and rounds; overflows, zeros and NaN become codes here, as defined.
#pragma once

#include <mpfr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "models/formats/float_format.hpp"

namespace lop::test {

/// An MPFR number of fixed precision.
class MpfrNumber {
 public:
  explicit MpfrNumber(mpfr_prec_t precision) { mpfr_init2(number_, precision); }
  ~MpfrNumber() { mpfr_clear(number_); }
  MpfrNumber(const MpfrNumber&) = delete;
  MpfrNumber& operator=(const MpfrNumber&) = delete;

  mpfr_ptr get() { return number_; }
  mpfr_srcptr get() const { return number_; }

 private:
  mpfr_t number_;
};

enum class Operation { kEncode, kMul, kAdd, kFma };

/// What stochastic rounding may yield: `up` for random words below the exact fraction * 2^64, `down` for the others.
/// Between the fraction's kept bits and the whole of it either will do.
struct StochasticCodes {
  std::uint32_t down;
  std::uint32_t up;
  std::uint64_t fraction;  // floor(fraction * 2^64)
  std::uint64_t kept;      // its bits that the code under test has to see
  bool whole;              // fraction * 2^64 is an integer, and kept

  bool allow(std::uint32_t code, std::uint64_t random) const {
    if (random < kept) return code == up;
    if (random > fraction || whole) return code == down;
    return code == up || code == down;
  }
};

/// Of a row of the format table it reads the fields, none of its functions.
class MpfrOracle {
 public:
  explicit MpfrOracle(const formats::FloatFormat& row)
      : row_(row),
        bias_((1 << (row.exponent_bits - 1)) - (row.policy == formats::SpecialPolicy::kFnuz ? 0 : 1)),
        last_place_((row.has_zero ? 1 : 0) - bias_ - row.mantissa_bits),
        top_(std::uint32_t{1} << (row.exponent_bits + row.mantissa_bits)),
        rounded_(row.mantissa_bits + 1),
        halves_(row.mantissa_bits + 2),
        largest_(row.mantissa_bits + 1) {
    decode(largest_, largest_code());
  }

  void load(double value) { mpfr_set_d(operands_[0].get(), value, MPFR_RNDN); }
  void load(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    decode(operands_[0], a);
    decode(operands_[1], b);
    decode(operands_[2], c);
  }

  /// Of the operands loaded; any mode but the stochastic one.
  std::uint32_t code(Operation operation, formats::Rounding mode, formats::Overflow overflow) {
    if (mode == formats::Rounding::kNearestAway) return nearest_away(operation, overflow);
    const mpfr_rnd_t direction = mode == formats::Rounding::kNearestEven  ? MPFR_RNDN
                                 : mode == formats::Rounding::kTowardZero ? MPFR_RNDZ
                                                                          : MPFR_RNDD;
    const int inexact = limit(rounded_, apply(operation, rounded_, direction), direction, last_place_);
    return code_of_rounded(operation, inexact, mode, overflow);
  }

  /// kept_bits  how many bits of the fraction the code under test has to see
  StochasticCodes stochastic(Operation operation, formats::Overflow overflow, int kept_bits) {
    const auto one_way = [&](mpfr_rnd_t direction) {
      const int inexact = limit(rounded_, apply(operation, rounded_, direction), direction, last_place_);
      return code_of_rounded(operation, inexact, formats::Rounding::kStochastic, overflow);
    };
    StochasticCodes codes{};
    codes.up = one_way(MPFR_RNDA);
    codes.down = one_way(MPFR_RNDZ);
    codes.whole = true;
    if (mpfr_number_p(rounded_.get()) == 0) return codes;

    if (apply(operation, exact_, MPFR_RNDZ) != 0) throw std::logic_error("MpfrOracle: kExactBits is too small");
    mpfr_sub(exact_.get(), exact_.get(), rounded_.get(), MPFR_RNDZ);
    mpfr_abs(exact_.get(), exact_.get(), MPFR_RNDZ);
    mpfr_mul_2si(exact_.get(), exact_.get(), 64 - last_place_of(rounded_), MPFR_RNDZ);
    static_assert(sizeof(unsigned long) == 8, "a random word's threshold has 64 bits");
    codes.fraction = mpfr_get_ui(exact_.get(), MPFR_RNDZ);
    codes.kept = kept_bits < 64 ? codes.fraction >> (64 - kept_bits) << (64 - kept_bits) : codes.fraction;
    codes.whole = mpfr_integer_p(exact_.get()) != 0 && codes.kept == codes.fraction;
    return codes;
  }

 private:
  /// Holds every exact sum of a product of two numbers of 8 exponent
  /// and 23 mantissa bits and a third: 2^256 down to 2^-298.
  static constexpr mpfr_prec_t kExactBits = 600;
  static constexpr mpfr_prec_t kOperandBits = 53;

  bool has_nan() const { return row_.policy != formats::SpecialPolicy::kAllFinite; }
  std::uint32_t sign_code(bool negative) const { return negative && row_.is_signed ? top_ : 0; }
  std::uint32_t infinity_code() const { return top_ - (std::uint32_t{1} << row_.mantissa_bits); }
  std::uint32_t largest_code() const {
    switch (row_.policy) {
      case formats::SpecialPolicy::kIeee: return infinity_code() - 1;
      case formats::SpecialPolicy::kFiniteNan: return top_ - 2;
      default: return top_ - 1;
    }
  }
  std::uint32_t nan_code() const {
    switch (row_.policy) {
      case formats::SpecialPolicy::kIeee: return infinity_code() + (std::uint32_t{1} << row_.mantissa_bits) / 2;
      case formats::SpecialPolicy::kFiniteNan: return top_ - 1;
      case formats::SpecialPolicy::kFnuz: return top_;
      default: return 0;
    }
  }

  void decode(MpfrNumber& number, std::uint32_t code) const {
    const bool negative = row_.is_signed && code / top_ % 2 == 1;
    const std::uint32_t rest = code % top_;
    const std::uint32_t mantissa = rest % (std::uint32_t{1} << row_.mantissa_bits);
    const auto field = static_cast<int>(rest >> row_.mantissa_bits);
    if (rest > largest_code() || (row_.policy == formats::SpecialPolicy::kFnuz && code == top_)) {
      const bool infinite = row_.policy == formats::SpecialPolicy::kIeee && rest == infinity_code();
      infinite ? mpfr_set_inf(number.get(), negative ? -1 : 1) : mpfr_set_nan(number.get());
      return;
    }
    if (field == 0 && row_.has_zero) {
      mpfr_set_ui_2exp(number.get(), mantissa, 1 - bias_ - row_.mantissa_bits, MPFR_RNDN);
    } else {
      mpfr_set_ui_2exp(number.get(), (1ul << row_.mantissa_bits) + mantissa, field - bias_ - row_.mantissa_bits,
                       MPFR_RNDN);
    }
    mpfr_setsign(number.get(), number.get(), negative ? 1 : 0, MPFR_RNDN);
  }

  int apply(Operation operation, MpfrNumber& result, mpfr_rnd_t direction) const {
    const auto& [a, b, c] = operands_;
    switch (operation) {
      case Operation::kEncode: return mpfr_set(result.get(), a.get(), direction);
      case Operation::kMul: return mpfr_mul(result.get(), a.get(), b.get(), direction);
      case Operation::kAdd: return mpfr_add(result.get(), a.get(), b.get(), direction);
      case Operation::kFma: return mpfr_fma(result.get(), a.get(), b.get(), c.get(), direction);
    }
    throw std::logic_error("MpfrOracle: unknown operation");
  }

  /// From MPFR's own exponents to those of the format; MPFR avoids the second rounding by the first one's sign.
  int limit(MpfrNumber& number, int inexact, mpfr_rnd_t direction, int last_place) const {
    if (!row_.has_zero) return inexact;
    const mpfr_exp_t wide = mpfr_get_emin();
    mpfr_set_emin(last_place + 1);  // MPFR's significands are below 1
    inexact = mpfr_check_range(number.get(), inexact, direction);
    inexact = mpfr_subnormalize(number.get(), inexact, direction);
    mpfr_set_emin(wide);
    return inexact;
  }

  /// Cut to halves of the last place; then a half goes away from zero.
  std::uint32_t nearest_away(Operation operation, formats::Overflow overflow) {
    const int cut = limit(halves_, apply(operation, halves_, MPFR_RNDZ), MPFR_RNDZ, last_place_ - 1);
    const int moved = limit(rounded_, mpfr_set(rounded_.get(), halves_.get(), MPFR_RNDA), MPFR_RNDA, last_place_);
    return code_of_rounded(operation, moved != 0 ? moved : cut, formats::Rounding::kNearestAway, overflow);
  }

  /// Exponent of the last bit that the format holds of this number.
  int last_place_of(const MpfrNumber& number) const {
    if (mpfr_zero_p(number.get()) != 0) return last_place_;
    return std::max(static_cast<int>(mpfr_get_exp(number.get())) - 1 - row_.mantissa_bits, last_place_);
  }

  std::uint32_t beyond_largest(bool negative, formats::Rounding mode, formats::Overflow overflow) const {
    const bool inwards = mode == formats::Rounding::kTowardZero || (mode == formats::Rounding::kFloor && !negative);
    if (overflow == formats::Overflow::kSaturate || inwards || !has_nan()) return sign_code(negative) + largest_code();
    return row_.policy == formats::SpecialPolicy::kIeee ? sign_code(negative) + infinity_code() : nan_code();
  }

  std::uint32_t code_of_rounded(Operation operation, int inexact, formats::Rounding mode,
                                formats::Overflow overflow) const {
    const mpfr_srcptr number = rounded_.get();
    const bool negative = mpfr_signbit(number) != 0;
    if (mpfr_nan_p(number) != 0) return nan_code();
    if (!row_.is_signed && negative && (mpfr_zero_p(number) == 0 || inexact != 0)) return nan_code();
    if (mpfr_inf_p(number) != 0) {
      if (operation == Operation::kEncode) return beyond_largest(negative, formats::Rounding::kNearestEven, overflow);
      return sign_code(negative) + infinity_code();
    }
    if (mpfr_cmpabs(number, largest_.get()) > 0) return beyond_largest(negative, mode, overflow);
    if (mpfr_zero_p(number) != 0) {
      return row_.policy == formats::SpecialPolicy::kFnuz || !row_.has_zero ? 0 : sign_code(negative);
    }

    const int exponent = static_cast<int>(mpfr_get_exp(number)) - 1;
    if (!row_.has_zero && exponent < -bias_) return 0;
    const double magnitude = std::abs(mpfr_get_d(number, MPFR_RNDN));  // at most 24 bits, well within a double's range
    const auto units = static_cast<std::uint32_t>(std::ldexp(magnitude, -last_place_of(rounded_)));
    const int field = exponent + bias_;
    if (field < 1 && row_.has_zero) return sign_code(negative) + units;
    const std::uint32_t hidden = std::uint32_t{1} << row_.mantissa_bits;
    return sign_code(negative) + (static_cast<std::uint32_t>(field) << row_.mantissa_bits) + (units - hidden);
  }

  formats::FloatFormat row_;
  int bias_;
  int last_place_;  // exponent of the last place of subnormals
  std::uint32_t top_;
  std::array<MpfrNumber, 3> operands_{MpfrNumber(kOperandBits), MpfrNumber(kOperandBits), MpfrNumber(kOperandBits)};
  MpfrNumber rounded_;
  MpfrNumber halves_;
  MpfrNumber largest_;
  MpfrNumber exact_{kExactBits};
};

}  // namespace lop::test
