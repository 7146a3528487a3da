// Blocks and power domains of the RMMEC against the printed table of its lane plans.
#include <gtest/gtest.h>

#include "models/pe/rmmec_activity.hpp"

namespace lop::pe {
namespace {

TEST(RmmecActivity, BlocksByModeAndPlanAreThoseOfTheTable) {
  constexpr RmmecMode kModes[] = {RmmecMode::kFp4, RmmecMode::kP4, RmmecMode::kP8, RmmecMode::kP16};
  constexpr int kActive[2][4] = {{4, 0, 18, 49}, {16, 0, 36, 49}};
  for (int mode = 0; mode < 4; ++mode) {
    EXPECT_EQ(active_blocks(LanePlan::kLinear, kModes[mode]), kActive[0][mode]);
    EXPECT_EQ(active_blocks(LanePlan::kQuadratic, kModes[mode]), kActive[1][mode]);
  }
  EXPECT_EQ(domain_blocks(LanePlan::kLinear), (std::array<int, 3>{4, 14, 31}));
  EXPECT_EQ(domain_blocks(LanePlan::kQuadratic), (std::array<int, 3>{16, 20, 13}));
}

TEST(RmmecActivity, AModesBlocksAreThoseOfTheDomainsThatAreOn) {
  for (const LanePlan plan : {LanePlan::kLinear, LanePlan::kQuadratic}) {
    const std::array<int, kRmmecDomains> sizes = domain_blocks(plan);
    for (const RmmecMode mode : {RmmecMode::kFp4, RmmecMode::kP4, RmmecMode::kP8, RmmecMode::kP16}) {
      int blocks = 0;
      for (int domain = 0; domain < powered_domains(mode); ++domain) blocks += sizes[static_cast<std::size_t>(domain)];
      EXPECT_EQ(blocks, active_blocks(plan, mode));
    }
  }
}

TEST(RmmecActivity, CountsStepsAndWakes) {
  RmmecActivity activity(LanePlan::kLinear);
  activity.add(RmmecMode::kP8, 100);    // wakes D0 and D1
  activity.add(RmmecMode::kFp4, 10);    // D1 goes off
  activity.add(RmmecMode::kP16, 1);     // D1 again, and D2
  activity.add(RmmecMode::kP16, 1);
  activity.add(RmmecMode::kP4, 5);      // all off
  activity.add(RmmecMode::kFp4, 0);     // D0 again, without a step
  const std::map<std::string, std::uint64_t> expected = {
      {"multiplier_block.active", 100 * 18 + 10 * 4 + 2 * 49}, {"multiplier_block.idle", 100 * 31 + 10 * 45 + 5 * 49},
      {"power_domain.d0.powered", 112}, {"power_domain.d0.wake", 2},
      {"power_domain.d1.powered", 102}, {"power_domain.d1.wake", 2},
      {"power_domain.d2.powered", 2},   {"power_domain.d2.wake", 1}};
  EXPECT_EQ(activity.counts(), expected);
}

}  // namespace
}  // namespace lop::pe
