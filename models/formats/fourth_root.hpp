// Complex weights of 2 bits, the fourth roots of unity: multiplying by one swaps and negates.
#pragma once

#include <cstdint>

namespace lop::formats {

template <typename T>
struct ComplexPair {
  T real, imaginary;
};

/// Code {axis, sign}: 0: 1, 1: -1, 2: i, 3: -i. Bits above are ignored.
///
/// source  iFairy, arXiv 2508.05571. Which code is which is ours.
constexpr ComplexPair<int> fourth_root_value(std::uint32_t code) {
  const int sign = (code & 1) != 0 ? -1 : 1;
  return (code & 2) != 0 ? ComplexPair<int>{0, sign} : ComplexPair<int>{sign, 0};
}

/// operand x the root of `code`, exact.
template <typename T>
constexpr ComplexPair<T> rotate(std::uint32_t code, const ComplexPair<T>& operand) {
  const ComplexPair<T> turned = (code & 2) != 0 ? ComplexPair<T>{-operand.imaginary, operand.real} : operand;
  return (code & 1) != 0 ? ComplexPair<T>{-turned.real, -turned.imaginary} : turned;
}

/// The code of the product of two roots.
constexpr std::uint32_t fourth_root_product(std::uint32_t a_code, std::uint32_t b_code) {
  const std::uint32_t both_turn = a_code & b_code & 2;  // i x i = -1
  return ((a_code ^ b_code) & 3) ^ (both_turn >> 1);
}

}  // namespace lop::formats
