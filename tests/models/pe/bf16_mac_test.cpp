// The BF16 MAC slice against exact rationals rounded once a step, far below and above FP32's exponents too.
#include "tests/models/pe/float_mac_oracle.hpp"

namespace lop::test {
namespace {

constexpr std::uint32_t kOne = 0x3f80, kLargest = 0x7f7f, kLeast = 0x0001;

class Bf16Mac : public testing::Test {
 protected:
  const std::unique_ptr<pe::Slice> slice = pe::make_slice("bf16_mac");
  const FloatMacOracle oracle{reader(kBf16Definition), reader(kBf16Definition), kFp32Definition};
};

TEST_F(Bf16Mac, RoundsEachSumOnce) { expect_one_rounding_a_step(*slice, oracle); }

TEST_F(Bf16Mac, IsExactToTheLastPlaceForAllPairsOfCornersOnTopOfEveryKindOfAccumulator) {
  // Products from 2^-266 to nearly 2^256, among them 2^-149,
  // 2^-150, 2^127 and 2^128; accumulators around the ends of FP32.
  const Codes corners = {0x0000, 0x8000, 0x0001, 0x8001, 0x0003, 0x007f, 0x0080, 0x00ff, 0x1a00,
                         0x1a7f, 0x9a01, 0x1f80, 0x2000, 0x203f, 0x3f00, 0x3f80, 0xbf80, 0x3f81,
                         0x3fff, 0x5f00, 0x5f7f, 0xdf80, 0x5fff, 0x7f00, 0x7f7f, 0xff7f};
  const Codes starts = {0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x00000002, 0x007fffff, 0x00800000,
                        0x80800000, 0x00ffffff, 0x01000001, 0x3f800000, 0xbf800001, 0x4b000001, 0x7effffff,
                        0xff000000, 0x7f7fffff, 0xff7fffff, 0x7f7ffffe, 0x7f800000, 0xff800000, 0x7fc00000};
  expect_steps(*slice, oracle, starts, corners, corners);
}

TEST_F(Bf16Mac, IsExactToTheLastPlaceWhereProductsAndAccumulatorsAreNeighbours) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 4000; ++i) {
    const auto draw = random();
    const auto a = static_cast<std::uint32_t>(draw & 0xffff), w = static_cast<std::uint32_t>(draw >> 16 & 0xffff);
    // The product's field in FP32, give or take 26, where that is a field.
    const int field = static_cast<int>(a >> 7 & 0xff) + static_cast<int>(w >> 7 & 0xff) - 127 +
                      static_cast<int>(draw >> 32 & 63) % 53 - 26;
    const auto held = static_cast<std::uint32_t>(field < 0 ? 0 : field > 254 ? 254 : field);
    const auto start =
        static_cast<std::uint32_t>(draw >> 63) << 31 | held << 23 | static_cast<std::uint32_t>(draw >> 40 & 0x7fffff);
    expect_steps(*slice, oracle, {start}, {a}, {w});
  }
}

TEST_F(Bf16Mac, AProductBeyondFp32ComesBackWhereTheSumIsANumber) {
  // 2^64 * 2^64 is no FP32 number, but 2^128 - 2^127 is; 2^129 - 2^128 overflows whatever is added.
  const std::uint32_t start = 0xff000000;   // -2^127
  const auto chain = slice->make_chain(1, 1);
  const std::uint32_t two_to_64 = 0x5f80;
  std::uint32_t sum = start;
  chain->load(0, &two_to_64);
  chain->pass(0, &two_to_64, &sum);
  EXPECT_EQ(sum, 0x7f000000u);
  EXPECT_EQ(dot_of(*slice, {kLargest}, {kLargest}), 0x7f800000u);
  EXPECT_EQ(dot_of(*slice, {kLargest, kLargest}, {kLargest, 0xff7f}), 0x7f800000u) << "an infinite accumulator stays";
}

TEST_F(Bf16Mac, AProductBelowFp32DecidesATie) {
  // 2^-149 + 2^-150 is a tie that goes to even; 2^-266 more or less decides it. The first product is exact in FP32.
  const auto chain = slice->make_chain(2, 1);
  const Codes weights = {0x0001, kLeast}, up = {0x3700, kLeast}, down = {0x3700, 0x8001};   // 2^-133 * 2^-17 = 2^-150
  chain->load(0, weights.data());
  for (const auto& [activations, expected] : {std::pair{up, 2u}, {down, 2u}}) {
    std::uint32_t sum = 1;
    chain->pass(0, activations.data(), &sum);
    EXPECT_EQ(sum, expected) << "each step rounds: the tie is decided before 2^-266 comes";
    EXPECT_EQ(sum, oracle.add(oracle.add(1, activations[0], weights[0]), activations[1], weights[1]));
  }
  // In one product: 1.0078125 * 2^-150 lies above the tie, 1.9921875 * 2^-151 below it.
  expect_steps(*slice, oracle, {0x00000001, 0x80000001, 0x00000002}, {0x3701, 0x36ff, 0x3700}, {0x0001, 0x8001});
}

TEST_F(Bf16Mac, AnInvalidOperandOnEitherSideSticksUntilTheNextOutput) {
  const Codes bad = {0x7f80, 0xff80, 0x7f81, 0xffff};
  expect_invalid_until_the_next_output(*slice, oracle, bad, bad, kOne, kOne);
}

TEST_F(Bf16Mac, AProductThatIsRoundedToFp32BeforeTheSumDiffers) {
  // The planted fault: 2^-150 is half of the last place, and nothing
  // on its own; on top of three places it is the tie to four.
  const std::uint32_t start = 3, a = 0x3700, w = 0x0001;   // 2^-17 * 2^-133
  const std::uint32_t product = oracle.add(0, a, w);
  EXPECT_EQ(product, 0u);
  std::uint32_t once = start;
  const auto chain = slice->make_chain(1, 1);
  chain->load(0, &w);
  chain->pass(0, &a, &once);
  EXPECT_EQ(once, 4u);
  EXPECT_NE(once, start + product);
}

}  // namespace
}  // namespace lop::test
