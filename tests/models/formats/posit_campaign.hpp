// Random products, sums and fused products of a posit format against exact integers.
#pragma once

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/formats/posit.hpp"
#include "tests/models/formats/posit_oracle.hpp"
#include "tests/models/formats/random_operands.hpp"

namespace lop::test {

using Wide = boost::multiprecision::checked_int256_t;

/// The values and boundaries of PositOracle as integers, so that a comparison takes no division. Products and addends
/// are in units of 2^(-2 * kPlaces), which every value and boundary of 17 bits and 2 exponent bits is a multiple of.
class PositTable {
 public:
  explicit PositTable(const formats::PositFormat& format) : nar_(format.nar_code()) {
    const PositOracle oracle(format.bits, format.exponent_bits);
    for (std::uint32_t code = 0; code < nar_; ++code) values_.push_back(scaled(*oracle.value(code), kPlaces));
    for (std::uint32_t code = 1; code + 1 < nar_; ++code) {
      boundaries_.push_back(scaled(oracle.boundary(code), 2 * kPlaces));
    }
  }

  bool is_nar(std::uint32_t code) const { return code == nar_; }
  Wide value(std::uint32_t code) const { return code < nar_ ? values_[code] : Wide(-values_[2 * nar_ - code]); }
  Wide product(std::uint32_t a, std::uint32_t b) const { return value(a) * value(b); }
  Wide addend(std::uint32_t code) const { return value(code) * unit_; }

  /// Only zero becomes zero.
  std::uint32_t rounded(const Wide& exact, formats::Rounding mode) const {
    if (exact == 0) return 0;
    const bool negative = exact < 0;
    const Wide size = negative ? Wide(-exact) : exact;
    const std::uint32_t code =
        is_nearest(mode) ? nearest(size, mode) : cut(size, negative && mode == formats::Rounding::kFloor);
    return negative ? 2 * nar_ - code : code;
  }

 private:
  static constexpr int kPlaces = 60;

  static bool is_nearest(formats::Rounding mode) {
    return mode == formats::Rounding::kNearestEven || mode == formats::Rounding::kNearestAway;
  }

  std::uint32_t nearest(const Wide& size, formats::Rounding mode) const {
    const auto limit = std::lower_bound(boundaries_.begin(), boundaries_.end(), size);
    const auto code = static_cast<std::uint32_t>(limit - boundaries_.begin()) + 1;
    if (limit == boundaries_.end() || *limit != size) return code;
    return mode == formats::Rounding::kNearestAway ? code + 1 : code + code % 2;
  }

  /// The last code whose value does not exceed the size, or the first that is not below it; never zero.
  std::uint32_t cut(const Wide& size, bool up) const {
    const auto not_below =
        std::lower_bound(values_.begin(), values_.end(), size,
                         [this](const Wide& value, const Wide& wanted) { return value * unit_ < wanted; });
    const auto code = static_cast<std::uint32_t>(not_below - values_.begin());
    if (code == nar_) return nar_ - 1;
    const bool exact = values_[code] * unit_ == size;
    return std::max(exact || up ? code : code - 1, 1u);
  }

  static Wide scaled(const Rational& number, int places) {
    const Rational units = number * power_of_two(places);
    if (denominator(units) != 1) throw std::logic_error("PositTable: kPlaces is too small");
    return Wide(numerator(units));
  }

  std::uint32_t nar_;
  Wide unit_ = Wide(1) << kPlaces;
  std::vector<Wide> values_;
  std::vector<Wide> boundaries_;
};

/// What has to agree with the oracle in every rounding mode.
struct PositFunctions {
  using Binary = std::uint32_t (*)(const formats::PositFormat&, std::uint32_t, std::uint32_t, formats::Rounding,
                                   std::uint64_t);
  using Ternary = std::uint32_t (*)(const formats::PositFormat&, std::uint32_t, std::uint32_t, std::uint32_t,
                                    formats::Rounding, std::uint64_t);
  Binary mul;
  Binary add;
  Ternary fma;
};

inline constexpr formats::Rounding kPositModes[] = {formats::Rounding::kNearestEven, formats::Rounding::kTowardZero,
                                                    formats::Rounding::kFloor, formats::Rounding::kNearestAway};

inline OperandSpace posit_space(const formats::PositFormat& format) {
  const int fraction_bits = format.bits - 3 - format.exponent_bits;  // between 1 and 2
  const std::uint32_t one = format.nar_code() / 2, maxpos = format.maxpos_code();
  OperandSpace space{format.mask(), 2u << fraction_bits, 1u << (format.bits / 3), one, {}, {}, {}};
  for (const std::uint32_t code : {0u, 1u, 2u, one, maxpos - 1, maxpos, format.nar_code()}) {
    space.specials.push_back(code);
    space.specials.push_back(negate(format, code));
  }
  space.negate = [format](std::uint32_t code) { return negate(format, code); };
  space.product = [format](std::uint32_t a, std::uint32_t b) { return mul(format, a, b); };
  return space;
}

/// The first of cases [0, count) of a seed in which a function differs from the exact result in some mode, described.
inline std::optional<std::string> first_posit_mismatch(const formats::PositFormat& format, std::uint64_t seed,
                                                       std::uint64_t count,
                                                       const PositFunctions& tested = {formats::mul, formats::add,
                                                                                       formats::fma}) {
  const OperandSpace space = posit_space(format);
  const PositTable table(format);
  for (std::uint64_t index = 0; index < count; ++index) {
    CaseRandom random(seed, index);
    const Operands operands = random_operands(space, index, random);
    const auto [a, b, c] = operands;
    const bool pair_nar = table.is_nar(a) || table.is_nar(b), any_nar = pair_nar || table.is_nar(c);
    const Wide product = pair_nar ? Wide(0) : table.product(a, b);
    const Wide sum = pair_nar ? Wide(0) : Wide(table.addend(a) + table.addend(b));
    const Wide fused = any_nar ? Wide(0) : Wide(product + table.addend(c));
    for (const formats::Rounding mode : kPositModes) {
      const auto expected = [&](bool nar, const Wide& exact) {
        return nar ? format.nar_code() : table.rounded(exact, mode);
      };
      const std::uint32_t got[] = {tested.mul(format, a, b, mode, 0), tested.add(format, a, b, mode, 0),
                                   tested.fma(format, a, b, c, mode, 0)};
      const std::uint32_t want[] = {expected(pair_nar, product), expected(pair_nar, sum), expected(any_nar, fused)};
      if (std::equal(std::begin(got), std::end(got), std::begin(want))) continue;
      std::ostringstream text;
      text << "seed " << seed << " case " << index << ": " << format.name() << " mode " << static_cast<int>(mode)
           << std::hex << " a " << a << " b " << b << " c " << c << ": mul, add, fma are " << got[0] << ' ' << got[1]
           << ' ' << got[2] << ", expected " << want[0] << ' ' << want[1] << ' ' << want[2];
      return text.str();
    }
  }
  return std::nullopt;
}

}  // namespace lop::test
