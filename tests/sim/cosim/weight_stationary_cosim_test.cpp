// The weight-stationary array: gates = cycle model in every cycle, and the bits of the output-stationary array whatever
// the folds.
#include "sim/array/weight_stationary_array.hpp"
#include "sim/cosim/operand_source.hpp"
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

class WeightStationary : public testing::TestWithParam<std::string> {};

TEST_P(WeightStationary, GatesEqualTheModelInEveryCycle) {
  for (const auto& [rows, columns] : {std::pair{4, 4}, {1, 3}}) {
    CampaignOptions options;
    options.stem = GetParam();
    options.geometry = {rows, columns, 1, 1, sim::Dataflow::kWeightStationary};
    options.cycles = 100'000;
    options.bubble_percent = 30;
    options.reset_period = 3'000;
    options.complete.clear();
    options.seed = 11;
    for (const pe::Parameter& parameter : pe::make_slice(options.stem)->parameters()) {
      if (parameter.kind == pe::ParameterKind::kGates) options.fixed[parameter.name] = parameter.values.front();
    }
    expect_equal(run_campaign(options, [](const CampaignRow&) {}));
  }
}

/// K = 12 in one fold of 12 rows, in three of 4, and in a grid: one order of operations, one result.
TEST_P(WeightStationary, SumsDoNotDependOnTheFoldsAndAreThoseOfTheGrid) {
  constexpr int kK = 12, kColumns = 5;
  const auto slice = pe::make_slice(GetParam());
  RandomOperands operands(*slice, 3);
  for (std::size_t mode_index = 0; mode_index < slice->modes().size(); ++mode_index) {
    const int mode = static_cast<int>(mode_index);
    const auto lanes = static_cast<std::size_t>(slice->lanes(mode)), words = slice->accumulator_words();
    for (int trial = 0; trial < 200; ++trial) {
      operands.begin_output(mode);
      operands.begin_chunk(false);
      std::vector<std::uint32_t> activations(kK * lanes), weights(kK * kColumns * lanes);
      for (std::uint32_t& code : activations) code = operands.activation();
      for (std::uint32_t& code : weights) code = operands.weight();

      const auto grid = slice->make_grid(1, kColumns);
      std::vector<pe::Metadata> metadata(kColumns);
      for (pe::Metadata& of_column : metadata) of_column = operands.metadata();
      grid->reset();
      for (std::size_t k = 0; k < kK; ++k) {
        pe::Step step;
        step.mode = mode;
        step.clear = k == 0;
        step.end_group = step.read = k + 1 == kK;
        step.activations = activations.data() + k * lanes;
        step.weights = weights.data() + k * kColumns * lanes;
        step.metadata = metadata.data();
        grid->step(step);
      }
      for (const int rows : {12, 4, 1}) {
        const auto chain = slice->make_chain(rows, kColumns);
        std::vector<std::uint32_t> sums(slice->passing_words(kColumns), 0);
        for (int first = 0; first < kK; first += rows) {
          chain->load(mode, weights.data() + static_cast<std::size_t>(first * kColumns) * lanes);
          chain->pass(mode, activations.data() + static_cast<std::size_t>(first) * lanes, sums.data());
        }
        if (slice->group_size() > 0) {
          std::vector<std::uint32_t> accumulators(kColumns * words, 0);
          chain->end_group(mode, metadata.data(), sums.data(), accumulators.data());
          sums = accumulators;
        }
        ASSERT_EQ(sums, grid->accumulators())
            << slice->modes()[mode_index] << " folds of " << rows << " rows, trial " << trial;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, WeightStationary, testing::ValuesIn(stems_with_chains()),
                         [](const auto& tested) { return tested.param; });

TEST(WeightStationaryArray, RefusesAPeWhoseSumsStayInItAndSaysWhy) {
  const auto bitmod = pe::make_slice("bitmod");
  try {
    const sim::WeightStationaryArray array(*bitmod, {4, 4, 1, 1, sim::Dataflow::kWeightStationary});
    FAIL();
  } catch (const pe::OperandError& error) {
    EXPECT_NE(std::string(error.what()).find("bitmod: its partial sums cannot leave"), std::string::npos)
        << error.what();
  }
}

/// 2 x 3 PEs, edge 1, PE 2: a vector's sums are at the port 1 + 1 + 2 + 2 cycles later, its codes one more.
TEST(WeightStationaryArray, SumsLeaveAfterEdgeRowsPeAndColumns) {
  const auto slice = pe::make_slice("fp16_mac");
  const sim::ArrayGeometry geometry{2, 3, 1, 1, sim::Dataflow::kWeightStationary};
  EXPECT_EQ(sim::weight_stationary_latency(*slice, geometry), 6);
  sim::WeightStationaryArray array(*slice, geometry);
  const std::vector<std::uint32_t> weights[] = {{0x4000, 0x4200, 0x4400},
                                                {0x3c00, 0x3c00, 0xbc00}};       // of the second and the first row
  const std::vector<std::uint32_t> activations = {0x4900, 0x3c00}, zeros(3, 0);  // 10, 1
  sim::ArrayInputs in;
  in.load = true;
  for (const auto& row : weights) {
    in.step.weights = row.data();
    array.compute(in);
    array.commit();
  }
  in = {};
  in.valid = in.step.clear = true;
  in.step.activations = activations.data();
  in.sums = zeros.data();
  array.compute(in);
  array.commit();
  for (int cycle = 1; cycle < 8; ++cycle) {
    EXPECT_EQ(array.outputs().psum_valid, cycle == 6) << cycle;
    EXPECT_EQ(array.outputs().valid, cycle == 7) << cycle;
    // 10 * {1, 1, -1} + 1 * {2, 3, 4}
    if (cycle == 6) {
      EXPECT_EQ(array.outputs().accumulators, (std::vector<std::uint32_t>{0x41400000, 0x41500000, 0xc0c00000}));
    }
    array.compute({});
    array.commit();
  }
}

}  // namespace
}  // namespace lop::cosim
