// The tables of values that have a name.
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "models/formats/bitmod_values.hpp"
#include "models/formats/int_format.hpp"
#include "models/formats/table_format.hpp"

namespace lop::formats {
namespace {

/// The number behind `prefix`, if the name is that and nothing else and lies in the range.
std::optional<int> bits_of(std::string_view name, std::string_view prefix, int least, int most) {
  if (name.substr(0, prefix.size()) != prefix || name.size() == prefix.size() || name[prefix.size()] == '0') {
    return std::nullopt;
  }
  int bits = 0;
  const auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), bits);
  if (error != std::errc() || end != name.data() + name.size() || bits < least || bits > most) return std::nullopt;
  return bits;
}

/// First-one coding: 0 and the rest an integer; 1 and z zeros
/// more an exponent of z, what follows the next one is mantissa.
///
/// source  ANT, MICRO 2022
std::int64_t flint_magnitude(std::uint32_t code, int bits) {
  const int rest_bits = bits - 1;
  const std::uint32_t rest = code & ((1u << rest_bits) - 1);
  if (code == rest) return rest;
  if (rest == 0) return std::int64_t{1} << (2 * rest_bits);
  int zeros = 0;
  while ((rest >> (rest_bits - 1 - zeros) & 1) == 0) ++zeros;
  // A one and rest_bits - zeros - 1 mantissa bits, the one worth 2^(rest_bits + zeros).
  return std::int64_t{rest} << (2 * zeros + 1);
}

std::int64_t pot_magnitude(std::uint32_t code, int) { return code == 0 ? 0 : std::int64_t{1} << (code - 1); }
std::int64_t plain_magnitude(std::uint32_t code, int) { return code; }

/// A sign above `bits` - 1 bits of magnitude.
std::vector<std::int64_t> sign_magnitude(int bits, std::int64_t (*magnitude)(std::uint32_t, int)) {
  std::vector<std::int64_t> values;
  for (const int sign : {1, -1}) {
    for (std::uint32_t code = 0; code < 1u << (bits - 1); ++code) values.push_back(sign * magnitude(code, bits - 1));
  }
  return values;
}

template <typename Value>
std::vector<std::int64_t> every_code(int bits, Value value) {
  std::vector<std::int64_t> values;
  for (std::uint32_t code = 0; code < 1u << bits; ++code) values.push_back(value(code));
  return values;
}

TableFormat power_format(std::string_view name, int bits) {
  const auto power = [](std::int64_t q) { return q * std::abs(q); };
  std::vector<std::int64_t> boundaries;   // (q + 1/2) |q + 1/2| in quarters
  for (std::int64_t q = -(std::int64_t{1} << (bits - 1)); q + 1 < std::int64_t{1} << (bits - 1); ++q) {
    boundaries.push_back(power(2 * q + 1));
  }
  return {std::string(name),
          bits,
          0,
          every_code(bits, [&](std::uint32_t code) { return power(sign_extend(code, bits)); }),
          TieRule::kEvenRank,
          boundaries};
}

std::optional<TableFormat> bitmod_format(std::string_view name) {
  for (const WeightMode mode : {WeightMode::kFp3, WeightMode::kFp4}) {
    for (int special = 0; special < kSpecialCount; ++special) {
      constexpr std::string_view kSuffixes[kSpecialCount] = {"_er+", "_er-", "_ea+", "_ea-"};
      const std::string known =
          std::string(kWeightModeNames[static_cast<std::size_t>(mode)]) + std::string(kSuffixes[special]);
      if (name != known) continue;
      const int bits = weight_bits(mode);
      return TableFormat(known, bits, -1,
                         every_code(bits, [&](std::uint32_t code) { return value_half_units(mode, code, special); }),
                         TieRule::kLower);
    }
  }
  return std::nullopt;
}

[[noreturn]] void refuse_book(std::string_view name, const std::string& why) {
  throw std::invalid_argument("code book '" + std::string(name) + "': " + why +
                              "; write book:V,V,... as in book:-1,0,0.5,2");
}

TableFormat code_book(std::string_view name) {
  constexpr int kFractionBits = 16;
  constexpr std::size_t kMostValues = 65536;
  std::string_view rest = name.substr(name.find(':') + 1);
  std::vector<std::int64_t> values;
  while (true) {
    const std::string_view text = rest.substr(0, rest.find(','));
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const double scaled = std::ldexp(value, kFractionBits);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
      refuse_book(name, "'" + std::string(text) + "' is not a number");
    }
    if (!(std::abs(scaled) < 0x1p31) || scaled != std::floor(scaled)) {
      refuse_book(name, std::string(text) + " is not a multiple of 2^-16 below 2^15");
    }
    values.push_back(static_cast<std::int64_t>(scaled));
    if (text.size() == rest.size()) break;
    rest.remove_prefix(text.size() + 1);
  }
  if (values.size() > kMostValues) refuse_book(name, "more than 65536 values");
  int bits = 1;
  while (std::size_t{1} << bits < values.size()) ++bits;
  return {std::string(name), bits, -kFractionBits, std::move(values)};
}

}  // namespace

std::optional<TableFormat> table_format(std::string_view name) {
  const std::string text(name);
  if (name.substr(0, 5) == "book:") return code_book(name);
  if (name == "binary") return TableFormat(text, 1, 0, {1, -1}, TieRule::kLargerMagnitude);
  if (name == "ternary") return TableFormat(text, 2, 0, {0, 1, 0, -1});
  if (const auto bits = bits_of(name, "flint", 2, 8)) {
    return TableFormat(text, *bits, 0, sign_magnitude(*bits, flint_magnitude));
  }
  if (const auto bits = bits_of(name, "uflint", 2, 8)) {
    return TableFormat(text, *bits, 0,
                       every_code(*bits, [&](std::uint32_t code) { return flint_magnitude(code, *bits); }));
  }
  if (const auto bits = bits_of(name, "pot", 2, 6)) {
    return TableFormat(text, *bits, 0, sign_magnitude(*bits, pot_magnitude), TieRule::kLargerMagnitude);
  }
  if (const auto bits = bits_of(name, "sm", 2, 16)) {
    return TableFormat(text, *bits, 0, sign_magnitude(*bits, plain_magnitude));
  }
  if (const auto bits = bits_of(name, "bipolar_int", 1, 16)) {
    const std::int64_t most = (std::int64_t{1} << *bits) - 1;
    return TableFormat(text, *bits, 0,
                       every_code(*bits, [&](std::uint32_t code) { return 2 * std::int64_t{code} - most; }));
  }
  if (const auto bits = bits_of(name, "power_int", 2, 8)) return power_format(name, *bits);
  return bitmod_format(name);
}

}  // namespace lop::formats
