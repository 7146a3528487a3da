// Random products, sums and fused products of a float format against MPFR, in every rounding mode.
#pragma once

#include <optional>
#include <sstream>
#include <string>

#include "models/formats/float_arithmetic.hpp"
#include "tests/models/formats/mpfr_oracle.hpp"
#include "tests/models/formats/random_operands.hpp"

namespace lop::test {

inline constexpr formats::Rounding kDeterministicModes[] = {formats::Rounding::kNearestEven,
                                                            formats::Rounding::kTowardZero, formats::Rounding::kFloor,
                                                            formats::Rounding::kNearestAway};

inline OperandSpace float_space(const formats::FloatFormat& format) {
  const std::uint32_t sign = format.sign_mask(), largest = format.max_finite_code(),
                      hidden = 1u << format.mantissa_bits;
  const std::uint32_t one = static_cast<std::uint32_t>(format.bias()) << format.mantissa_bits;
  OperandSpace space{sign | format.magnitude_mask(), 2 * hidden, hidden, one, {}, {}, {}};
  for (const std::uint32_t code : {0u, 1u, hidden - 1, hidden, one, largest, largest - 1, format.magnitude_mask()}) {
    space.specials.push_back(code);
    space.specials.push_back(sign | code);
  }
  if (format.has_nan()) space.specials.push_back(format.nan_code());
  if (format.has_infinity()) {
    space.specials.push_back(format.infinity_code());
    space.specials.push_back(sign | format.infinity_code());
    space.specials.push_back(format.infinity_code() + 1);
  }
  space.negate = [sign](std::uint32_t code) { return code ^ sign; };
  space.product = [format](std::uint32_t a, std::uint32_t b) { return mul(format, a, b, {}); };
  return space;
}

using FloatComputation = std::uint32_t (*)(const formats::FloatFormat&, Operation, const Operands&,
                                           const formats::ResultRule&);

inline std::uint32_t library_result(const formats::FloatFormat& format, Operation operation, const Operands& operands,
                                    const formats::ResultRule& rule) {
  switch (operation) {
    case Operation::kMul: return mul(format, operands.a, operands.b, rule);
    case Operation::kAdd: return add(format, operands.a, operands.b, rule);
    default: return fma(format, operands.a, operands.b, operands.c, rule);
  }
}

/// Sums keep 61 bits or more of what they round, so a random word meets that many bits less the significand's.
inline int kept_fraction_bits(const formats::FloatFormat& format, Operation operation) {
  const bool is_sum = operation == Operation::kAdd || operation == Operation::kFma;
  return is_sum ? 60 - format.mantissa_bits : 64;
}

/// A random word at or next to where the result turns, or any.
inline std::uint64_t telling_word(const StochasticCodes& codes, std::uint64_t word) {
  const std::uint64_t candidates[] = {codes.kept - 1,     codes.kept, codes.fraction,
                                      codes.fraction + 1, word,       word,
                                      0,                  ~std::uint64_t{0}};
  return candidates[word % std::size(candidates)];
}

inline std::string float_case(const formats::FloatFormat& format, Operation operation, const Operands& operands,
                              const formats::ResultRule& rule) {
  static constexpr const char* kNames[] = {"encode", "mul", "add", "fma"};
  std::ostringstream text;
  text << format.name << ' ' << kNames[static_cast<int>(operation)] << std::hex << " a " << operands.a << " b "
       << operands.b << " c " << operands.c << " mode " << static_cast<int>(rule.rounding) << " overflow "
       << static_cast<int>(rule.overflow) << " random " << rule.random;
  return text.str();
}

/// The first of cases [0, count) of a seed in which `computed` differs from MPFR, described; overflow rules alternate.
inline std::optional<std::string> first_float_mismatch(const formats::FloatFormat& format, std::uint64_t seed,
                                                       std::uint64_t count,
                                                       FloatComputation computed = library_result) {
  const OperandSpace space = float_space(format);
  MpfrOracle oracle(format);
  for (std::uint64_t index = 0; index < count; ++index) {
    CaseRandom random(seed, index);
    const Operands operands = random_operands(space, index, random);
    const auto overflow = random.below(2) == 0 ? formats::Overflow::kInfinity : formats::Overflow::kSaturate;
    oracle.load(operands.a, operands.b, operands.c);
    for (const Operation operation : {Operation::kMul, Operation::kAdd, Operation::kFma}) {
      const auto mismatch = [&](const formats::ResultRule& rule, std::uint32_t got, std::uint32_t expected) {
        std::ostringstream text;
        text << "seed " << seed << " case " << index << ": " << float_case(format, operation, operands, rule)
             << std::hex << ": got " << got << ", expected " << expected;
        return text.str();
      };
      for (const formats::Rounding mode : kDeterministicModes) {
        const formats::ResultRule rule{mode, overflow, 0};
        const std::uint32_t got = computed(format, operation, operands, rule);
        const std::uint32_t expected = oracle.code(operation, mode, overflow);
        if (got != expected) return mismatch(rule, got, expected);
      }
      const StochasticCodes codes = oracle.stochastic(operation, overflow, kept_fraction_bits(format, operation));
      const formats::ResultRule rule{formats::Rounding::kStochastic, overflow, telling_word(codes, random.word())};
      const std::uint32_t got = computed(format, operation, operands, rule);
      if (!codes.allow(got, rule.random)) return mismatch(rule, got, rule.random < codes.kept ? codes.up : codes.down);
    }
  }
  return std::nullopt;
}

}  // namespace lop::test
