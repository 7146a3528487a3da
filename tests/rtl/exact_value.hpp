// What a rounding unit is asked to round.
#pragma once

#include <sstream>
#include <string>

#include "sim/cosim/operand_source.hpp"

namespace lop::cosim {

/// (-1)^negative * significand * 2^(scale - 31), the leading one at bit 31, and less than one more unit when sticky.
struct ExactValue {
  bool negative;
  int scale;
  std::uint32_t significand;
  bool sticky;

  std::string words() const {
    std::ostringstream text;
    text << (negative ? " -" : " ") << significand << " * 2^" << scale - 31 << (sticky ? " and a bit" : "");
    return text.str();
  }
};

/// Some bits, then zeros, ones, or a one and zeros, so that numbers, their neighbours and ties of every width come up.
inline ExactValue random_value(Random& random, int scale) {
  const std::uint32_t low = (1u << random.below(32)) - 1;
  const std::uint32_t tails[] = {0, low, (low + 1) >> 1, static_cast<std::uint32_t>(random.next()) & low};
  const std::uint32_t head = 0x80000000u | (static_cast<std::uint32_t>(random.next()) & ~low);
  return {random.one_in(2), scale, head | tails[random.below(4)], random.one_in(3)};
}

}  // namespace lop::cosim
