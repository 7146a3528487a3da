// Exponential, logarithm, sine and cosine in plain FP64 arithmetic: the same bits from every compiler, library and
// processor, which those of a C library do not promise.
#pragma once

#include <cstdint>
#include <cstring>

namespace lop::network {

/// exp(x), within 2 units in the last place; 0 below -708, infinite above 709.
///
/// Ours: x = n ln 2 + r, the Taylor series of exp(r) to the 13th power by Horner's rule, times 2^n.
inline double exponential(double x) {
  constexpr double kLog2E = 0x1.71547652b82fep+0;
  constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;  // n times the first is exact
  constexpr double kToInteger = 0x1.8p52;  // added: the fraction rounds away, the low bits hold the integer
  constexpr double kLeast = -708, kMost = 709;
  const double clamped = x < kLeast ? kLeast : x > kMost ? kMost : x;
  const double shifted = clamped * kLog2E + kToInteger;
  const double n = shifted - kToInteger;
  const double r = (clamped - n * kLn2High) - n * kLn2Low;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  std::uint64_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  double power;
  std::memcpy(&power, &bits, sizeof power);
  const double finite = x < kLeast ? 0.0 : p * power;
  return x > kMost ? finite * 0x1p1000 : x == x ? finite : x;
}

/// ln(x) of a normal number, x > 0; within 2 units in the last place, near 1 too.
double logarithm(double x);

struct SineCosine {
  double sine, cosine;
};

/// Within 2^-50 for magnitudes up to 2^20.
SineCosine sine_cosine(double x);

}  // namespace lop::network
