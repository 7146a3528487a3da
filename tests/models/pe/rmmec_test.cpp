// The RMMEC slice against exact rationals and the published rows of exact dot products.
#include <gtest/gtest.h>

#include <random>

#include "models/formats/posit_quire.hpp"
#include "tests/models/pe/rmmec_dot.hpp"

namespace lop::test {
namespace {

using pe::RmmecMode;

constexpr const char* kPlans[] = {"linear", "quadratic"};
constexpr const char* kOutputs[] = {"posit16_1", "posit8_0", "posit4_1", "e2m1", "fp32"};

class RmmecRows : public testing::TestWithParam<RmmecGolden> {};

TEST_P(RmmecRows, GiveTheirQuireAndTheirFusedResult) {
  int nars = 0;
  for (const char* plan : kPlans) {
    RmmecPe pe(GetParam().format, plan);
    for (const RmmecGoldenRow& row : rmmec_golden_rows(GetParam())) {
      const RmmecShown shown = pe.dot(GetParam().mode, row.activations, row.weights);
      ASSERT_EQ(shown.out, row.fused);
      ASSERT_EQ(shown.flags, row.nar ? std::vector<std::string>{"nar"} : std::vector<std::string>{});
      nars += row.nar ? 1 : 0;
      if (!row.nar) {
        ASSERT_EQ(shown.quire(), row.quire);
      }
    }
  }
  EXPECT_GT(nars, 0);
}

INSTANTIATE_TEST_SUITE_P(Modes, RmmecRows, testing::ValuesIn(kRmmecGolden),
                         [](const auto& tested) { return std::string(tested.param.format); });

TEST(Rmmec, MultipliesEveryPairOf4And8BitCodesExactly) {
  for (const RmmecMode mode : {RmmecMode::kFp4, RmmecMode::kP4, RmmecMode::kP8}) {
    const std::uint32_t codes = mode == RmmecMode::kP8 ? 256 : 16;
    RmmecPe pe;
    for (std::uint32_t a = 0; a < codes; ++a) {
      for (std::uint32_t w = 0; w < codes; ++w) {
        const auto x = rmmec_value(mode, a), y = rmmec_value(mode, w);
        const RmmecShown shown = pe.dot(mode, {a}, {w});
        ASSERT_EQ(!shown.flags.empty(), !x || !y);
        const Rational product = x && y ? *x * *y : Rational(0);
        ASSERT_EQ(Rational(shown.quire()) * rmmec_last_place(mode), product)
            << static_cast<int>(mode) << ' ' << a << ' ' << w;
      }
    }
  }
}

/// Sums of any codes, and of codes around one, whose sums are rounded in many places.
TEST(Rmmec, SumsExactlyAndRoundsOnceIntoEveryOutputFormat) {
  std::mt19937 random(11);
  for (const char* plan : kPlans) {
    for (const char* output : kOutputs) {
      RmmecPe pe(output, plan);
      for (const RmmecMode mode : kRmmecModes) {
        const std::uint32_t mask = 0xffffu >> (16 - pe.slice().activation_bits(static_cast<int>(mode)));
        for (int trial = 0; trial < 150; ++trial) {
          Codes activations, weights;
          for (std::uint32_t k = 1 + random() % 40; k > 0; --k) {
            const bool narrow = trial % 2 == 0 && mode != RmmecMode::kFp4;
            for (Codes* codes : {&activations, &weights}) {
              const std::uint32_t code = narrow ? mask / 8 + 1 + random() % (mask / 4) : random() & mask;
              codes->push_back(rmmec_value(mode, code) ? code : 0);
            }
          }
          Rational exact = 0;
          for (std::size_t k = 0; k < activations.size(); ++k) {
            exact += *rmmec_value(mode, activations[k]) * *rmmec_value(mode, weights[k]);
          }
          const RmmecShown shown = pe.dot(mode, activations, weights);
          ASSERT_EQ(Rational(shown.quire()) * rmmec_last_place(mode), exact);
          ASSERT_EQ(shown.out, rmmec_out(output, exact)) << output << ' ' << exact;
          ASSERT_TRUE(shown.flags.empty());
          ASSERT_EQ(pe.slice().accumulator_value(static_cast<int>(mode), shown.accumulator.data()),
                    exact.convert_to<double>());
        }
      }
    }
  }
}

TEST(Rmmec, Posit4OutputsTurnAtThePositOfOneBitMoreAndNotAtTheMean) {
  // Between 4 and 16 the boundary is 8, not 10; on it the even code, 4; 1/256 beyond it 16.
  RmmecPe pe("posit4_1");
  const Codes four_and_tiny = {6, 6, 1}, two_and_tiny = {4, 4, 1};   // 4 x 1 + 4 x 1 + ...
  EXPECT_EQ(pe.dot(RmmecMode::kP4, {6, 6}, {4, 4}).out, 6u);
  EXPECT_EQ(pe.dot(RmmecMode::kP4, four_and_tiny, two_and_tiny).out, 7u);
  EXPECT_EQ(pe.dot(RmmecMode::kP4, {0xa, 0xa, 0xf}, {4, 4, 1}).out, 9u);
  EXPECT_EQ(pe.dot(RmmecMode::kP4, {1, 1}, {4, 4}).out, 2u) << "1/8 is the tie of 1/16, code 1, and 1/4, code 2";
  EXPECT_EQ(pe.dot(RmmecMode::kP4, {5, 4}, {4, 4}).out, 6u) << "2 + 1 ties to 4";
  EXPECT_EQ(pe.dot(RmmecMode::kP4, {1}, {1}).out, 1u) << "never to zero";
}

TEST(Rmmec, ANarSticksUntilTheOutputEndsAndComesOutAsTheFormatsNan) {
  for (const auto& [output, nan] : {std::pair{"posit16_1", 0x8000u},
                                    {"posit8_0", 0x80u},
                                    {"posit4_1", 0x8u},
                                    {"e2m1", 0u},
                                    {"fp32", 0x7fc00000u}}) {
    RmmecPe pe(output, "quadratic");
    for (const RmmecMode mode : {RmmecMode::kP4, RmmecMode::kP8, RmmecMode::kP16}) {
      const std::uint32_t nar = 1u << (pe.slice().activation_bits(static_cast<int>(mode)) - 1), one = nar / 2;
      const auto lanes = static_cast<std::size_t>(pe.slice().lanes(static_cast<int>(mode)));
      for (const bool in_weights : {false, true}) {
        for (std::size_t at = 0; at < lanes; ++at) {
          Codes bad(3 * lanes, one), good = bad;
          bad[at] = nar;
          const RmmecShown shown = in_weights ? pe.dot(mode, good, bad) : pe.dot(mode, bad, good);
          EXPECT_EQ(shown.out, nan);
          EXPECT_EQ(shown.flags, std::vector<std::string>{"nar"});
          EXPECT_EQ(Rational(shown.quire()) * rmmec_last_place(mode), Rational(3 * lanes - 1))
              << "the other products are there";
        }
      }
      EXPECT_TRUE(pe.dot(mode, {one}, {one}).flags.empty()) << "the next output starts afresh";
      EXPECT_EQ(pe.dot(mode, {0}, {nar}).flags, std::vector<std::string>{"nar"}) << "0 x NaR is NaR";
    }
  }
}

TEST(Rmmec, MinusZeroOfFp4AddsNothing) {
  RmmecPe pe("e2m1");
  EXPECT_EQ(pe.dot(RmmecMode::kFp4, {8, 8, 8}, {7, 8, 15}).quire(), 0);
  EXPECT_EQ(pe.shown().out, 0u) << "an empty quire is +0";
  EXPECT_EQ(pe.dot(RmmecMode::kFp4, {0xf, 8}, {7, 0xf}).out, 0xfu) << "-36 saturates at -6";
}

/// A second opinion: the project's own quire of any width.
TEST(Rmmec, AgreesWithTheQuireOfTheFormats) {
  std::mt19937 random(12);
  RmmecPe pe;
  formats::PositQuire quire(formats::kPosit16Es1);
  for (int trial = 0; trial < 300; ++trial) {
    quire.clear();
    Codes activations, weights;
    for (int k = 0; k < 50; ++k) {
      activations.push_back(random() & 0xffff);
      weights.push_back(random() & 0xffff);
      quire.add_product(activations.back(), weights.back());
    }
    ASSERT_EQ(pe.dot(RmmecMode::kP16, activations, weights).out, quire.rounded());
  }
}

TEST(Rmmec, RefusesAModeChangeBeforeTheReadOutAndClearsTheQuire) {
  const std::vector<std::string> changed = {"mode_change"};
  RmmecPe pe("posit8_0");
  pe.step(RmmecMode::kP8, {0x40, 0x80}, {0x40, 0x40}, true, false);   // 1 and a NaR
  pe.step(RmmecMode::kP16, {0x4000}, {0x4000}, false, false);         // refused
  pe.step(RmmecMode::kP8, {0x60}, {0x40}, false, true);               // 2
  EXPECT_EQ(pe.shown().flags, changed) << "the NaR is cleared with the quire, the flag stays";
  EXPECT_EQ(pe.shown().out, 0x60u);
  pe.step(RmmecMode::kP8, {0x40}, {0x40}, true, false);
  pe.step(RmmecMode::kFp4, {2}, {2}, false, true);                    // the last step is refused
  EXPECT_EQ(pe.shown().flags, changed);
  EXPECT_EQ(pe.shown().out, 0u);
  EXPECT_EQ(pe.dot(RmmecMode::kFp4, {2}, {2}).flags, std::vector<std::string>{})
      << "after the read-out the mode may change";
  pe.step(RmmecMode::kP8, {0x40}, {0x40}, true, false);
  pe.step(RmmecMode::kP4, {4}, {4}, true, true);                      // a clear drops what was not read
  EXPECT_EQ(pe.shown().flags, std::vector<std::string>{});
  EXPECT_EQ(pe.shown().out, 0x40u);
}

TEST(Rmmec, WakeCyclesAreANumber) {
  EXPECT_EQ(pe::Rmmec(pe::Choices{{"wake_cycles", "0"}}).wake_cycles(), 0);
  EXPECT_EQ(pe::Rmmec(pe::Choices{{"wake_cycles", "120"}}).wake_cycles(), 120);
  for (const char* bad : {"", "-1", "08", "1000", "two"}) {
    EXPECT_THROW(pe::make_slice("rmmec", {{"wake_cycles", bad}}), pe::OperandError) << bad;
  }
}

}  // namespace
}  // namespace lop::test
