// A chunk takes as long as the slowest of the lanes and the SRAMs.
#include "sim/fast/vector_schedule.hpp"

#include <algorithm>

#include "sim/kernel/integers.hpp"

namespace lop::sim {
namespace {

/// `hidden` cycles of the SRAMs' pass while the lanes work.
Chunk chunk_of(const VectorPassSchedule& pass, const Machine& machine, const VectorBits& bits, std::int64_t elements,
               std::int64_t hidden) {
  Chunk chunk;
  chunk.elements = elements;
  chunk.activation_words = ceil_div(elements * bits.in, machine.activation.width_bits);
  if (pass.work.reads_second) chunk.weight_words = ceil_div(elements * bits.second, machine.weight.width_bits);
  const std::int64_t out_words = pass.writes ? result_words(machine, bits, elements) : 0;
  const std::int64_t activation_cycles = ceil_div(chunk.activation_words, machine.activation.banks);
  const std::int64_t weight_cycles = ceil_div(chunk.weight_words, machine.weight.banks);
  const std::int64_t out_cycles = ceil_div(out_words, machine.output.banks);
  const std::int64_t cycles = std::max({activation_cycles, weight_cycles, out_cycles});
  chunk.bubbles = std::max<std::int64_t>(0, cycles - hidden);
  chunk.cause = cycles == out_cycles      ? Cause::kWaitOutput
                : cycles == weight_cycles ? Cause::kWaitWeight
                                          : Cause::kWaitActivation;
  return chunk;
}

}  // namespace

std::int64_t result_words(const Machine& machine, const VectorBits& bits, std::int64_t elements) {
  return ceil_div(elements * bits.out, machine.output.width_bits);
}

VectorSchedule make_vector_schedule(const workloads::VectorOperation& operation, const Machine& machine,
                                    const VectorBits& bits, const VectorExtent& extent) {
  VectorSchedule schedule;
  schedule.extent = extent;
  const auto pass_count = static_cast<std::int64_t>(operation.passes.size());
  for (std::int64_t p = extent.first_pass; p < extent.last_pass; ++p) {
    VectorPassSchedule pass;
    pass.work = operation.passes[static_cast<std::size_t>(p)];
    pass.writes = p + 1 == pass_count;
    const bool waits = p > 0 && operation.passes[static_cast<std::size_t>(p) - 1].reduces && extent.begins_rows;
    pass.drain = waits ? machine.vector.reduction_cycles() : 0;
    pass.chunks = ceil_div(extent.elements, machine.vector.lanes);
    pass.steps = std::max({std::int64_t{1}, pass.work.adds, pass.work.multiplies});
    const std::int64_t lanes = machine.vector.lanes, last = extent.elements - (pass.chunks - 1) * lanes;
    pass.first = chunk_of(pass, machine, bits, pass.chunks == 1 ? last : lanes, 1);
    pass.middle = chunk_of(pass, machine, bits, lanes, pass.steps);
    pass.last = chunk_of(pass, machine, bits, last, pass.steps);

    const auto add = [&](const Chunk& chunk, std::int64_t times) {
      schedule.slots.steps += times * pass.steps;
      schedule.slots.bubbles[static_cast<std::size_t>(chunk.cause)] += times * chunk.bubbles;
      schedule.weight_words += times * chunk.weight_words;
      schedule.activation_words += times * chunk.activation_words;
      if (pass.writes) schedule.output_words += times * result_words(machine, bits, chunk.elements);
    };
    add(pass.first, extent.rows);
    if (pass.chunks > 2) add(pass.middle, extent.rows * (pass.chunks - 2));
    if (pass.chunks > 1) add(pass.last, extent.rows);
    schedule.slots.bubbles[static_cast<std::size_t>(Cause::kDrain)] += extent.rows * pass.drain;
    schedule.adds += extent.rows * extent.elements * pass.work.adds;
    schedule.multiplies += extent.rows * extent.elements * pass.work.multiplies;
    schedule.passes.push_back(pass);
  }
  return schedule;
}

}  // namespace lop::sim
