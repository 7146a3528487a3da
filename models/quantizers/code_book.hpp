// The sorted values of a small floating-point weight type, with their codes and the midpoints between neighbours.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/formats/bitmod_values.hpp"

namespace lop::quantizers {

struct CodeBook {
  static constexpr int kMaxSize = 16;
  int size = 0;
  std::array<float, kMaxSize> values{};  // rising
  std::array<std::uint32_t, kMaxSize> codes{};
  std::array<float, kMaxSize> midpoints{};  // size - 1 of them
  float peak = 0;                           // largest magnitude
};

/// Values of fp4 or fp3 in units of `half_units_per_unit` / 2; without a special value, minus zero is unused.
CodeBook make_code_book(formats::WeightMode mode, std::optional<int> special, int half_units_per_unit);

}  // namespace lop::quantizers
