// Number formats given by their values, a code each: flint, powers of two, bipolar and ternary integers, code books.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/formats/exact_sum.hpp"
#include "models/formats/rounding.hpp"

namespace lop::formats {

/// Where nearest-even puts a number half way between two values.
enum class TieRule {
  kEvenRank,         // an even number of values away from zero, or from the lowest value where the format has no zero
  kLargerMagnitude,  // and between 0 and the smallest value 0: no mantissa bit is there to be even
  kLower,            // the more negative one (the released BitMoD quantiser)
};

/// value = values[code] * 2^exponent. Codes that stand for the same value are read alike; the first of them is written.
class TableFormat {
 public:
  /// values  by code, at least one, magnitudes below 2^31
  TableFormat(std::string name, int bits, int exponent, std::vector<std::int64_t> values,
              TieRule ties = TieRule::kEvenRank);
  /// The same with given boundaries between neighbouring values, in quarters of 2^exponent, rising.
  TableFormat(std::string name, int bits, int exponent, std::vector<std::int64_t> values, TieRule ties,
              std::vector<std::int64_t> boundaries);

  const std::string& name() const { return name_; }
  int bits() const { return bits_; }
  int exponent() const { return exponent_; }
  /// Codes beyond the table read as zero.
  std::int64_t value(std::uint32_t code) const;
  std::int64_t lowest() const { return sorted_.front().value; }
  std::int64_t highest() const { return sorted_.back().value; }

  /// Rounded once; beyond the ends the end itself.
  std::uint32_t pack(const ExactReal& number, Rounding rounding, std::uint64_t random) const;

 private:
  struct Entry {
    std::int64_t value;
    std::uint32_t code;
  };
  bool upper_wins_tie(std::size_t lower) const;

  std::string name_;
  int bits_;
  int exponent_;
  std::vector<std::int64_t> values_;
  TieRule ties_;
  std::vector<Entry> sorted_;             // rising, one entry a value
  std::size_t origin_;                    // place of zero or, without one, of the lowest value: the even ranks' origin
  std::vector<std::int64_t> boundaries_;  // in quarters, between neighbours of sorted_
};

/// flint2..flint8 (sign, flint) and uflint2..uflint8; pot2..pot6; sm2..sm16 (sign and magnitude);
/// bipolar_int1..bipolar_int16; binary (0: +1, 1: -1), ternary (two's complement, 10 reads as 0);
/// power_int2..power_int8 (two's complement q for q|q|, chosen in the domain of q); fp3_er+ .. fp4_ea- (BitMoD's tables
/// of one special value); book:V,V,... (code = place in the list).
///
/// errors  std::invalid_argument for a code book that is none; nullopt for a name of none of these
std::optional<TableFormat> table_format(std::string_view name);

}  // namespace lop::formats
