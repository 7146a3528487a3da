// Products, sums and fused products of float formats against exact rationals: all pairs up to 8 bits, samples beyond.
#include "models/formats/float_arithmetic.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/models/formats/minifloat_oracle.hpp"

namespace {

using namespace lop::formats;
using lop::test::Definition;
using lop::test::exact_product;
using lop::test::exact_sum;
using lop::test::Maybe;
using lop::test::Shape;
using lop::test::ValueTable;

constexpr Rounding kDeterministic[] = {Rounding::kNearestEven, Rounding::kTowardZero, Rounding::kFloor,
                                       Rounding::kNearestAway};

ResultRule rule_of(Rounding mode, bool saturate) {
  return {mode, saturate ? Overflow::kSaturate : Overflow::kInfinity, 0};
}

/// Positions of |a| * |b|, |a| + |b| and |a| - |b| for every pair of finite magnitudes, nearest even.
struct Rounded {
  explicit Rounded(const ValueTable& table)
      : count(table.finite_codes()), product(count * count), sum(count * count), difference(count * count) {
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = 0; b <= a; ++b) {
        const auto at = [&](const lop::test::Rational& exact) {
          return table.rounded(exact, Rounding::kNearestEven, false);
        };
        product[a * count + b] = product[b * count + a] = at(table.magnitude(a) * table.magnitude(b));
        sum[a * count + b] = sum[b * count + a] = at(table.magnitude(a) + table.magnitude(b));
        if (!table.shape().is_signed) continue;
        difference[a * count + b] = difference[b * count + a] = at(table.magnitude(a) - table.magnitude(b));
      }
    }
  }
  std::uint32_t count;
  std::vector<std::uint32_t> product, sum, difference;
};

/// Returns the pairs compared.
std::uint64_t compare_all_pairs(const Shape& shape) {
  const ValueTable table(shape);
  const Rounded rounded(table);
  const FloatFormat& format = float_format(shape.name);
  std::uint64_t wrong = 0;
  std::uint32_t first_a = 0, first_b = 0;
  for (std::uint32_t a = 0; a < table.codes(); ++a) {
    const Maybe a_number = table.number(a);
    for (std::uint32_t b = 0; b < table.codes(); ++b) {
      const Maybe b_number = table.number(b);
      const bool finite = a_number && b_number && !a_number->infinite && !b_number->infinite;
      for (const bool saturate : {false, true}) {
        const ResultRule rule = rule_of(Rounding::kNearestEven, saturate);
        std::uint32_t product = 0, sum = 0;
        if (finite) {
          const std::uint32_t a_magnitude = a & format.magnitude_mask(), b_magnitude = b & format.magnitude_mask();
          const std::uint32_t at = a_magnitude * rounded.count + b_magnitude;
          const bool unlike = a_number->negative != b_number->negative;
          const bool larger_negative = a_magnitude > b_magnitude ? a_number->negative : b_number->negative;
          const bool cancelled = unlike && a_magnitude == b_magnitude;
          product = table.code(unlike, rounded.product[at], Rounding::kNearestEven, saturate);
          sum = table.code(larger_negative && !cancelled, (unlike ? rounded.difference : rounded.sum)[at],
                           Rounding::kNearestEven, saturate);
        } else {
          product = table.code(exact_product(a_number, b_number), Rounding::kNearestEven, saturate);
          sum = table.code(exact_sum(a_number, b_number, Rounding::kNearestEven), Rounding::kNearestEven, saturate);
        }
        if (mul(format, a, b, rule) == product && add(format, a, b, rule) == sum) continue;
        if (wrong++ == 0) first_a = a, first_b = b;
      }
    }
  }
  EXPECT_EQ(wrong, 0u) << shape.name << ", first at " << first_a << " and " << first_b;
  return std::uint64_t{table.codes()} * table.codes();
}

TEST(MinifloatArithmetic, AllPairsOfEverySignedFormatOfEightBitsOrFewerAreCorrectlyRounded) {
  std::uint64_t pairs = 0;
  for (const Shape& shape : lop::test::shapes_up_to(8, true)) pairs += compare_all_pairs(shape);
  // Formats of 2 to 8 bits: 2, 7, 11, 15, 19, 23, 27; each of them 4^bits pairs.
  EXPECT_EQ(pairs, 2u * 16 + 7u * 64 + 11u * 256 + 15u * 1024 + 19u * 4096 + 23u * 16384 + 27u * 65536);
}

TEST(MinifloatArithmetic, AllPairsOfEveryUnsignedFormatOfEightBitsOrFewerAreCorrectlyRounded) {
  std::uint64_t pairs = 0;
  for (const Shape& shape : lop::test::shapes_up_to(8, false)) pairs += compare_all_pairs(shape);
  EXPECT_EQ(pairs, 1u * 4 + 5u * 16 + 8u * 64 + 11u * 256 + 14u * 1024 + 17u * 4096 + 20u * 16384 + 22u * 65536);
}

void expect_all_modes(const FloatFormat& format, const ValueTable& table, std::uint32_t a, std::uint32_t b,
                      std::uint32_t c) {
  const Maybe product = exact_product(table.number(a), table.number(b));
  for (const Rounding mode : kDeterministic) {
    const Maybe fused = exact_sum(product, table.number(c), mode);
    const Maybe sum = exact_sum(table.number(a), table.number(b), mode);
    for (const bool saturate : {false, true}) {
      const ResultRule rule = rule_of(mode, saturate);
      ASSERT_EQ(fma(format, a, b, c, rule), table.code(fused, mode, saturate))
          << format.name << " " << a << " * " << b << " + " << c << " mode " << static_cast<int>(mode);
      if (c != 0) continue;
      ASSERT_EQ(mul(format, a, b, rule), table.code(product, mode, saturate)) << format.name << " " << a << " * " << b;
      ASSERT_EQ(add(format, a, b, rule), table.code(sum, mode, saturate)) << format.name << " " << a << " + " << b;
    }
  }
}

TEST(MinifloatArithmetic, AllTriplesOfEveryFormatOfFourBitsOrFewerAreRoundedOnceInEveryMode) {
  for (const bool is_signed : {true, false}) {
    for (const Shape& shape : lop::test::shapes_up_to(4, is_signed)) {
      const ValueTable table(shape);
      const FloatFormat& format = float_format(shape.name);
      for (std::uint32_t triple = 0; triple < table.codes() * table.codes() * table.codes(); ++triple) {
        const std::uint32_t rest = triple / table.codes();
        expect_all_modes(format, table, triple % table.codes(), rest % table.codes(), rest / table.codes());
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(MinifloatArithmetic, RandomTriplesOfEveryFormatOfEightBitsAreRoundedOnceInEveryMode) {
  std::mt19937 random(8);
  for (const bool is_signed : {true, false}) {
    for (const Shape& shape : lop::test::shapes_up_to(8, is_signed)) {
      const ValueTable table(shape);
      const FloatFormat& format = float_format(shape.name);
      if (format.bits() < 8) continue;
      for (int i = 0; i < 400; ++i) {
        const std::uint32_t c = i % 8 == 0 ? 0 : random() % table.codes();
        expect_all_modes(format, table, random() % table.codes(), random() % table.codes(), c);
        if (HasFatalFailure()) return;
      }
    }
  }
}

std::uint32_t wide_code(const Definition& definition, const Maybe& number, Rounding mode, bool saturate) {
  const std::uint32_t infinity = ((1u << definition.exponent_bits) - 1) << definition.mantissa_bits;
  if (!number) return infinity | (1u << (definition.mantissa_bits - 1));
  if (number->infinite) return infinity | (number->negative ? 1u << (definition.bits() - 1) : 0);
  return lop::test::code_of(definition, number->negative, abs(number->value), mode, saturate);
}

Maybe wide_number(const Definition& definition, std::uint32_t code) {
  const lop::test::Number number = lop::test::number_of(definition, code);
  if (number.nan) return std::nullopt;
  return lop::test::Extended{number.infinite, number.negative, number.value()};
}

TEST(FloatArithmetic, WideFormatsAreRoundedOnceInEveryMode) {
  const std::pair<std::string_view, Definition> formats[] = {
      {"fp32", lop::test::kFp32Definition}, {"fp16", lop::test::kFp16Definition},  {"bf16", lop::test::kBf16Definition},
      {"tf32", {8, 10, 127, true}},         {"e6m9", {6, 9, 31, true}},            {"e1m14_all", {1, 14, 0, false}},
      {"e4m23_all", {4, 23, 7, false}}};
  std::mt19937 random(9);
  for (const auto& [name, definition] : formats) {
    const FloatFormat& format = float_format(name);
    const std::uint32_t mask = format.sign_mask() | format.magnitude_mask();
    for (int i = 0; i < 3000; ++i) {
      const auto a = static_cast<std::uint32_t>(random()) & mask;
      auto b = static_cast<std::uint32_t>(random()) & mask;
      const std::uint32_t step = static_cast<std::uint32_t>(random()) % (3u << definition.mantissa_bits);
      if (i % 3 == 1) b = ((a ^ format.sign_mask()) + step) & mask;   // near cancellation
      auto c = static_cast<std::uint32_t>(random()) & mask;
      const bool saturate = i % 2 == 0;
      // the addend is the rounded product, negated and moved by a few codes: the fused result is its error
      if (i % 3 == 2) {
        c = (mul(format, a, b, default_rule(format)) ^ format.sign_mask()) + static_cast<std::uint32_t>(random()) % 4;
        c &= mask;
      }
      const Maybe x = wide_number(definition, a), y = wide_number(definition, b);
      for (const Rounding mode : kDeterministic) {
        const ResultRule rule = rule_of(mode, saturate);
        ASSERT_EQ(mul(format, a, b, rule), wide_code(definition, exact_product(x, y), mode, saturate))
            << name << std::hex << " " << a << " * " << b;
        ASSERT_EQ(add(format, a, b, rule), wide_code(definition, exact_sum(x, y, mode), mode, saturate))
            << name << std::hex << " " << a << " + " << b;
        const Maybe fused = exact_sum(exact_product(x, y), wide_number(definition, c), mode);
        ASSERT_EQ(fma(format, a, b, c, rule), wide_code(definition, fused, mode, saturate))
            << name << std::hex << " " << a << " * " << b << " + " << c;
      }
    }
  }
}

TEST(FloatArithmetic, AFusedProductKeepsWhatAProductAloneLoses) {
  const FloatFormat& fp16 = float_format("fp16");
  const ResultRule rule = default_rule(fp16);
  // (1 + 2^-6)^2 - (1 + 2^-5) is 2^-12; the product alone loses it to an even tie.
  EXPECT_EQ(mul(fp16, 0x3c10, 0x3c10, rule), 0x3c20u);
  EXPECT_EQ(fma(fp16, 0x3c10, 0x3c10, 0xbc20, rule), encode(fp16, 0x1p-12));
}

TEST(FloatArithmetic, SpecialOperandsFollowIeee) {
  const FloatFormat& e5m2 = float_format("e5m2");
  const ResultRule rule = default_rule(e5m2);
  EXPECT_EQ(add(e5m2, 0x7c, 0xfb, rule), 0x7cu);         // an Inf operand is no overflow
  EXPECT_EQ(add(e5m2, 0x7b, 0x7b, rule), 0x7bu);         // an overflow saturates
  EXPECT_EQ(add(e5m2, 0x7b, 0x7b, {}), 0x7cu);           // unless asked not to
  EXPECT_EQ(add(e5m2, 0x7d, 0x3c, rule), 0x7eu);         // NaN, canonical
  EXPECT_EQ(add(e5m2, 0x80, 0x80, rule), 0x80u);         // -0 + -0
  EXPECT_EQ(add(e5m2, 0x80, 0x00, rule), 0x00u);
  EXPECT_EQ(add(e5m2, 0x3c, 0xbc, {Rounding::kFloor, Overflow::kSaturate, 0}), 0x80u);
  EXPECT_EQ(mul(e5m2, 0x80, 0x3c, rule), 0x80u);
}

TEST(FloatArithmetic, FnuzHasNoMinusZeroToReturn) {
  const FloatFormat& format = float_format("e4m3_fnuz");
  const ResultRule rule = default_rule(format);
  EXPECT_EQ(mul(format, 0x81, 0x01, rule), 0x00u);   // underflow from below
  EXPECT_EQ(mul(format, 0x81, 0x00, rule), 0x00u);
  EXPECT_EQ(add(format, 0x80, 0x01, rule), 0x80u);   // NaN
  EXPECT_EQ(add(format, 0x7f, 0x7f, {}), 0x80u);
}

}  // namespace
