// Series on reduced arguments.
#include "models/network/elementary.hpp"

namespace lop::network {

double logarithm(double x) {
  constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
  constexpr double kRootHalf = 0x1.6a09e667f3bcdp-1;
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  int exponent = static_cast<int>(bits >> 52) - 1022;
  bits = (bits & 0x000fffffffffffffu) | 0x3fe0000000000000u;
  double m;  // [1/2, 1), then [sqrt(1/2), sqrt(2))
  std::memcpy(&m, &bits, sizeof m);
  if (m < kRootHalf) {
    m *= 2;
    --exponent;
  }
  // ln m = 2 artanh(s)
  const double s = (m - 1) / (m + 1), z = s * s;
  double p = 0;
  for (int power = 23; power >= 3; power -= 2) p = (p + 1.0 / power) * z;
  return exponent * kLn2High + (2 * s + (2 * s * p + exponent * kLn2Low));
}

SineCosine sine_cosine(double x) {
  constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1, kToInteger = 0x1.8p52;
  // Pi / 2 in three parts of at most 33 bits, so that up to 2^20 of the first two are exact. source  fdlibm
  constexpr double kFirst = 0x1.921fb544p+0, kSecond = 0x1.0b4611a6p-34, kThird = 0x1.3198a2e037073p-69;
  const double n = (x * kTwoOverPi + kToInteger) - kToInteger;
  const double r = ((x - n * kFirst) - n * kSecond) - n * kThird, z = r * r;
  double sine = 0, cosine = 0;
  for (int power = 18; power >= 2; power -= 2) {
    sine = (1 - sine) * z / (power * (power + 1.0));
    cosine = (1 - cosine) * z / (power * (power - 1.0));
  }
  sine = r - r * sine;
  cosine = 1 - cosine;
  switch (static_cast<std::int64_t>(n) & 3) {
    case 0: return {sine, cosine};
    case 1: return {cosine, -sine};
    case 2: return {-sine, -cosine};
    default: return {-cosine, sine};
  }
}

}  // namespace lop::network
