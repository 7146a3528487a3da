// Sizes of matrices as they lie in DRAM.
#include "sim/system/footprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/fast/tiling.hpp"

namespace lop::sim {
namespace {

std::int64_t row_bytes(std::int64_t bits) { return bursts_touched(0, bits) * kBurstBytes; }

std::int64_t matrix_bytes(std::int64_t rows, std::int64_t row_bits) { return rows * row_bytes(row_bits); }

std::int64_t map_bytes(const FeatureMap& map) { return matrix_bytes(map.rows(), map.row_bits()); }

/// Activations and outputs, of a group.
std::int64_t activation_bytes(const PeFacts& facts, const GemmShape& shape) {
  const std::int64_t inputs = lies_as_feature_map(facts, shape)
                                  ? map_bytes({*shape.convolution, facts.activation_packing()})
                                  : matrix_bytes(shape.m, facts.packed_activation_bits(shape.k));
  return inputs + (shape.convolution ? map_bytes(output_map(*shape.convolution, facts.out_bits))
                                     : matrix_bytes(shape.m, shape.n * facts.out_bits));
}

std::int64_t weight_row_bits(const PeFacts& facts, const workloads::Layer& layer) {
  if (!layer.stored) return facts.packed_weight_bits(layer.k);
  return Packing{layer.stored->code_bits, layer.stored->group_size, layer.stored->group_bits}.bits(layer.k);
}

/// Rows, results and a second matrix of an operation, none wider than an output code.
std::int64_t operation_bytes(const pe::Slice& slice, const ArrayGeometry& array, const workloads::Layer& layer) {
  const std::int64_t bits = facts_of(slice, slice.default_mode(), array).out_bits;
  return 2 * matrix_bytes(layer.m, layer.k * bits) + matrix_bytes(layer.m, layer.second_columns * bits);
}

}  // namespace

Footprint dram_footprint(const RunConfig& run) {
  Footprint footprint;
  std::map<std::string, std::int64_t> of_role;  // a role's layers share their weights, of a cache the longest counts
  for (const workloads::Layer& layer : run.workload.layers) {
    const pe::Slice& slice = run.slice_of(layer);
    if (!layer.operation.empty()) {
      footprint.activations = std::max(footprint.activations, operation_bytes(slice, run.machine.array, layer));
      continue;
    }
    const PeFacts facts = facts_of(slice, slice.default_mode(), run.machine.array);
    const std::int64_t matrices = matrix_bytes(layer.n, weight_row_bits(facts, layer)) * layer.matrices;
    std::int64_t& kept = of_role[layer.role];
    (layer.attends ? footprint.cache : footprint.weights) += std::max(matrices - kept, std::int64_t{0});
    kept = std::max(kept, matrices);
    const std::int64_t groups = layer.convolution ? layer.convolution->groups : 1;
    footprint.activations = std::max(footprint.activations,
                                     groups * activation_bytes(facts, {layer.m, layer.k, layer.n, layer.convolution}));
  }
  return footprint;
}

std::string bytes_text(std::int64_t bytes) {
  constexpr double kMi = 1 << 20;
  const auto number = static_cast<double>(bytes);
  return number < 1024 * kMi ? fmt::format("{:.3g} MiB", number / kMi) : fmt::format("{:.3f} GiB", number / 1024 / kMi);
}

}  // namespace lop::sim
