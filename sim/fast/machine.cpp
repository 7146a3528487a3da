// Whether a slice can run on a machine.
#include "sim/fast/machine.hpp"

#include <algorithm>

#include "sim/fast/exchanged_roles.hpp"
#include "sim/fast/fold_tiling.hpp"
#include "sim/fast/pe_facts.hpp"
#include "sim/kernel/integers.hpp"

namespace lop::sim {
namespace {

void check_half(const char* key, std::int64_t needed_bits, const SramShape& sram, const std::string& what) {
  if (needed_bits <= sram.half_bits) return;
  throw MachineError(key, "half of it (" + std::to_string(sram.half_bits) + " bits) cannot hold " + what + " (" +
                              std::to_string(needed_bits) + " bits); give at least " +
                              std::to_string(ceil_div(2 * needed_bits, 8192)));
}

void check_output_row(std::int64_t row_bits, const SramShape& output, const char* what) {
  if (row_bits <= output.bits_per_cycle()) return;
  throw MachineError("output_buffer.width_bits", "banks x width_bits is " + std::to_string(output.bits_per_cycle()) +
                                                     " bits a cycle, an array row of " + what + " has " +
                                                     std::to_string(row_bits));
}

/// Of a machine whose sums pass through the PEs.
void check_folds(const Machine& described, const pe::Slice& slice, int mode) {
  if (const auto refusal = run_refusal(described.array.dataflow, slice, mode)) {
    throw MachineError("array.dataflow", *refusal);
  }
  if (described.array.rows != 1 || described.array.columns != 1) {
    throw MachineError("array.dataflow",
                       "sums pass from PE to PE through a register: expected tiles of 1x1 PE, and the array's rows and "
                       "columns as the grid of tiles");
  }
  const bool exchanged = described.array.dataflow == Dataflow::kInputStationary;
  const Machine machine = exchanged ? exchanged_roles(described) : described;
  const PeFacts facts = facts_of(slice, mode, machine.array);
  const std::int64_t columns = machine.array.total_columns();
  const std::int64_t fold = fold_elements(facts, machine);
  check_half(exchanged ? "activation_buffer.capacity_kib" : "weight_buffer.capacity_kib",
             columns * facts.packed_weight_bits(fold), machine.weight, "what the array holds");
  check_half(exchanged ? "weight_buffer.capacity_kib" : "activation_buffer.capacity_kib",
             facts.packed_activation_bits(fold), machine.activation, "what passes the array's rows at a time");
  check_output_row(columns * std::max(facts.sum_bits, facts.out_bits), machine.output, "partial sums");
  check_half("output_buffer.capacity_kib", kept_row_bits(facts, machine, columns), machine.output,
             "a row of partial sums");
}

}  // namespace

std::int64_t VectorUnitShape::reduction_cycles() const {
  std::int64_t levels = 0;
  while ((std::int64_t{1} << levels) < lanes) ++levels;
  return latency_cycles + levels;
}

void check_fit(const Machine& machine, const pe::Slice& slice, int mode) {
  if (passes_sums(machine.array.dataflow)) return check_folds(machine, slice, mode);
  const PeFacts facts = facts_of(slice, mode, machine.array);
  const std::int64_t rows = machine.array.total_rows();
  const std::int64_t columns = machine.array.total_columns();
  const std::string unit = facts.group_size > 0 ? "one group of " : "one chunk of ";
  check_half("weight_buffer.capacity_kib", columns * facts.packed_weight_bits(facts.unit()), machine.weight,
             unit + "the weights of an output tile");
  check_half("activation_buffer.capacity_kib", rows * facts.packed_activation_bits(facts.unit()), machine.activation,
             unit + "the activations of an output tile");
  const std::int64_t row_bits = columns * facts.out_bits;
  check_output_row(row_bits, machine.output, "outputs");
  const std::int64_t row_words = ceil_div(row_bits, machine.output.width_bits);
  check_half("output_buffer.capacity_kib", rows * row_words * machine.output.width_bits, machine.output,
             "one output tile");
}

}  // namespace lop::sim
