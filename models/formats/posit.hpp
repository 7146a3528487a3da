// Posits of any (n, es), es up to 3: pre-2022 posits, with es = 2 those of the 2022 standard. NaR is 1 and then zeros.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/formats/rounding.hpp"

namespace lop::formats {

/// bits           2..32
/// exponent_bits  0..3
/// source         Gustafson, Yonemoto, "Beating Floating Point at its Own Game", 2017; Posit Standard (2022): es = 2
struct PositFormat {
  int bits;
  int exponent_bits;

  constexpr std::uint32_t mask() const { return 0xffffffffu >> (32 - bits); }
  constexpr std::uint32_t nar_code() const { return std::uint32_t{1} << (bits - 1); }
  /// Positive codes; their negatives are the two's complements.
  constexpr std::uint32_t maxpos_code() const { return nar_code() - 1; }
  constexpr std::uint32_t minpos_code() const { return 1; }
  /// maxpos = 2^max_scale, minpos = 2^-max_scale; every posit is a multiple of minpos.
  constexpr int max_scale() const { return (bits - 2) * (1 << exponent_bits); }
  /// As in "posit16_1".
  std::string name() const;
};

inline constexpr PositFormat kPosit4Es1{4, 1};
inline constexpr PositFormat kPosit8Es0{8, 0};
inline constexpr PositFormat kPosit16Es1{16, 1};

/// Of a name such as "posit16_1".
///
/// errors  std::invalid_argument saying what a name looks like, or which range the bits or exponent bits leave
PositFormat posit_format(std::string_view name);

enum class PositClass { kZero, kReal, kNar };

/// value = (-1)^negative * significand * 2^exponent, exact. The significand is 1 and
/// the fraction bits present in the code, trailing zeros included, at most 30 bits;
/// exponent >= -max_scale. Zero and NaR: not negative, significand and exponent 0.
struct PositUnpacked {
  PositClass posit_class;
  bool negative;
  std::uint64_t significand;
  int exponent;
};

/// Bits of `code` above the format's width are ignored, here and in all functions below.
PositUnpacked unpack(const PositFormat& format, std::uint32_t code);

/// (-1)^negative * significand * 2^exponent rounded once, to nearest with ties to the even code unless asked otherwise.
/// The boundary between codes c and c + 1 is the posit of one bit more with code 2c + 1: every mode rounds the string
/// of regime, exponent and fraction. A number other than zero becomes neither zero nor NaR, in no mode.
///
/// sticky  the exact value lies strictly between significand and significand + 1
/// random  read by kStochastic, which sees the first 28 fraction bits or more
/// errors  std::invalid_argument when sticky is set and the significand ends above the bit that decides the rounding
std::uint32_t pack(const PositFormat& format, bool negative, std::uint64_t significand, int exponent,
                   bool sticky = false, Rounding rounding = Rounding::kNearestEven, std::uint64_t random = 0);

/// Exact; NaR gives NaN.
double decode(const PositFormat& format, std::uint32_t code);

/// Rounded once; Inf and NaN give NaR, both zeros zero.
std::uint32_t encode(const PositFormat& format, double value, Rounding rounding = Rounding::kNearestEven,
                     std::uint64_t random = 0);
std::uint32_t posit_from_fp32(const PositFormat& format, std::uint32_t fp32_code);

/// Rounded once, fma (a * b + c) too; NaR in, NaR out.
std::uint32_t negate(const PositFormat& format, std::uint32_t code);
std::uint32_t mul(const PositFormat& format, std::uint32_t a_code, std::uint32_t b_code,
                  Rounding rounding = Rounding::kNearestEven, std::uint64_t random = 0);
std::uint32_t add(const PositFormat& format, std::uint32_t a_code, std::uint32_t b_code,
                  Rounding rounding = Rounding::kNearestEven, std::uint64_t random = 0);
std::uint32_t fma(const PositFormat& format, std::uint32_t a_code, std::uint32_t b_code, std::uint32_t c_code,
                  Rounding rounding = Rounding::kNearestEven, std::uint64_t random = 0);

}  // namespace lop::formats
