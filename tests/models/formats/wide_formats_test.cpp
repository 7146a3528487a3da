// Formats of 16 to 19 bits: all codes there and back, 200,000 random triples each, and the shares of these triples.
#include "tests/models/formats/wide_formats.hpp"

#include <cmath>
#include <map>

namespace {

using namespace lop::formats;
using namespace lop::test;

constexpr std::uint64_t kSeed = 16, kTriples = 200'000;

class WideFloat : public testing::TestWithParam<const char*> {};
class WidePosit : public testing::TestWithParam<const char*> {};

TEST_P(WideFloat, EveryCodeComesBackFromItsValueAndNanCanonical) {
  const FloatFormat& format = float_format(GetParam());
  for (std::uint32_t code = 0; code < 1u << format.bits(); ++code) {
    const double value = decode(format, code);
    ASSERT_EQ(encode(format, value), std::isnan(value) ? format.nan_code() : code) << format.name << " code " << code;
  }
}

TEST_P(WidePosit, EveryCodeComesBackFromItsValue) {
  const PositFormat format = posit_format(GetParam());
  for (std::uint32_t code = 0; code <= format.mask(); ++code) {
    ASSERT_EQ(encode(format, decode(format, code)), code) << format.name() << " code " << code;
  }
}

TEST_P(WideFloat, RandomTriplesAreCorrectlyRoundedInEveryMode) {
  expect_no_float_mismatch(GetParam(), kSeed, kTriples);
}
TEST_P(WidePosit, RandomTriplesAreCorrectlyRoundedInEveryMode) {
  expect_no_posit_mismatch(GetParam(), kSeed, kTriples);
}

INSTANTIATE_TEST_SUITE_P(Formats, WideFloat, testing::ValuesIn(kWideFloats), format_of);
INSTANTIATE_TEST_SUITE_P(Formats, WidePosit, testing::ValuesIn(kWidePosits), format_of);

std::uint32_t product_rounded_first(const PositFormat& format, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                                    Rounding mode, std::uint64_t) {
  return add(format, mul(format, a, b, mode), c, mode);
}

TEST(WidePositCampaign, SeesAProductRoundedBeforeItsSum) {
  for (const char* name : kWidePosits) {
    EXPECT_TRUE(first_posit_mismatch(posit_format(name), kSeed, 200, {mul, add, product_rounded_first})) << name;
  }
}

TEST(WideFloatCampaign, HasCancellationsNeighboursSubnormalsAndSpecialsInTheirShares) {
  const FloatFormat& format = float_format("fp16");
  const OperandSpace space = float_space(format);
  constexpr std::uint64_t kCases = 16'000;
  std::map<OperandKind, int> kinds;
  int cancelled = 0, fused_cancelled = 0, neighbours = 0, subnormals = 0, specials = 0;
  const auto is_number = [&](std::uint32_t code) { return unpack(format, code).float_class == FloatClass::kNormal; };
  const auto is_subnormal = [&](std::uint32_t code) {
    return unpack(format, code).float_class == FloatClass::kSubnormal;
  };
  const auto exponent_of = [&](std::uint32_t code) { return unpack(format, code).exponent; };
  for (std::uint64_t index = 0; index < kCases; ++index) {
    CaseRandom random(kSeed, index);
    const auto [a, b, c] = random_operands(space, index, random);
    ++kinds[kOperandShares[index % kOperandShares.size()]];
    const double x = decode(format, a), y = decode(format, b), z = decode(format, c);
    cancelled += is_number(a) && is_number(b) && std::abs(x + y) < std::abs(x) / 128;
    fused_cancelled += is_number(c) && std::isfinite(x * y) && std::abs(x * y + z) < std::abs(z) / 128;
    neighbours += is_number(a) && is_number(b) && std::abs(exponent_of(a) - exponent_of(b)) <= 2 &&
                  std::abs(x + y) >= std::abs(x) / 128;
    subnormals += is_subnormal(a) && (is_subnormal(b) || is_subnormal(c));
    specials += std::isinf(x) || std::isinf(y) || std::isinf(z) || x == 0 || y == 0 || z == 0;
  }
  EXPECT_EQ(kinds[OperandKind::kUniform], 6000);
  EXPECT_EQ(kinds[OperandKind::kNeighbours] + kinds[OperandKind::kNeighbourProduct], 2000);
  // Of 2000 each, less those of an a that is subnormal, Inf or NaN, or a product out of range.
  EXPECT_GT(cancelled, 1700);
  EXPECT_GT(fused_cancelled, 1500);
  EXPECT_GT(neighbours, 900);
  EXPECT_GT(subnormals, 1900);
  EXPECT_GT(specials, 600);
}

}  // namespace
