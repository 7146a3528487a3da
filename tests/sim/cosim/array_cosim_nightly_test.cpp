// The long lock-step of arrays: every variant of every PE, a million cycles a geometry.
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

class LongArrays : public testing::TestWithParam<std::tuple<std::string, sim::ArrayGeometry>> {};

TEST_P(LongArrays, GatesEqualTheModelOverAMillionCyclesOfEveryVariant) {
  CampaignOptions options;
  options.stem = std::get<0>(GetParam());
  options.geometry = std::get<1>(GetParam());
  options.cycles = 1'000'000;
  options.bubble_percent = 30;
  options.reset_period = 3'000;
  expect_equal(run_campaign(options, [](const CampaignRow&) {}));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, LongArrays,
                         testing::Combine(testing::ValuesIn(pe::stems()),
                                          testing::Values(sim::ArrayGeometry{1, 1, 4, 4},
                                                          sim::ArrayGeometry{1, 1, 8, 8},
                                                          sim::ArrayGeometry{2, 2, 2, 2})),
                         [](const auto& tested) {
                           const sim::ArrayGeometry& g = std::get<1>(tested.param);
                           return fmt::format("{}_{}x{}_tiles_of_{}x{}", std::get<0>(tested.param), g.tile_rows,
                                              g.tile_columns, g.rows, g.columns);
                         });

}  // namespace
}  // namespace lop::cosim
