// RTL = cycles = values for every slice of the catalogue: all variants and modes, every port in every cycle.
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

class EverySlice : public testing::TestWithParam<std::string> {};

TEST_P(EverySlice, GatesEqualTheModelInEveryVariantAndMode) {
  CampaignOptions options;
  options.stem = GetParam();
  options.steps = 100'000;
  options.complete.clear();
  options.seed = 20260101;
  options.reset_period = 2'000;
  options.bubble_percent = 25;
  expect_equal(run_campaign(options, [](const CampaignRow&) {}));
}

TEST_P(EverySlice, GatesEqualTheModelOnEveryPairOfCodesWherePairsAreFew) {
  CampaignOptions options;
  options.stem = GetParam();
  options.steps = 14'000;
  for (const pe::Parameter& parameter : pe::make_slice(options.stem)->parameters()) {
    if (parameter.kind == pe::ParameterKind::kGates) options.fixed[parameter.name] = parameter.values.front();
  }
  expect_equal(run_campaign(options, [](const CampaignRow&) {}));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EverySlice, testing::ValuesIn(pe::stems()),
                         [](const auto& tested) { return tested.param; });

TEST(CampaignVariants, CoverBitmodsSixAlignmentsWithRoundingsAndEachFurtherScaleWidth) {
  EXPECT_EQ(campaign_variants("bitmod", {}).size(), 6u + 4u);
  EXPECT_EQ(campaign_variants("bitmod", {{"alignment", "post_shift"}, {"scale_bits", "5"}}).size(), 2u);
  EXPECT_EQ(campaign_variants("fp16_mac", {}).size(), 2u);
}

}  // namespace
}  // namespace lop::cosim
