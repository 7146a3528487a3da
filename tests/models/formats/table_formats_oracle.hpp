// Every integer and table format of up to 8 bits as a list of values, from the papers' tables and plain counting.
#pragma once

#include <array>

#include "tests/models/formats/value_list_oracle.hpp"

namespace lop::test {

// Which neighbour takes a tie.
inline bool even_value(const CodeValue& lower, const CodeValue&) { return numerator(lower.value) % 2 == 0; }
inline bool even_code(const CodeValue& lower, const CodeValue&) { return lower.code % 2 == 0; }
inline bool smaller_only_at_zero(const CodeValue& lower, const CodeValue& upper) {
  if (lower.value == 0) return true;
  return upper.value != 0 && abs(lower.value) > abs(upper.value);
}
inline bool always_lower(const CodeValue&, const CodeValue&) { return true; }

inline std::vector<Rational> counted(int bits, const std::function<Rational(std::int64_t)>& value) {
  std::vector<Rational> values;
  for (std::int64_t code = 0; code < std::int64_t{1} << bits; ++code) values.push_back(value(code));
  return values;
}

/// The magnitudes of a sign-magnitude format in the order of their codes, then their negatives.
inline std::vector<Rational> with_signs(const std::vector<Rational>& magnitudes) {
  std::vector<Rational> values = magnitudes;
  for (const Rational& magnitude : magnitudes) values.push_back(-magnitude);
  return values;
}

/// An even number of values away from zero.
inline ValueListOracle::Below even_rank(std::vector<Rational> rising_magnitudes) {
  return [rising = std::move(rising_magnitudes)](const CodeValue& lower, const CodeValue&) {
    return (std::find(rising.begin(), rising.end(), abs(lower.value)) - rising.begin()) % 2 == 0;
  };
}

/// source  ANT, MICRO 2022, by the tables of values that its released code lists; codes by first-one coding
inline std::vector<ValueListOracle> flint_oracles() {
  const std::vector<Rational> two_bits = {0, 1, 4, 2};
  const std::vector<Rational> three_bits = {0, 1, 2, 3, 16, 8, 4, 6};
  const std::vector<Rational> four_bits = {0, 1, 2, 3, 4, 5, 6, 7, 64, 32, 16, 24, 8, 10, 12, 14};
  const std::vector<Rational> five_bits = {0,   1,   2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                           256, 128, 64, 96, 32, 40, 48, 56, 16, 18, 20, 22, 24, 26, 28, 30};
  std::vector<ValueListOracle> oracles;
  int bits = 2;
  for (const auto& magnitudes : {two_bits, three_bits, four_bits, five_bits}) {
    std::vector<Rational> rising = magnitudes;
    std::sort(rising.begin(), rising.end());
    oracles.emplace_back("uflint" + std::to_string(bits), magnitudes, even_rank(rising));
    oracles.emplace_back("flint" + std::to_string(bits + 1), with_signs(magnitudes), even_rank(rising));
    ++bits;
  }
  return oracles;
}

/// source  BitMoD, HPCA 2025, table of the extended types; minus zero stands for the special value
inline std::vector<ValueListOracle> bitmod_oracles() {
  std::vector<ValueListOracle> oracles;
  const std::vector<std::pair<std::string, std::array<int, 2>>> specials = {
      {"_er+", {3, 5}}, {"_er-", {-3, -5}}, {"_ea+", {6, 8}}, {"_ea-", {-6, -8}}};
  for (const auto& [suffix, special] : specials) {
    oracles.emplace_back("fp3" + suffix, std::vector<Rational>{0, 1, 2, 4, special[0], -1, -2, -4}, always_lower);
    const Rational half(1, 2), three_halves(3, 2);
    oracles.emplace_back("fp4" + suffix,
                         std::vector<Rational>{0, half, 1, three_halves, 2, 3, 4, 6, special[1], -half, -1,
                                               -three_halves, -2, -3, -4, -6},
                         always_lower);
  }
  return oracles;
}

inline std::vector<ValueListOracle> integer_and_table_oracles() {
  std::vector<ValueListOracle> oracles = flint_oracles();
  for (ValueListOracle& oracle : bitmod_oracles()) oracles.push_back(std::move(oracle));
  for (int bits = 1; bits <= 8; ++bits) {
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    oracles.emplace_back("int" + std::to_string(bits),
                         counted(bits, [=](std::int64_t code) { return code < half ? code : code - 2 * half; }),
                         even_value);
    oracles.emplace_back("uint" + std::to_string(bits), counted(bits, [](std::int64_t code) { return code; }),
                         even_value);
    oracles.emplace_back("bipolar_int" + std::to_string(bits),
                         counted(bits, [=](std::int64_t code) { return 2 * code - 2 * half + 1; }), even_code);
    if (bits == 1) continue;
    oracles.emplace_back("sm" + std::to_string(bits),
                         with_signs(counted(bits - 1, [](std::int64_t code) { return code; })), even_value);
  }
  for (int bits = 2; bits <= 6; ++bits) {
    const auto magnitude = [](std::int64_t code) {
      return code == 0 ? Rational(0) : power_of_two(static_cast<int>(code) - 1);
    };
    oracles.emplace_back("pot" + std::to_string(bits), with_signs(counted(bits - 1, magnitude)), smaller_only_at_zero);
  }
  oracles.emplace_back("binary", std::vector<Rational>{1, -1},
                       [](const CodeValue&, const CodeValue&) { return false; });
  oracles.emplace_back("ternary", std::vector<Rational>{0, 1, 0, -1}, even_value);
  oracles.emplace_back("book:-2.5,0,0.25,7,100", std::vector<Rational>{Rational(-5, 2), 0, Rational(1, 4), 7, 100},
                       [](const CodeValue& lower, const CodeValue&) { return lower.value == 0 || lower.value == 7; });
  return oracles;
}

}  // namespace lop::test
