// The values of a small number format in rising order, and where one ends and the next begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/formats/number_format.hpp"

namespace lop::quantizers {

struct CodeBook {
  std::vector<float> values;  // rising, finite, each once
  std::vector<std::uint32_t> codes;
  std::vector<float> bounds;  // bounds[i]: the largest number that becomes values[i]; none for the last

  /// Of the value that each number becomes: how many bounds lie below it, one vectorised comparison a bound.
  void indices(const float* numbers, std::size_t count, std::int32_t* indices) const;
};

/// The bounds are found by bisection over the format's own rounding,
/// so a book rounds as its format does, whatever its ties.
///
/// format    of few values
/// rounding  not stochastic
/// lowest    values below it are left out
CodeBook make_code_book(const formats::NumberFormat& format, formats::Rounding rounding, float lowest);

}  // namespace lop::quantizers
