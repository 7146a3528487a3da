// Actions of one layer, counted for live operands.
#pragma once

#include <cstdint>

#include "sim/fast/layer_plan.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

struct SramCounts {
  std::uint64_t read = 0, write = 0;  // words
};

struct ActionCounts {
  std::uint64_t pe_step = 0;               // steps of live PEs
  std::uint64_t weight_edge_step = 0;      // steps of live columns; of rows of weights, where they are loaded
  std::uint64_t activation_edge_step = 0;  // steps of live rows
  std::uint64_t weight_load = 0;           // weights of live PEs, where they are loaded
  std::uint64_t column_accumulate = 0;     // groups of live outputs
  std::uint64_t output_convert = 0;        // live outputs
  std::uint64_t vector_add = 0, vector_multiply = 0;  // in FP32, of the vector unit
  SramCounts weight, activation, output;
  std::uint64_t dram_read = 0, dram_write = 0;  // bursts
  std::uint64_t dram_activate = 0, dram_refresh = 0;  // commands; of DRAM with banks
};

/// Counts that follow from the plan alone, without DRAM commands.
ActionCounts count_actions(const LayerPlan& plan);

/// By name, with the idle and waiting PE cycles that follow from
/// the breakdown; parts that the slice does not have are absent.
Counts named_counts(const ActionCounts& actions, const LayerPlan& plan, const Breakdown& breakdown);

}  // namespace lop::sim
