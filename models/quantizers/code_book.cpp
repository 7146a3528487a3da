// Code books derived from the table of weight values.
#include "models/quantizers/code_book.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace lop::quantizers {

CodeBook make_code_book(formats::WeightMode mode, std::optional<int> special, int half_units_per_unit) {
  std::vector<std::pair<int, std::uint32_t>> entries;
  for (std::uint32_t code = 0; code < (1u << formats::weight_bits(mode)); ++code) {
    if (!special && code == formats::special_code(mode)) continue;
    entries.emplace_back(formats::value_half_units(mode, code, special.value_or(0)), code);
  }
  std::sort(entries.begin(), entries.end());

  CodeBook book;
  for (const auto& [half_units, code] : entries) {
    const auto i = static_cast<std::size_t>(book.size++);
    book.values[i] = static_cast<float>(half_units) / static_cast<float>(half_units_per_unit);
    book.codes[i] = code;
    book.peak = std::max(book.peak, std::abs(book.values[i]));
    if (i > 0) book.midpoints[i - 1] = (book.values[i - 1] + book.values[i]) / 2;
  }
  return book;
}

}  // namespace lop::quantizers
