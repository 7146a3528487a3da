// The L-Mul slice: accumulators against exact rationals and integers, their overflows, parameters and the gates' word.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "models/pe/lmul.hpp"
#include "tests/models/pe/lmul_oracle.hpp"

namespace lop::test {
namespace {

std::uint64_t word_of(const std::vector<std::uint32_t>& accumulator) {
  return std::uint64_t{accumulator[1]} << 32 | accumulator[0];
}

struct Case {
  const char *name, *format, *form, *accumulator;
  LmulFormat numbers;
  int offset;       // of the paper
  Definition sum;   // of a float accumulator
  int width, last;  // of a fixed one, and the exponent of its lowest bit
};

const Case kCases[] = {
    {"bf16_in_fp32", "bf16", "adder", "fp32", kLmulBf16, 8, kFp32Definition, 0, 0},
    {"bf16_literal_in_fp32", "bf16", "literal", "fp32", kLmulBf16, 8, kFp32Definition, 0, 0},
    {"fp32_literal_in_fp32", "fp32", "literal", "fp32", kLmulFp32, 1 << 19, kFp32Definition, 0, 0},
    {"fp32_in_bf16", "fp32", "adder", "bf16", kLmulFp32, 1 << 19, kBf16Definition, 0, 0},
    {"bf16_in_bf16", "bf16", "adder", "bf16", kLmulBf16, 8, kBf16Definition, 0, 0},
    {"fp16_in_fp16", "fp16", "adder", "fp16", kLmulFp16, 64, kFp16Definition, 0, 0},
    {"bf16_in_fp16", "bf16", "literal", "fp16", kLmulBf16, 8, kFp16Definition, 0, 0},
    {"e4m3_in_fixed", "e4m3", "adder", "fixed", kLmulE4M3, 1, {}, 35, -9},
    {"e5m2_literal_in_fixed", "e5m2", "literal", "fixed", kLmulE5M2, 1, {}, 50, -17},
    {"fp16_in_fixed", "fp16", "adder", "fixed", kLmulFp16, 64, {}, 57, -24},
    {"fp16_in_24_bits", "fp16", "adder", "fixed:24", kLmulFp16, 64, {}, 24, 9},
    {"e4m3_in_62_bits", "e4m3", "literal", "fixed:62", kLmulE4M3, 1, {}, 62, -10},
    {"bf16_in_40_bits", "bf16", "adder", "fixed:40", kLmulBf16, 8, {}, 40, 105},
};

class LmulAccumulator : public testing::TestWithParam<Case> {
 protected:
  const Case& tested = GetParam();
  const std::unique_ptr<pe::Slice> slice =
      pe::make_slice("lmul", {{"format", tested.format}, {"form", tested.form}, {"accumulator", tested.accumulator}});

  /// The sum of products as the register holds it; a float that has overflowed stays where it is.
  std::uint64_t oracle(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& w) const {
    const bool literal = std::string(tested.form) == "literal";
    std::uint32_t code = 0;
    Integer window = 0;
    Rational product = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
      const bool again = k > 0 && a[k] == a[k - 1] && w[k] == w[k - 1];
      if (!again) product = oracle_lmul(tested.numbers, literal, tested.offset, a[k], w[k]);
      if (tested.width != 0) {
        const Integer magnitude = floor_of(abs(product) / power_of_two(tested.last));
        window += product < 0 ? Integer(-magnitude) : magnitude;
        continue;
      }
      const Number sum = number_of(tested.sum, code);
      if (sum.infinite) continue;
      const Rational exact = sum.value() + product;
      const bool negative = exact < 0 || (exact == 0 && sum.negative && sum.magnitude != 0 && product == 0);
      code = code_of(tested.sum, negative, abs(exact), formats::Rounding::kNearestEven, false);
    }
    if (tested.width == 0) return code;
    const Integer modulus = Integer(1) << tested.width;
    return static_cast<std::uint64_t>((window % modulus + modulus) % modulus);
  }

  void expect_equal(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& w) const {
    const std::vector<std::uint32_t> accumulator = run_dot(*slice, a, w);
    ASSERT_EQ(word_of(accumulator), oracle(a, w)) << a.size() << " elements, first " << std::hex << a[0] << ' ' << w[0];
    ASSERT_EQ(slice->flags(accumulator.data()), 0u) << "without strict nothing is invalid";
  }
};

TEST_P(LmulAccumulator, IsTheExactSumRoundedOnceAProduct) {
  std::mt19937_64 random(11);
  const int bits = tested.numbers.numbers.bits(), mantissa_bits = tested.numbers.numbers.mantissa_bits;
  const auto mask = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
  for (int i = 0; i < 400; ++i) {
    // Anything, or neighbouring exponents so that sums meet, low, high or in the middle of the range.
    const std::uint32_t window = static_cast<std::uint32_t>(random()) % (mask / 2 >> mantissa_bits) << mantissa_bits;
    const auto draw = [&] {
      const auto code = static_cast<std::uint32_t>(random());
      const std::uint32_t near = (window + (code & ((4u << mantissa_bits) - 1))) & mask / 2;
      return i % 3 == 0 ? code & mask : near | (code >> 31 << (bits - 1));
    };
    std::vector<std::uint32_t> a, w;
    const auto one = static_cast<std::uint32_t>(tested.numbers.numbers.bias) << mantissa_bits;
    for (int k = 0, length = 1 + i % 37; k < length; ++k) {
      a.push_back(draw());
      w.push_back(i % 3 == 1 ? one | (draw() & 1) << (bits - 1) : draw());
    }
    expect_equal(a, w);
  }
}

TEST_P(LmulAccumulator, OverflowsAsItsKindDoes) {
  const std::uint32_t largest = tested.numbers.largest_finite;
  // 2^16 products of nearly 2 * 2^e, or of 1.75 * 2^e, fill the headroom.
  const std::vector<std::uint32_t> a(tested.width == 0 ? 140 : 75'000, largest), w = a;
  const std::vector<std::uint32_t> accumulator = run_dot(*slice, a, w);
  EXPECT_EQ(word_of(accumulator), oracle(a, w));
}

INSTANTIATE_TEST_SUITE_P(Kinds, LmulAccumulator, testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Lmul, AFloatAccumulatorOverflowsToInfinityAndAFixedOneWraps) {
  const std::vector<std::uint32_t> two(2, 0x7f7f);
  EXPECT_EQ(run_dot(*pe::make_slice("lmul"), two, two)[0], 0x7f800000u);
  EXPECT_EQ(run_dot(*pe::make_slice("lmul", {{"accumulator", "bf16"}}), two, two)[0], 0x7f80u);
  const auto fixed = pe::make_slice("lmul", {{"format", "e4m3"}, {"accumulator", "fixed"}});
  // 448 is 7 * 2^15 in units of 2^-9; the window ends at 2^34.
  for (const std::size_t count : {std::size_t{74'898}, std::size_t{74'899}}) {
    const std::vector<std::uint32_t> a(count, 0x7e);
    const std::uint64_t sum = count * 7 << 15;
    EXPECT_EQ(sum >= std::uint64_t{1} << 34, count == 74'899);
    const std::vector<std::uint32_t> accumulator = run_dot(*fixed, a, a);
    EXPECT_EQ(word_of(accumulator), sum);
    EXPECT_EQ(fixed->accumulator_value(0, accumulator.data()) < 0, count == 74'899);
  }
}

TEST(Lmul, AFixedAccumulatorLeavesAsFp32RoundedOnce) {
  const auto fixed = pe::make_slice("lmul", {{"format", "e4m3"}, {"accumulator", "fixed"}, {"offset", "none"}});
  const auto out = [&](std::uint64_t window) {
    const std::uint32_t words[] = {static_cast<std::uint32_t>(window), static_cast<std::uint32_t>(window >> 32)};
    return fixed->out_code(words, 0);
  };
  EXPECT_EQ(out(0), 0u);
  EXPECT_EQ(out(1 << 9), 0x3f800000u);
  EXPECT_EQ(out((std::uint64_t{1} << 35) - (1 << 9)), 0xbf800000u);
  EXPECT_EQ(out((1u << 24) + 1), out(1u << 24)) << "a tie to even";
  EXPECT_EQ(out((1u << 24) + 3), out((1u << 24) + 4));
  EXPECT_EQ(out(std::uint64_t{1} << 34), 0xcc000000u) << "-2^25";
  EXPECT_EQ(fixed->out_value(0x3fc00000), 1.5);
  EXPECT_EQ(pe::make_slice("lmul", {{"accumulator", "bf16"}})->out_value(0x3fc0), 1.5);
  EXPECT_EQ(pe::make_slice("lmul", {{"accumulator", "fp16"}})->out_value(0x3e00), 1.5);
}

TEST(Lmul, StrictKeepsInfinitiesAndNansInEveryAccumulator) {
  constexpr std::uint32_t kOne = 0x3c00, kInfinity = 0x7c00, kMinus = 0xfc00, kNan = 0x7c01;
  struct Kind {
    const char* accumulator;
    std::uint32_t infinity, negative, nan;
  };
  for (const Kind& kind : {Kind{"fp32", 0x7f800000, 0x80000000, 0x7fc00000}, Kind{"bf16", 0x7f80, 0x8000, 0x7fc0},
                           Kind{"fp16", 0x7c00, 0x8000, 0x7e00}, Kind{"fixed", 0x7f800000, 0x80000000, 0x7fc00000},
                           Kind{"fixed:30", 0x7f800000, 0x80000000, 0x7fc00000}}) {
    const auto slice =
        pe::make_slice("lmul", {{"format", "fp16"}, {"accumulator", kind.accumulator}, {"strict", "true"}});
    const auto out = [&](const std::vector<std::uint32_t>& a) {
      const std::vector<std::uint32_t> accumulator = run_dot(*slice, a, std::vector<std::uint32_t>(a.size(), kOne));
      EXPECT_EQ(pe::flags_shown(*slice, accumulator.data()).size(),
                slice->out_code(accumulator.data(), 0) == kind.nan ? 1u : 0u);
      return slice->out_code(accumulator.data(), 0);
    };
    EXPECT_EQ(out({kInfinity, kOne}), kind.infinity) << kind.accumulator;
    EXPECT_EQ(out({kOne, kMinus, kOne}), kind.infinity | kind.negative) << kind.accumulator;
    EXPECT_EQ(out({kInfinity, kMinus, kOne}), kind.nan) << kind.accumulator;
    EXPECT_EQ(out({kOne, kNan, kOne, kInfinity}), kind.nan) << kind.accumulator;
  }
}

TEST(Lmul, CountsTheProductsThatAZeroOrSubnormalOperandFlushes) {
  const auto slice = pe::make_slice("lmul", {{"format", "e4m3"}});
  pe::LmulGrid grid(dynamic_cast<const pe::Lmul&>(*slice), 1, 3);
  const std::vector<std::uint32_t> weights = {0x00, 0x87, 0x08};
  for (const std::uint32_t activation : {0x38u, 0x80u, 0x08u}) {
    pe::Step step;
    step.activations = &activation;
    step.weights = weights.data();
    grid.step(step);
  }
  EXPECT_EQ(grid.flushed(), 2u + 3u + 2u) << "the underflow of 2^-6 times 2^-6 does not count";
}

TEST(Lmul, ThePreOffsetChangesNoBit) {
  // The values do not look at it; the gates are compared with them.
  const auto with = pe::make_slice("lmul", {{"pre_offset", "true"}}), without = pe::make_slice("lmul");
  EXPECT_NE(with->variant(), without->variant());
}

TEST(Lmul, TheWordOfTheGatesIsZeroForTheDefaultsAndTellsEveryChoiceApart) {
  EXPECT_EQ(pe::make_slice("lmul")->variant(), 0u);
  std::set<std::uint32_t> words;
  std::size_t count = 0;
  for (const char* const format : {"bf16", "e4m3", "e5m2", "fp16", "fp32", "e2m1", "e2m2", "e8m22"}) {
    for (const char* const form : {"adder", "literal"}) {
      for (const char* const offset : {"paper", "none"}) {
        for (const char* const accumulator : {"fp32", "bf16", "fp16", "fixed:18", "fixed:62"}) {
          for (const char* const strict : {"false", "true"}) {
            for (const char* const early : {"false", "true"}) {
              const pe::Choices choices = {{"format", format},           {"form", form},     {"offset", offset},
                                           {"accumulator", accumulator}, {"strict", strict}, {"pre_offset", early}};
              words.insert(pe::make_slice("lmul", choices)->variant());
              ++count;
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(words.size(), count);
  EXPECT_EQ(pe::make_slice("lmul", {{"offset", "8"}})->variant(), 0u) << "the paper's offset by its number";
  EXPECT_EQ(pe::make_slice("lmul", {{"format", "e5m10"}})->variant(),
            pe::make_slice("lmul", {{"format", "fp16"}})->variant());
}

TEST(Lmul, RefusesWhatItCannotBuildAndSaysWhy) {
  const auto message = [](const pe::Choices& choices) -> std::string {
    try {
      pe::make_slice("lmul", choices);
    } catch (const pe::OperandError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(message({{"accumulator", "fixed"}}).find("exact for bf16 takes 278 bits, expected at most 62"),
            std::string::npos);
  EXPECT_EQ(message({{"accumulator", "fixed:62"}}), "");
  EXPECT_NE(message({{"format", "e1m2"}}).find("eXmY with X 2 to 8"), std::string::npos);
  EXPECT_NE(message({{"offset", "128"}}).find("below 2^7 in format bf16, got '128'"), std::string::npos);
  EXPECT_EQ(message({{"offset", "127"}}), "");
  EXPECT_EQ(message({{"format", "fp16"}, {"offset", "1022"}}), "");
  for (const char* const offset : {"1023", "-1", "0.5", "08", "", "8388608", "x"}) {
    EXPECT_NE(message({{"format", "fp16"}, {"offset", offset}}).find("at most 9 significant bits"), std::string::npos)
        << offset;
  }
  for (const char* const accumulator : {"fixed:17", "fixed:63", "fixed:", "fixed:040", "fixed:4x", "int32"}) {
    EXPECT_NE(message({{"accumulator", accumulator}}).find("fixed:W with W 18 to 62"), std::string::npos)
        << accumulator;
  }
}

}  // namespace
}  // namespace lop::test
