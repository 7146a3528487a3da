// What single outputs of the BitMoD slice show: the widest sum, dead lanes, exponents, invalid operands, output codes.
#include <gtest/gtest.h>

#include "models/formats/fp32.hpp"
#include "models/pe/slice.hpp"
#include "tests/models/pe/bitmod_oracle.hpp"

namespace lop::test {
namespace {

constexpr int kInt8 = 0, kFp4 = 5;
constexpr std::uint32_t kNan = 0x7fc00000;
constexpr const char* kAlignments[] = {"bsig_aware", "five_input", "post_shift"};

using Chunk = std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>>;   // activations, weights

/// Feeds one PE output by output.
class OnePe {
 public:
  explicit OnePe(int mode, const std::string& alignment = "bsig_aware", bool nearest_even = false)
      : slice_(pe::make_slice("bitmod",
                              {{"alignment", alignment}, {"rounding", nearest_even ? "nearest_even" : "truncate"}})),
        grid_(slice_->make_grid(1, 1)),
        mode_(mode) {
    grid_->reset();
  }

  /// One output of one group with scale 1. clear false: what went before must have been read.
  std::uint32_t run(const std::vector<Chunk>& chunks, bool clear = true, bool read = true) {
    const pe::Metadata metadata{1, 0, 0};
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      for (int s = 0; s < slice_->steps_per_chunk(mode_); ++s) {
        pe::Step step;
        step.mode = mode_;
        step.clear = clear && i == 0 && s == 0;
        step.end_group = step.read = read && i + 1 == chunks.size() && s + 1 == slice_->steps_per_chunk(mode_);
        step.activations = chunks[i].first.data();
        step.weights = chunks[i].second.data();
        step.metadata = &metadata;
        grid_->step(step);
      }
    }
    return grid_->accumulators()[0];
  }
  float value(const std::vector<Chunk>& chunks) { return formats::fp32_value(run(chunks)); }

 private:
  std::unique_ptr<pe::Slice> slice_;
  std::unique_ptr<pe::Grid> grid_;
  int mode_;
};

/// One lane of a chunk, the others zero.
Chunk lane(std::uint32_t activation, std::uint32_t weight, int which = 0) {
  Chunk chunk{{0, 0, 0, 0}, {0, 0, 0, 0}};
  chunk.first[static_cast<std::size_t>(which)] = activation;
  chunk.second[static_cast<std::size_t>(which)] = weight;
  return chunk;
}

/// Magnitude of the widest total before normalising, seen by an oracle with which the PE agrees.
Integer widest_total(const std::vector<Chunk>& chunks, bool nearest_even) {
  OracleRules rules;
  rules.nearest_even = nearest_even;
  BitmodOracle oracle(rules);
  for (const Chunk& chunk : chunks) {
    for (int phase = 0; phase < 4; ++phase) oracle.step("int8", chunk.first.data(), chunk.second.data(), 0, phase);
  }
  oracle.end_group("int8", 1);
  EXPECT_EQ(OnePe(kInt8, "bsig_aware", nearest_even).run(chunks), oracle.accumulator());
  return oracle.largest_total();
}

/// An activation of significand 2047.
std::uint32_t widest(std::uint32_t exponent_field, bool negative) {
  return (negative ? 0x83ff : 0x03ff) | exponent_field << 10;
}

TEST(BitmodSum, NeedsTheTwentyFourthBit) {
  // -1 times four lanes at exponent 20: 4 * 16376 = 65504, normalised to 16376 at exponent 22. Lanes 12 places below
  // add 3 each and lanes 14 below nothing: 16382. The digits -2 * 2^6 of -128 come at exponent 15 + 1 = 22 - 6.
  const std::vector<std::uint32_t> minus_one(4, 0xff), least(4, 0x80);
  const std::vector<Chunk> chunks = {
      {std::vector<std::uint32_t>(4, widest(20, true)), minus_one},
      {{widest(10, true), widest(10, true), widest(8, true), widest(8, true)}, minus_one},
      {std::vector<std::uint32_t>(4, widest(15, true)), least}};
  const Integer total = widest_total(chunks, false);
  EXPECT_EQ(total, 16382 * 64 + 4 * 16376 * 64);
  EXPECT_EQ(total, 5240704);
  EXPECT_GT(total, 1 << 22);
  // 5240704 >> 9 = 10235 at exponent 16 + 9, in units of 2^(25 - 28).
  EXPECT_EQ(OnePe(kInt8).value(chunks), 10235.0f / 8);
}

TEST(BitmodSum, IsWidestWithTheMostNegativeAccumulator) {
  for (const bool nearest_even : {false, true}) {
    Integer largest = 0;
    for (int ones = 1; ones <= 64; ++ones) {
      std::vector<Chunk> chunks(static_cast<std::size_t>(ones), Chunk{std::vector<std::uint32_t>(4, widest(15, false)),
                                                                      std::vector<std::uint32_t>(4, 0xff)});
      chunks.emplace_back(std::vector<std::uint32_t>(4, widest(15, false)), std::vector<std::uint32_t>(4, 0x80));
      largest = std::max(largest, widest_total(chunks, nearest_even));
    }
    EXPECT_EQ(largest, nearest_even ? 16384 * 64 + 4 * 16376 * 64 : 5235648);
    EXPECT_LT(largest, 1 << 23);
  }
}

TEST(BitmodStep, WithoutALiveLaneChangesNothing) {
  for (const char* alignment : kAlignments) {
    const std::vector<Chunk> sum = {lane(0x3c00, 1), lane(0x5123, 0x35, 1), lane(0x8001, 0x7f, 2)};
    std::vector<Chunk> with_dead;
    for (const Chunk& chunk : sum) {
      with_dead.push_back({{0x7bff, 0x7bff, 0x7bff, 0x7bff}, {0, 0, 0, 0}});              // empty terms
      with_dead.push_back(chunk);
      with_dead.push_back({{0x0000, 0x8000, 0x0000, 0x8000}, {0x7f, 0x80, 0x55, 0xaa}});   // zero activations
    }
    EXPECT_EQ(OnePe(kInt8, alignment).run(sum), OnePe(kInt8, alignment).run(with_dead)) << alignment;
  }
}

TEST(BitmodStep, OfDeadLanesAloneYieldsPositiveZero) {
  EXPECT_EQ(OnePe(kInt8).run({{{0x8000, 0x8000, 0, 0}, {0x80, 1, 2, 3}}}), 0u);
  EXPECT_EQ(OnePe(kFp4).run({{{0xffff & 0xfbff, 1, 2, 3}, {0, 0, 0, 0}}}), 0u);
}

TEST(BitmodStep, LeavesADeadLaneOutOfTheExponent) {
  // Were the dead lane's exponent in the maximum, the least subnormal would be shifted out.
  EXPECT_EQ(OnePe(kInt8).value({{{0x0001, 0x7bff, 0, 0}, {1, 0, 0, 0}}}), 0x1p-24f);
}

TEST(BitmodAccumulator, HasNoExponentWhenZero) {
  // 32768 - 32768 = 0, then the least subnormal: kept.
  for (const char* alignment : kAlignments) {
    EXPECT_EQ(OnePe(kInt8, alignment).value({lane(0x7800, 1), lane(0xf800, 1), lane(0x0001, 1)}), 0x1p-24f)
        << alignment;
  }
}

TEST(BitmodAccumulator, KeepsItsExponentAfterCancellation) {
  // 32768 has exponent 30 and last place 2^(30-28); after -32752, 16 is left with that last place still.
  for (const char* alignment : kAlignments) {
    EXPECT_EQ(OnePe(kInt8, alignment).value({lane(0x7800, 1), lane(0xf7ff, 1), lane(0x3c00, 1)}), 16.0f) << alignment;
  }
}

TEST(BitmodAccumulator, FloorsNegativeSums) {
  // -32768, then -2^-24: bsig_aware truncates the lane's magnitude to zero, post_shift floors the negative sum to -4.
  const std::vector<Chunk> sum = {lane(0xf800, 1), lane(0x8001, 1)};
  EXPECT_EQ(OnePe(kInt8, "bsig_aware").value(sum), -32768.0f);
  EXPECT_EQ(OnePe(kInt8, "five_input").value(sum), -32768.0f);
  EXPECT_EQ(OnePe(kInt8, "post_shift").value(sum), -32772.0f);
}

TEST(BitmodAlignment, DecidesWhetherHighDigitsLoseBits) {
  // 32768 sits at exponent 30, last place 4. 64 * (1 + 2^-10) has its lane at exponent
  // 15, digit 1 at bsig 6: bsig_aware aligns it to 30 - 6 and keeps 1025 * 8 >> 9 = 16,
  // times 64 of 1/16 = 64; five_input aligns it to 30: 8200 >> 15 = 0.
  const std::vector<Chunk> sum = {lane(0x7800, 1), lane(0x3c01, 0x40)};
  EXPECT_EQ(OnePe(kInt8, "bsig_aware").value(sum), 32768.0f + 64);
  EXPECT_EQ(OnePe(kInt8, "five_input").value(sum), 32768.0f);
  EXPECT_EQ(OnePe(kInt8, "post_shift").value(sum), 32768.0f + 64);
}

TEST(BitmodInvalid, SticksToTheEndOfItsOutputAndNoFurther) {
  for (const std::uint32_t bad : {0x7c00u, 0xfc00u, 0x7c01u, 0x7e00u, 0xffffu}) {
    OnePe pe(kInt8);
    EXPECT_EQ(pe.run({lane(bad, 1), lane(0x3c00, 1)}), kNan);
    EXPECT_EQ(pe.run({lane(0x3c00, 1)}), formats::fp32_code(1.0f));
    EXPECT_EQ(pe.run({lane(0x3c00, 1), lane(bad, 0)}), kNan) << "an empty term does not hide it";
    EXPECT_EQ(pe.run({lane(0x3c00, 1)}, false), formats::fp32_code(1.0f)) << "a read ends the output without a clear";
  }
}

TEST(BitmodClear, DropsWhatWasNotRead) {
  OnePe pe(kInt8);
  pe.run({lane(0x7c00, 1), lane(0x4000, 5)}, true, false);
  EXPECT_EQ(pe.run({lane(0x3c00, 3)}), formats::fp32_code(3.0f));
}

TEST(BitmodOut, IsTheExactProductRoundedOnce) {
  const auto slice = pe::make_slice("bitmod");
  const std::vector<std::uint32_t> corners = {
      0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x00800000, 0x33000000, 0x33000001, 0x33800000,
      0x387fc000, 0x387fe000, 0x38800000, 0x3f800000, 0xbf800000, 0x3f801000, 0x3f803000, 0x477fe000, 0x477fefff,
      0x477ff000, 0xc77ff000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 0xffffffff};
  for (const std::uint32_t accumulator : corners) {
    for (const std::uint32_t scale : corners) {
      EXPECT_EQ(slice->out_code(&accumulator, scale), oracle_fp16_out(accumulator, scale))
          << std::hex << accumulator << " " << scale;
    }
  }
  std::uint64_t state = 1;
  const auto next = [&] {
    return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 32);
  };
  for (int i = 0; i < 20000; ++i) {
    // Half of the scales bring the product to where FP16 rounds, underflows and overflows.
    const std::uint32_t accumulator = next(), other = next();
    const std::uint32_t scale =
        i % 2 == 0 ? other : (other & 0x807fffff) | ((254 - (accumulator >> 23 & 255) + next() % 48 - 30) & 255) << 23;
    ASSERT_EQ(slice->out_code(&accumulator, scale), oracle_fp16_out(accumulator, scale))
        << std::hex << accumulator << " " << scale;
  }
}

TEST(BitmodOut, OfAnInvalidAccumulatorIsNanAndFlagged) {
  const auto slice = pe::make_slice("bitmod");
  constexpr std::uint32_t kOne = 0x3f800000;
  EXPECT_EQ(slice->out_code(&kNan, kOne), 0x7e00u);
  EXPECT_EQ(flags_shown(*slice, &kNan), std::vector<std::string>{"invalid"});
  EXPECT_TRUE(flags_shown(*slice, &kOne).empty());
}

}  // namespace
}  // namespace lop::test
