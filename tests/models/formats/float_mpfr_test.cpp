// Float formats against MPFR: every row of the table and every policy; encoding near every code, and random arithmetic.
#include <gtest/gtest.h>

#include <limits>

#include "tests/models/formats/float_campaign.hpp"

namespace {

using namespace lop::formats;
using lop::test::CaseRandom;
using lop::test::first_float_mismatch;
using lop::test::Operands;
using lop::test::Operation;

std::vector<std::string> format_names() {
  std::vector<std::string> names = {"e4m3_ieee", "e4m3_all",  "e4m3_fnuz",  "e5m2_fnuz", "e3m0_fn",
                                    "e3m0_fnuz", "e1m2",      "e5m10_fnuz", "e8m23_all", "ue4m3_ieee",
                                    "ue5m3_all", "ue3m0_all", "ue8m7"};
  for (const FloatFormat& format : kFloatFormats) names.emplace_back(format.name);
  return names;
}

class Mpfr : public testing::TestWithParam<std::string> {
 protected:
  const FloatFormat& format_ = float_format(GetParam());
};

class Encoding {
 public:
  explicit Encoding(const FloatFormat& format) : format_(format), oracle_(format) {}

  /// Of the value and its negative in every mode under both overflow rules.
  void expect_right(double magnitude) {
    for (const double value : {magnitude, -magnitude}) {
      oracle_.load(value);
      for (const Overflow overflow : {Overflow::kInfinity, Overflow::kSaturate}) {
        for (const Rounding mode : lop::test::kDeterministicModes) {
          ASSERT_EQ(encode(format_, value, mode, overflow), oracle_.code(Operation::kEncode, mode, overflow))
              << format_.name << " of " << value << " mode " << static_cast<int>(mode) << " overflow "
              << static_cast<int>(overflow);
        }
        const lop::test::StochasticCodes codes = oracle_.stochastic(Operation::kEncode, overflow, 64);
        CaseRandom random(1, cases_++);
        for (int i = 0; i < 4; ++i) {
          const std::uint64_t word = lop::test::telling_word(codes, random.word());
          ASSERT_TRUE(codes.allow(encode(format_, value, Rounding::kStochastic, overflow, word), word))
              << format_.name << " of " << value << " random " << word << " overflow " << static_cast<int>(overflow);
        }
      }
    }
  }

 private:
  const FloatFormat& format_;
  lop::test::MpfrOracle oracle_;
  std::uint64_t cases_ = 0;
};

TEST_P(Mpfr, EncodesQuartersOfTheWayFromEveryCodeToTheNext) {
  Encoding encoding(format_);
  const std::uint32_t last = format_.max_finite_code();
  const std::uint32_t stride = last > 1000 ? last / 1000 : 1;
  for (std::uint32_t from = 0; from < last; from += stride) {
    CaseRandom random(2, from);
    const std::uint32_t code = std::min(from + random.below(stride), last - 1);
    const double low = decode(format_, code), step = (decode(format_, code + 1) - low) / 4;
    for (int quarter = 0; quarter < 4; ++quarter) encoding.expect_right(low + quarter * step);
    if (HasFatalFailure()) return;
  }
  const double largest = decode(format_, last), step = (largest - decode(format_, last - 1)) / 4;
  for (int quarter = 0; quarter < 20; ++quarter) encoding.expect_right(largest + quarter * step);
}

TEST_P(Mpfr, EncodesRandomAndExtremeDoubles) {
  Encoding encoding(format_);
  using Limits = std::numeric_limits<double>;
  for (const double value :
       {0.0, Limits::denorm_min(), Limits::min(), Limits::max(), Limits::infinity(), Limits::quiet_NaN()}) {
    encoding.expect_right(value);
  }
  const int span = (1 << format_.exponent_bits) + 2 * format_.mantissa_bits + 8;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    CaseRandom random(3, i);
    const double significand = std::ldexp(static_cast<double>(random.word() >> (11 + random.below(50))), -32);
    encoding.expect_right(
        std::ldexp(significand, static_cast<int>(random.below(static_cast<std::uint32_t>(span))) - span / 2));
    if (HasFatalFailure()) return;
  }
}

TEST_P(Mpfr, MultipliesAddsAndFusesRandomOperands) {
  const auto mismatch = first_float_mismatch(format_, 1, 30'000);
  EXPECT_FALSE(mismatch) << *mismatch;
}

INSTANTIATE_TEST_SUITE_P(Formats, Mpfr, testing::ValuesIn(format_names()),
                         [](const auto& instance) { return instance.param; });

std::uint32_t product_rounded_before_the_sum(const FloatFormat& format, Operation operation, const Operands& operands,
                                             const ResultRule& rule) {
  if (operation != Operation::kFma) return lop::test::library_result(format, operation, operands, rule);
  return add(format, mul(format, operands.a, operands.b, rule), operands.c, rule);
}

std::uint32_t subnormals_flushed(const FloatFormat& format, Operation operation, const Operands& operands,
                                 const ResultRule& rule) {
  const std::uint32_t code = lop::test::library_result(format, operation, operands, rule);
  return unpack(format, code).float_class == FloatClass::kSubnormal ? code & format.sign_mask() : code;
}

std::uint32_t random_word_compared_with_at_most(const FloatFormat& format, Operation operation,
                                                const Operands& operands, const ResultRule& rule) {
  const std::uint64_t earlier = rule.random - (rule.random != 0 ? 1 : 0);
  return lop::test::library_result(format, operation, operands, {rule.rounding, rule.overflow, earlier});
}

std::uint32_t positive_zero_under_floor(const FloatFormat& format, Operation operation, const Operands& operands,
                                        const ResultRule& rule) {
  const std::uint32_t code = lop::test::library_result(format, operation, operands, rule);
  return rule.rounding == Rounding::kFloor && code == format.sign_mask() ? 0 : code;
}

TEST(MpfrOracle, SeesARoundedProductAFlushedSubnormalARandomWordOffByOneAndALostSignOfZero) {
  for (const char* name : {"fp16", "bf16", "tf32", "e4m3"}) {
    const FloatFormat& format = float_format(name);
    EXPECT_TRUE(first_float_mismatch(format, 1, 2000, product_rounded_before_the_sum)) << name;
    EXPECT_TRUE(first_float_mismatch(format, 1, 2000, subnormals_flushed)) << name;
    EXPECT_TRUE(first_float_mismatch(format, 1, 2000, random_word_compared_with_at_most)) << name;
    EXPECT_TRUE(first_float_mismatch(format, 1, 2000, positive_zero_under_floor)) << name;
  }
}

TEST(MpfrOracle, TiesWithoutAMantissaBitGoUpButAtTheBottomToZero) {
  lop::test::MpfrOracle oracle(kFp4E3M0);
  const auto nearest = [&](double value) {
    oracle.load(value);
    return oracle.code(Operation::kEncode, Rounding::kNearestEven, Overflow::kSaturate);
  };
  EXPECT_EQ(nearest(0.125), 0u);
  EXPECT_EQ(nearest(-0.125), 8u);
  EXPECT_EQ(nearest(0.126), 1u);
  EXPECT_EQ(nearest(0.375), 2u);
  EXPECT_EQ(nearest(0.75), 3u);
  EXPECT_EQ(nearest(12), 7u);
}

}  // namespace
