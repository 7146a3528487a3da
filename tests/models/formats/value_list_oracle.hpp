// Number formats as lists of exact values typed in or counted out by the test; rounding is a search among them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/models/formats/exact_oracle.hpp"

namespace lop::test {

struct CodeValue {
  std::uint32_t code;
  Rational value;
};

class ValueListOracle {
 public:
  using Below = std::function<bool(const CodeValue& lower, const CodeValue& upper)>;

  /// values      by code
  /// lower_wins  which of two neighbours a number half way between them becomes under nearest-even
  ValueListOracle(std::string name, std::vector<Rational> values, Below lower_wins)
      : name_(std::move(name)), values_(std::move(values)), lower_wins_(std::move(lower_wins)) {
    for (std::size_t code = 0; code < values_.size(); ++code) {
      const auto same = [&](const CodeValue& entry) { return entry.value == values_[code]; };
      if (std::none_of(sorted_.begin(), sorted_.end(), same)) {
        sorted_.push_back({static_cast<std::uint32_t>(code), values_[code]});
      }
    }
    std::sort(sorted_.begin(), sorted_.end(), [](const CodeValue& a, const CodeValue& b) { return a.value < b.value; });
  }

  const std::string& name() const { return name_; }
  std::uint32_t codes() const { return static_cast<std::uint32_t>(values_.size()); }
  const Rational& value(std::uint32_t code) const { return values_[code]; }
  const std::vector<CodeValue>& sorted() const { return sorted_; }

  std::uint32_t rounded(const Rational& number, formats::Rounding mode) const {
    const auto above = std::upper_bound(sorted_.begin(), sorted_.end(), number,
                                        [](const Rational& x, const CodeValue& entry) { return x < entry.value; });
    if (above == sorted_.begin()) return sorted_.front().code;
    const CodeValue& lower = *(above - 1);
    if (above == sorted_.end() || lower.value == number) return lower.code;
    const CodeValue& upper = *above;
    const Rational middle = (lower.value + upper.value) / 2;
    const bool straddles = lower.value < 0 && upper.value > 0;
    switch (mode) {
      case formats::Rounding::kFloor: return lower.code;
      case formats::Rounding::kTowardZero:
        if (!straddles) return upper.value <= 0 ? upper.code : lower.code;
        return number > middle ? upper.code : lower.code;
      case formats::Rounding::kNearestAway:
        if (number != middle) break;
        return abs(upper.value) >= abs(lower.value) ? upper.code : lower.code;
      default: break;
    }
    if (number != middle) return number < middle ? lower.code : upper.code;
    return lower_wins_(lower, upper) ? lower.code : upper.code;
  }

 private:
  std::string name_;
  std::vector<Rational> values_;
  std::vector<CodeValue> sorted_;
  Below lower_wins_;
};

}  // namespace lop::test
