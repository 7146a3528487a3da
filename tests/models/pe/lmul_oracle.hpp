// L-Mul in exact rationals, in the paper's terms: exponents, mantissas and an offset, not codes.
#pragma once

#include <vector>

#include "models/formats/float_format.hpp"
#include "models/pe/slice.hpp"
#include "tests/models/formats/exact_oracle.hpp"

namespace lop::test {

/// A format with every code a number, and where its products end: at the code of its largest finite number.
struct LmulFormat {
  Definition numbers;
  std::uint32_t largest_finite;
};

inline constexpr LmulFormat kLmulE4M3{{4, 3, 7, false}, 0x7e}, kLmulE5M2{{5, 2, 15, false}, 0x7b};
inline constexpr LmulFormat kLmulBf16{{8, 7, 127, false}, 0x7f7f}, kLmulFp16{{5, 10, 15, false}, 0x7bff};
inline constexpr LmulFormat kLmulFp32{{8, 23, 127, false}, 0x7f7fffff};
inline constexpr LmulFormat kLmulE3M4{{3, 4, 3, false}, 0x7f}, kLmulE2M1{{2, 1, 1, false}, 0x7};
inline constexpr LmulFormat kLmulE6M1{{6, 1, 31, false}, 0x7d};

/// offset  in units of 2^-mantissa bits
inline Rational oracle_lmul(const LmulFormat& format, bool literal, int offset, std::uint32_t a_code,
                            std::uint32_t b_code) {
  const Number a = number_of(format.numbers, a_code), b = number_of(format.numbers, b_code);
  const Rational least_normal = power_of_two(1 - format.numbers.bias);
  if (a.magnitude < least_normal || b.magnitude < least_normal) return 0;
  const int exponent = exponent_of(a.magnitude) + exponent_of(b.magnitude);
  const Rational mantissas = a.magnitude / power_of_two(exponent_of(a.magnitude)) - 1 +
                             b.magnitude / power_of_two(exponent_of(b.magnitude)) - 1 +
                             Rational(offset) * power_of_two(-format.numbers.mantissa_bits);
  // One addition of the logarithms as Mitchell approximates
  // them: the whole part is the exponent, the rest the mantissa.
  const Integer carry = floor_of(mantissas);
  const Rational added = (1 + mantissas - Rational(carry)) * power_of_two(exponent + static_cast<int>(carry));
  Rational magnitude = literal ? (1 + mantissas) * power_of_two(exponent) : added;
  const Rational largest = number_of(format.numbers, format.largest_finite).magnitude;
  if (magnitude < least_normal) return 0;
  if (magnitude > largest) magnitude = largest;
  return a.negative != b.negative ? -magnitude : magnitude;
}

/// One output of one PE.
inline std::vector<std::uint32_t> run_dot(const pe::Slice& slice, const std::vector<std::uint32_t>& a,
                                          const std::vector<std::uint32_t>& w) {
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(1, 1);
  grid->reset();
  const pe::Metadata none;
  for (std::size_t k = 0; k < a.size(); ++k) {
    pe::Step step;
    step.clear = k == 0;
    step.end_group = step.read = k + 1 == a.size();
    step.activations = &a[k];
    step.weights = &w[k];
    step.metadata = &none;
    grid->step(step);
  }
  return grid->accumulators();
}

}  // namespace lop::test
