// Everything that has a name on either side of the array changes it.
#include "sim/fast/exchanged_roles.hpp"

#include <utility>

namespace lop::sim {

Machine exchanged_roles(Machine machine) {
  std::swap(machine.weight, machine.activation);
  return machine;
}

Mapping exchanged_roles(Mapping mapping) {
  std::swap(mapping.row_tiles_per_block, mapping.column_tiles_per_block);
  mapping.order = mapping.order == LoopOrder::kWeightsOuter ? LoopOrder::kActivationsOuter : LoopOrder::kWeightsOuter;
  return mapping;
}

std::string held_convolution(const std::string& layer) {
  return "layer '" + layer +
         "' is a convolution, whose images cannot be held as a matrix; expected output_stationary or weight_stationary";
}

LayerJob exchanged_roles(const LayerJob& job) {
  if (job.convolution) throw MachineError("array.dataflow", held_convolution(job.name));
  if (job.stored) {
    throw MachineError("array.dataflow",
                       "layer '" + job.name + "' reads a cache with a format of its own, which is decoded on its way "
                       "into the weight buffer; expected output_stationary or weight_stationary");
  }
  LayerJob exchanged = job;
  std::swap(exchanged.m, exchanged.n);
  if (job.mapping) exchanged.mapping = exchanged_roles(*job.mapping);
  if (job.operands) {
    auto operands = std::make_shared<tensor::GemmOperands>();
    operands->activations = job.operands->weights;
    operands->weights = job.operands->activations;
    exchanged.operands = operands;
  }
  return exchanged;
}

LayerResult exchanged_roles(LayerResult result) {
  std::swap(result.breakdown[static_cast<std::size_t>(Cause::kWaitWeight)],
            result.breakdown[static_cast<std::size_t>(Cause::kWaitActivation)]);
  for (const char* access : {".read", ".write"}) {
    std::swap(result.counts.at(std::string("sram.weight") + access),
              result.counts.at(std::string("sram.activation") + access));
  }
  if (result.out) {
    const tensor::Matrix<std::uint32_t>& by_channel = *result.out;
    tensor::Matrix<std::uint32_t> out(by_channel.columns, by_channel.rows);
    for (std::size_t row = 0; row < out.rows; ++row) {
      for (std::size_t column = 0; column < out.columns; ++column) out(row, column) = by_channel(column, row);
    }
    result.out = std::move(out);
  }
  return result;
}

Planned as_planned(const Machine& machine, const LayerJob& job) {
  if (machine.array.dataflow != Dataflow::kInputStationary) return {machine, job, false};
  return {exchanged_roles(machine), exchanged_roles(job), true};
}

}  // namespace lop::sim
