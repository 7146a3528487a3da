// Cycles = RTL for arrays of every PE of the catalogue, with random stalls and mid-flight resets.
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

struct ArrayCase {
  std::string stem;
  sim::ArrayGeometry geometry;
  std::uint64_t cycles;
};

std::vector<ArrayCase> cases() {
  std::vector<ArrayCase> all;
  // The array is the same for all: two PEs in every geometry, one with a dequantisation and one without.
  for (const std::string& stem : pe::stems()) all.push_back({stem, {2, 2, 2, 2}, 100'000});
  for (const char* stem : {"bitmod", "fp16_mac"}) {
    all.push_back({stem, {1, 1, 4, 4}, 200'000});
    all.push_back({stem, {4, 4, 1, 1}, 100'000});
    all.push_back({stem, {1, 3, 3, 2}, 100'000});
  }
  all.push_back({"bitmod", {1, 1, 8, 8}, 1'000'000});
  return all;
}

void PrintTo(const ArrayCase& array, std::ostream* out) { *out << array.stem; }

class Arrays : public testing::TestWithParam<ArrayCase> {};

TEST_P(Arrays, GatesEqualTheModelInEveryCycle) {
  CampaignOptions options;
  options.stem = GetParam().stem;
  options.geometry = GetParam().geometry;
  options.cycles = GetParam().cycles;
  options.bubble_percent = 30;
  options.reset_period = 3'000;
  options.seed = 7;
  for (const pe::Parameter& parameter : pe::make_slice(options.stem)->parameters()) {
    if (parameter.kind == pe::ParameterKind::kGates) options.fixed[parameter.name] = parameter.values.front();
  }
  expect_equal(run_campaign(options, [](const CampaignRow&) {}));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Arrays, testing::ValuesIn(cases()), [](const auto& tested) {
  const sim::ArrayGeometry& g = tested.param.geometry;
  return fmt::format("{}_{}x{}_tiles_of_{}x{}", tested.param.stem, g.tile_rows, g.tile_columns, g.rows, g.columns);
});

}  // namespace
}  // namespace lop::cosim
