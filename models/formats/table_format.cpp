// Rounding into a table of values: exact comparisons in quarters of its unit.
#include "models/formats/table_format.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace lop::formats {
namespace {

/// A real in quarters of a table's unit: whole + fraction * 2^-64, and whether anything lies below that.
struct Quarters {
  std::int64_t whole;      // floor
  std::uint64_t fraction;
  bool below;
};

/// Beyond every value of a table, whose quarters are below 2^33.
constexpr std::int64_t kFar = std::int64_t{1} << 40;

/// floor and remainder of the magnitude first, then the complement of a negative number.
Quarters in_quarters(const ExactReal& number, int exponent) {
  const int shift = number.exponent - exponent + 2;
  Quarters magnitude{0, 0, number.sticky};
  if (shift >= 0) {
    const bool far = number.significand != 0 && (shift > 40 || number.significand >> (40 - shift) != 0);
    if (number.sticky && !far) {
      throw std::invalid_argument("pack: sticky bit without a guard bit below the table's last place");
    }
    magnitude.whole = far ? kFar : static_cast<std::int64_t>(number.significand << shift);
  } else {
    const int down = -shift;
    const std::uint64_t whole = down < 64 ? number.significand >> down : 0;
    magnitude.whole = whole > static_cast<std::uint64_t>(kFar) ? kFar : static_cast<std::int64_t>(whole);
    magnitude.fraction = down <= 64   ? number.significand << (64 - down)
                         : down < 128 ? number.significand >> (down - 64)
                                      : 0;
    if (down > 64) magnitude.below |= down >= 128 ? number.significand != 0 : (number.significand << (128 - down)) != 0;
  }
  if (!number.negative) return magnitude;
  if (magnitude.fraction == 0 && !magnitude.below) return {-magnitude.whole, 0, false};
  // The complement of a fraction with something below it is one last place less, and has something below it too.
  return {-magnitude.whole - 1, ~magnitude.fraction + (magnitude.below ? 0 : 1), magnitude.below};
}

/// Sign of number - bound.
int compare(const Quarters& number, std::int64_t bound) {
  if (number.whole != bound) return number.whole < bound ? -1 : 1;
  return number.fraction != 0 || number.below ? 1 : 0;
}

/// random < (number - from) / span * 2^64
bool below_share(std::uint64_t random, const Quarters& number, std::int64_t from, std::int64_t span) {
  // random * span, 64 x 35 bits, as high and low words.
  const auto factor = static_cast<std::uint64_t>(span);
  const std::uint64_t low = (random & 0xffffffff) * factor;
  const std::uint64_t high = (random >> 32) * factor + (low >> 32);
  const std::uint64_t product_low = (high << 32) | (low & 0xffffffff);
  const auto whole = static_cast<std::uint64_t>(number.whole - from);
  return high >> 32 != whole ? high >> 32 < whole : product_low < number.fraction;
}

std::vector<std::int64_t> midpoints(const std::vector<std::int64_t>& values) {
  std::vector<std::int64_t> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<std::int64_t> boundaries;
  for (std::size_t i = 1; i < sorted.size(); ++i) boundaries.push_back(2 * (sorted[i - 1] + sorted[i]));
  return boundaries;
}

}  // namespace

TableFormat::TableFormat(std::string name, int bits, int exponent, std::vector<std::int64_t> values, TieRule ties)
    : TableFormat(std::move(name), bits, exponent, values, ties, midpoints(values)) {}

TableFormat::TableFormat(std::string name, int bits, int exponent, std::vector<std::int64_t> values, TieRule ties,
                         std::vector<std::int64_t> boundaries)
    : name_(std::move(name)), bits_(bits), exponent_(exponent), values_(std::move(values)), ties_(ties),
      boundaries_(std::move(boundaries)) {
  for (std::size_t code = 0; code < values_.size(); ++code) {
    sorted_.push_back({values_[code], static_cast<std::uint32_t>(code)});
  }
  std::stable_sort(sorted_.begin(), sorted_.end(), [](const Entry& a, const Entry& b) { return a.value < b.value; });
  const auto same = [](const Entry& a, const Entry& b) { return a.value == b.value; };
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end(), same), sorted_.end());
  const auto zero = std::find_if(sorted_.begin(), sorted_.end(), [](const Entry& entry) { return entry.value == 0; });
  origin_ = static_cast<std::size_t>(zero == sorted_.end() ? 0 : zero - sorted_.begin());
  if (boundaries_.size() + 1 != sorted_.size()) throw std::logic_error("TableFormat: a boundary too many or too few");
}

std::int64_t TableFormat::value(std::uint32_t code) const {
  const std::size_t index = bits_ < 32 ? code & ((std::uint32_t{1} << bits_) - 1) : code;
  return index < values_.size() ? values_[index] : 0;
}

bool TableFormat::upper_wins_tie(std::size_t lower) const {
  if (ties_ == TieRule::kLower) return false;
  const std::int64_t below = sorted_[lower].value, above = sorted_[lower + 1].value;
  if (ties_ == TieRule::kLargerMagnitude) {
    if (below == 0 || above == 0) return above == 0;
    return std::abs(above) >= std::abs(below);
  }
  return (lower + 1 - origin_) % 2 == 0;
}

std::uint32_t TableFormat::pack(const ExactReal& number, Rounding rounding, std::uint64_t random) const {
  const Quarters quarters = in_quarters(number, exponent_);
  // The last value that is not above the number.
  const auto above = std::partition_point(sorted_.begin(), sorted_.end(),
                                          [&](const Entry& entry) { return compare(quarters, 4 * entry.value) >= 0; });
  if (above == sorted_.begin()) return sorted_.front().code;
  const auto lower = static_cast<std::size_t>(above - sorted_.begin()) - 1;
  if (above == sorted_.end() || compare(quarters, 4 * sorted_[lower].value) == 0) return sorted_[lower].code;

  const std::int64_t below_value = sorted_[lower].value, above_value = above->value;
  const int side = compare(quarters, boundaries_[lower]);
  bool up = side > 0;
  switch (rounding) {
    case Rounding::kNearestEven: up = side > 0 || (side == 0 && upper_wins_tie(lower)); break;
    case Rounding::kNearestAway: up = side > 0 || (side == 0 && std::abs(above_value) >= std::abs(below_value)); break;
    case Rounding::kFloor: up = false; break;
    case Rounding::kTowardZero:
      // Between a negative and a positive value without a zero there is none nearer to zero: the nearest then.
      if (below_value >= 0 || above_value <= 0) up = above_value <= 0;
      break;
    case Rounding::kStochastic: {
      const std::int64_t span = 4 * (above_value - below_value);
      if (above_value > 0) {
        up = below_share(random, quarters, 4 * below_value, span);
      } else {
        // As in shift_right_rounded, the magnitude goes up when the random number is below its fraction.
        const Quarters mirrored =
            in_quarters({!number.negative, number.significand, number.exponent, number.sticky}, exponent_);
        up = !below_share(random, mirrored, -4 * above_value, span);
      }
      break;
    }
  }
  return up ? above->code : sorted_[lower].code;
}

}  // namespace lop::formats
