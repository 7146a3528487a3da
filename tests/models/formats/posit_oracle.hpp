// Posits in exact rationals, written from the definition: a code's value from its string of bits, rounding by search.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/models/formats/exact_oracle.hpp"

namespace lop::test {

/// Of a positive code, read as a string: regime run, its end, exponent digits (missing ones 0), fraction digits.
inline Rational positive_posit_value(int bits, int exponent_bits, std::uint64_t code) {
  std::string text;
  for (int bit = bits - 2; bit >= 0; --bit) text += (code >> bit) % 2 == 1 ? '1' : '0';
  const std::size_t run_end = text.find(text[0] == '1' ? '0' : '1');
  const int run = static_cast<int>(run_end == std::string::npos ? text.size() : run_end);
  const int regime = text[0] == '1' ? run - 1 : -run;
  std::string rest = run_end == std::string::npos ? "" : text.substr(run_end + 1);

  int exponent = 0;
  for (int digit = 0; digit < exponent_bits; ++digit) {
    exponent *= 2;
    if (rest.empty()) continue;
    exponent += rest[0] - '0';
    rest.erase(0, 1);
  }
  Rational fraction = 1;
  for (std::size_t digit = 0; digit < rest.size(); ++digit) {
    if (rest[digit] == '1') fraction += power_of_two(-static_cast<int>(digit) - 1);
  }
  return fraction * power_of_two(regime * (1 << exponent_bits) + exponent);
}

class PositOracle {
 public:
  PositOracle(int bits, int exponent_bits) : bits_(bits), exponent_bits_(exponent_bits) {
    if (bits > 8) return;
    for (std::uint64_t code = 1; code < last(); ++code) boundaries_.push_back(computed_boundary(code));
    for (std::uint64_t code = 1; code <= last(); ++code) {
      values_.push_back(positive_posit_value(bits, exponent_bits, code));
    }
  }

  /// nullopt for NaR
  std::optional<Rational> value(std::uint64_t code) const {
    if (code == 0) return Rational(0);
    if (code == last() + 1) return std::nullopt;
    if (code <= last()) return positive_value(code);
    return -positive_value(2 * (last() + 1) - code);
  }

  /// The first code from below whose boundary to the next lies
  /// at or above the magnitude; at it, the even one of the two.
  std::uint32_t code_of(const Rational& number) const {
    if (number == 0) return 0;
    const Rational size = number < 0 ? -number : number;
    std::uint64_t low = 1;
    std::uint64_t high = last();
    while (low < high) {
      const std::uint64_t middle = (low + high) / 2;
      const Rational limit = boundary(middle);
      if (size == limit) {
        low = middle % 2 == 0 ? middle : middle + 1;
        break;
      }
      size < limit ? high = middle : low = middle + 1;
    }
    return static_cast<std::uint32_t>(number < 0 ? 2 * (last() + 1) - low : low);
  }
  std::uint32_t code_of(const std::optional<Rational>& number) const {
    return number ? code_of(*number) : static_cast<std::uint32_t>(last() + 1);
  }

  /// The same for the other modes: the last code from below that does not exceed the magnitude, or the next one.
  std::uint32_t code_of(const Rational& number, formats::Rounding mode) const {
    if (mode == formats::Rounding::kNearestEven || number == 0) return code_of(number);
    const Rational size = number < 0 ? -number : number;
    std::uint64_t low = 1;
    std::uint64_t above = last() + 1;
    while (low + 1 < above) {
      const std::uint64_t middle = (low + above) / 2;
      size < positive_value(middle) ? above = middle : low = middle;
    }
    if (size > positive_value(low) && low < last()) {
      if (mode == formats::Rounding::kFloor && number < 0) ++low;
      if (mode == formats::Rounding::kNearestAway && size >= boundary(low)) ++low;
    }
    return static_cast<std::uint32_t>(number < 0 ? 2 * (last() + 1) - low : low);
  }

  /// Between codes c and c + 1: the posit one bit longer with code 2c + 1.
  Rational boundary(std::uint64_t code) const {
    return boundaries_.empty() ? computed_boundary(code) : boundaries_[code - 1];
  }

 private:
  std::uint64_t last() const { return (std::uint64_t{1} << (bits_ - 1)) - 1; }
  Rational computed_boundary(std::uint64_t code) const {
    return positive_posit_value(bits_ + 1, exponent_bits_, 2 * code + 1);
  }
  Rational positive_value(std::uint64_t code) const {
    return values_.empty() ? positive_posit_value(bits_, exponent_bits_, code) : values_[code - 1];
  }

  int bits_;
  int exponent_bits_;
  std::vector<Rational> values_;
  std::vector<Rational> boundaries_;
};

}  // namespace lop::test
