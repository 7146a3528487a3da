// The mapper against trying all cuts by hand, and mappings that do not fit.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "sim/fast/tiling.hpp"
#include "sim/system/mapper.hpp"
#include "sim/system/run.hpp"
#include "tests/sim/system/fidelity_comparison.hpp"

namespace lop::sim {
namespace {

double cycles(const LayerResult& layer) { return static_cast<double>(layer.cycles); }

/// Cycles of a mapping; nothing where it does not fit.
std::optional<std::uint64_t> cycles_of(const RandomCase& c, const Mapping& mapping) {
  LayerJob job = c.job;
  job.mapping = mapping;
  try {
    return run_fast(*c.slice, c.config, {job}).front().cycles;
  } catch (const MachineError&) {
    return std::nullopt;
  }
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// Without slabs of K among the cuts that it tries, 10 of the 60 seeds differed.
TEST(Mapper, FindsTheFewestCyclesOfAllNumbersOfPartsAndOrders) {
  int better_than_rule = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    const RandomCase c = random_case(seed, false);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const std::uint64_t rule = run_fast(*c.slice, c.config, {c.job}).front().cycles;
    std::uint64_t least = rule;
    const auto try_out = [&](std::int64_t rows, std::int64_t columns, std::int64_t slab) {
      for (const LoopOrder order : {LoopOrder::kWeightsOuter, LoopOrder::kActivationsOuter}) {
        least = std::min(least, cycles_of(c, {order, rows, columns, slab}).value_or(least));
      }
    };
    const std::int64_t row_tiles = ceil_div(c.job.m, c.config.array.total_rows());
    const std::int64_t column_tiles = ceil_div(c.job.n, c.config.array.total_columns());
    for (std::int64_t row_blocks = 1; row_blocks <= row_tiles; ++row_blocks) {
      for (std::int64_t column_blocks = 1; column_blocks <= column_tiles; ++column_blocks) {
        try_out(ceil_div(row_tiles, row_blocks), ceil_div(column_tiles, column_blocks), c.job.k);
      }
    }
    const std::int64_t unit = c.slice->group_size() > 0 ? c.slice->group_size() : c.slice->lanes(c.job.mode);
    const std::int64_t units = ceil_div(c.job.k, unit);
    for (std::int64_t slabs = 2; slabs <= units; ++slabs) try_out(1, 1, ceil_div(units, slabs) * unit);

    EXPECT_EQ(cycles_of(c, best_mapping(*c.slice, c.config, c.job, cycles)), least);
    better_than_rule += least < rule ? 1 : 0;
  }
  EXPECT_GT(better_than_rule, 5);
}

TEST(Mapper, EveryLegalMappingRunsAlikeInBothFidelities) {
  for (std::uint32_t seed = 100; seed < 130; ++seed) {
    RandomCase c = random_case(seed, seed % 3 == 0);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const Machine machine = resolve(c.config);
    const BlockCosts costs(facts_of(*c.slice, c.job.mode, machine.array), machine, c.job.shape());
    const std::vector<Mapping> mappings = costs.legal_mappings();
    for (std::size_t i = 0; i < mappings.size(); i += 1 + mappings.size() / 4) {
      c.job.mapping = mappings[i];
      expect_equal(run_fast(*c.slice, c.config, {c.job}).front(), run_cycle(*c.slice, c.config, {c.job}).front());
    }
  }
}

TEST(Mapper, MapsFoldsAndTheirMappingsRunAlikeInBothFidelities) {
  int better_than_rule = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    RandomCase c = random_fold_case(seed, seed % 3 == 0);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + c.describe());
    const LayerResult rule = run_fast(*c.slice, c.config, {c.job}).front();
    c.job.mapping = rule_mapping(*c.slice, c.config, c.job);
    expect_equal(run_fast(*c.slice, c.config, {c.job}).front(), rule);
    c.job.mapping = best_mapping(*c.slice, c.config, c.job, cycles);
    const LayerResult best = run_fast(*c.slice, c.config, {c.job}).front();
    expect_equal(best, run_cycle(*c.slice, c.config, {c.job}).front());
    EXPECT_LE(best.cycles, rule.cycles);
    better_than_rule += best.cycles < rule.cycles;
    if (HasFailure()) return;
  }
  EXPECT_GT(better_than_rule, 5);
}

TEST(Mapper, AnInputStationaryRunIsMappedAsItsTransposeUnderItsOwnNames) {
  RandomCase c = random_fold_case(1, false);
  c.slice = pe::make_slice("int8_mac");
  c.config.array = {4, 4, 1, 1, Dataflow::kInputStationary};
  // A half of the activation buffer holds 8 tokens of 64 bytes: two tiles of the 4 that the array holds at a time.
  c.config.weight_buffer = {64, 1, 128};
  c.config.activation_buffer = {1, 1, 128};
  c.config.output_buffer = {64, 1, 128};
  c.job = {"layer", 32, 64, 40, 1, 0, nullptr};
  const Mapping mapping = rule_mapping(*c.slice, c.config, c.job);
  EXPECT_EQ(mapping.column_tiles_per_block, 1);  // all channels pass by as one tile
  EXPECT_EQ(mapping.row_tiles_per_block, 2);
  // Every operand is loaded once while the tokens' blocks are the outer loop or all channels are one block.
  c.job.mapping = mapping;
  EXPECT_EQ(run_fast(*c.slice, c.config, {c.job}).front().counts.at("dram.read"), 32u + 40u);
}

TEST(Mapper, TheSmallestEnergyIsNoLargerThanThatOfTheFewestCycles) {
  const auto bursts = [](const LayerResult& layer) {
    return static_cast<double>(layer.counts.at("dram.read") + layer.counts.at("dram.write"));
  };
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    const RandomCase c = random_case(seed, false);
    LayerJob fewest = c.job, least = c.job;
    fewest.mapping = best_mapping(*c.slice, c.config, c.job, cycles);
    least.mapping = best_mapping(*c.slice, c.config, c.job, bursts);
    const LayerResult a = run_fast(*c.slice, c.config, {fewest}).front(),
                      b = run_fast(*c.slice, c.config, {least}).front();
    EXPECT_LE(bursts(b), bursts(a)) << "seed " << seed;
    EXPECT_LE(a.cycles, b.cycles) << "seed " << seed;
  }
}

TEST(Mapper, AMappingThatDoesNotFitIsRefused) {
  const RandomCase c = random_case(1, false);
  for (const Mapping& mapping :
       {Mapping{LoopOrder::kWeightsOuter, 0, 1, c.job.k}, Mapping{LoopOrder::kWeightsOuter, 1, 1, 0},
        Mapping{LoopOrder::kWeightsOuter, 1, -1, c.job.k}}) {
    LayerJob job = c.job;
    job.mapping = mapping;
    EXPECT_THROW(run_fast(*c.slice, c.config, {job}), MachineError);
  }
}

}  // namespace
}  // namespace lop::sim
