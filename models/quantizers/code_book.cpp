// Books of values from number formats.
#include "models/quantizers/code_book.hpp"

#include <algorithm>
#include <cmath>

#include "models/formats/fp32.hpp"

namespace lop::quantizers {
namespace {

/// Rises with the float by one a step.
std::int64_t ordinal(float number) {
  const std::uint32_t code = formats::fp32_code(number);
  const auto magnitude = std::int64_t{code & 0x7fffffff};
  return (code >> 31) != 0 ? -magnitude : magnitude;
}

float at_ordinal(std::int64_t ordinal) {
  return ordinal < 0 ? -formats::fp32_value(static_cast<std::uint32_t>(-ordinal))
                     : formats::fp32_value(static_cast<std::uint32_t>(ordinal));
}

float bound_between(const formats::NumberFormat& format, const formats::ResultRule& rule, float lower, float upper) {
  std::int64_t below = ordinal(lower), above = ordinal(upper);
  while (above - below > 1) {
    const std::int64_t middle = below + (above - below) / 2;
    const double value = format.decode(format.encode_fp32(formats::fp32_code(at_ordinal(middle)), rule));
    (value <= static_cast<double>(lower) ? below : above) = middle;
  }
  return at_ordinal(below);
}

}  // namespace

void CodeBook::indices(const float* numbers, std::size_t count, std::int32_t* indices) const {
  std::fill(indices, indices + count, 0);
  for (const float bound : bounds) {
    for (std::size_t i = 0; i < count; ++i) indices[i] += numbers[i] > bound ? 1 : 0;
  }
}

CodeBook make_code_book(const formats::NumberFormat& format, formats::Rounding rounding, float lowest) {
  const formats::ResultRule rule{rounding, formats::Overflow::kSaturate, 0};
  CodeBook book;
  for (std::uint32_t code = 0; code <= format.mask(); ++code) {
    const double value = format.decode(code);
    if (std::isfinite(value) && value >= static_cast<double>(lowest)) book.values.push_back(static_cast<float>(value));
  }
  std::sort(book.values.begin(), book.values.end());
  book.values.erase(std::unique(book.values.begin(), book.values.end()), book.values.end());
  for (float& value : book.values) {
    value += 0.0f;  // no minus zero
    book.codes.push_back(format.encode(static_cast<double>(value), rule));
  }
  for (std::size_t i = 0; i + 1 < book.values.size(); ++i) {
    book.bounds.push_back(bound_between(format, rule, book.values[i], book.values[i + 1]));
  }
  return book;
}

}  // namespace lop::quantizers
