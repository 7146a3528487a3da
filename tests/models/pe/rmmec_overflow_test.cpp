// Overflow of the RMMEC's lane quires: at which product, and what is left of it.
#include <gtest/gtest.h>

#include "tests/models/pe/rmmec_dot.hpp"

namespace lop::test {
namespace {

using pe::RmmecMode;

struct Limit {
  const char* name;
  RmmecMode mode;
  std::uint32_t most, least;   // the largest number and its negative
  int products;                // of the largest number with itself that a lane quire holds
  int negative_products;       // the same below zero: -2^31 and -2^127 are numbers, as NaR is a flag
};

class RmmecOverflow : public testing::TestWithParam<Limit> {
 protected:
  const Limit limit = GetParam();
  RmmecPe pe;

  /// In lane 0.
  void add(std::uint32_t activation, int count, bool clear) {
    for (int i = 0; i < count; ++i) pe.step(limit.mode, {activation}, {limit.most}, clear && i == 0, false);
  }
  RmmecShown read(std::uint32_t activation) {
    pe.step(limit.mode, {activation}, {limit.most}, false, true);
    return pe.shown();
  }
  Rational square() const { return *rmmec_value(limit.mode, limit.most) * *rmmec_value(limit.mode, limit.most); }
};

TEST_P(RmmecOverflow, ComesWithTheProductThatALaneCannotHold) {
  for (const bool negative : {false, true}) {
    const std::uint32_t activation = negative ? limit.least : limit.most;
    const int products = negative ? limit.negative_products : limit.products;
    add(activation, products - 1, true);
    const RmmecShown full = read(activation);
    EXPECT_TRUE(full.flags.empty());
    EXPECT_EQ(Rational(full.quire()) * rmmec_last_place(limit.mode), (negative ? -products : products) * square());
    add(activation, products, true);
    const RmmecShown over = read(activation);
    EXPECT_EQ(over.flags, std::vector<std::string>{"ovf"});
    EXPECT_EQ(over.out, negative ? 0x8001u : 0x7fffu);
  }
}

TEST_P(RmmecOverflow, KeepsTheSignOfTheTrueSumAndIgnoresLaterSteps) {
  add(limit.most, limit.products + 1, true);
  const RmmecShown over = read(0);
  add(limit.most, limit.products + 1, true);
  add(limit.least, 7, false);
  const RmmecShown later = read(limit.least);
  EXPECT_EQ(later.accumulator, over.accumulator);
  EXPECT_EQ(later.out, 0x7fffu);
}

TEST_P(RmmecOverflow, GivesEachFormatsLargestNumberAndANarGoesBeforeIt) {
  for (const auto& [output, most, least] : {std::tuple{"posit16_1", 0x7fffu, 0x8001u},
                                            {"posit8_0", 0x7fu, 0x81u},
                                            {"posit4_1", 0x7u, 0x9u},
                                            {"e2m1", 0x7u, 0xfu},
                                            {"fp32", 0x7f7fffffu, 0xff7fffffu}}) {
    const auto slice = pe::make_slice("rmmec", {{"output_format", output}});
    pe::RmmecResult result;
    result.mode = limit.mode;
    result.overflow = true;
    std::uint32_t words[pe::RmmecResult::kWords];
    result.write(words);
    EXPECT_EQ(slice->out_code(words, 0), most) << output;
    result.overflow_negative = true;
    result.write(words);
    EXPECT_EQ(slice->out_code(words, 0), least) << output;
  }
  if (limit.mode == RmmecMode::kFp4) return;
  add(limit.most, limit.products + 1, true);
  pe.step(limit.mode, {limit.most + 1}, {limit.most}, false, false);
  const RmmecShown shown = read(0);
  EXPECT_EQ(shown.out, 0x8000u);
  EXPECT_EQ(shown.flags, (std::vector<std::string>{"nar", "ovf"}));
}

INSTANTIATE_TEST_SUITE_P(Modes, RmmecOverflow,
                         testing::Values(Limit{"fp4", RmmecMode::kFp4, 7, 15, 233016, 233016},
                                         Limit{"p4", RmmecMode::kP4, 7, 9, 32767, 32768},
                                         Limit{"p16", RmmecMode::kP16, 0x7fff, 0x8001, 32767, 32768}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(RmmecOverflowLanes, TheReadOutHoldsFourFullLanesOf32Bits) {
  RmmecPe pe("fp32");
  for (int i = 0; i < 32767; ++i) pe.step(RmmecMode::kP4, Codes(4, 7), Codes(4, 7), i == 0, i == 32766);
  EXPECT_TRUE(pe.shown().flags.empty());
  EXPECT_EQ(pe.shown().quire(), Integer(4 * 32767) << 16);
  EXPECT_EQ(pe.shown().out, rmmec_out("fp32", Rational(4 * 32767) * 256));
}

TEST(RmmecOverflowLanes, TheLowestOfTheLanesThatOverflowTogetherGivesTheSign) {
  for (const bool lowest_negative : {false, true}) {
    RmmecPe pe;
    const std::uint32_t low = lowest_negative ? 9 : 7, high = lowest_negative ? 7 : 9;
    // A product more below zero, where a quire holds one more, and the lanes are full together.
    pe.step(RmmecMode::kP4, lowest_negative ? Codes{0, low, 0} : Codes{0, 0, high}, Codes(4, 7), true, false);
    for (int i = 0; i < 32767; ++i) pe.step(RmmecMode::kP4, {0, low, high}, Codes(4, 7), false, i == 32766);
    EXPECT_TRUE(pe.shown().flags.empty());
    pe.step(RmmecMode::kP4, lowest_negative ? Codes{0, low, 0} : Codes{0, 0, high}, Codes(4, 7), true, false);
    for (int i = 0; i < 32768; ++i) pe.step(RmmecMode::kP4, {0, low, high}, Codes(4, 7), false, i == 32767);
    EXPECT_EQ(pe.shown().flags, std::vector<std::string>{"ovf"});
    EXPECT_EQ(pe.shown().out, lowest_negative ? 0x8001u : 0x7fffu);
  }
}

TEST(RmmecOverflowLanes, LanesThatShareAQuireAreAddedBeforeIt) {
  RmmecPe pe("posit16_1", "quadratic");
  for (int i = 0; i < 32767; ++i) pe.step(RmmecMode::kP4, {0, 0, 0, 0, 7}, Codes(16, 7), i == 0, false);
  pe.step(RmmecMode::kP4, {0, 0, 0, 0, 7, 7, 9, 9}, Codes(16, 7), false, true);
  EXPECT_TRUE(pe.shown().flags.empty()) << "the two that would overflow never reach the quire";
  EXPECT_EQ(pe.shown().quire(), Integer(32767) << 16);
}

TEST(RmmecOverflowLanes, LanesOfP8HoldWhatSoftPositsQuireCannot) {
  RmmecPe pe("fp32");
  for (int i = 0; i < 128; ++i) pe.step(RmmecMode::kP8, {0x7f}, {0x7f}, i == 0, i == 127);
  EXPECT_TRUE(pe.shown().flags.empty());
  EXPECT_EQ(pe.shown().out, rmmec_out("fp32", Rational(128 * 4096)));
}

}  // namespace
}  // namespace lop::test
