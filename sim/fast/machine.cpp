// Whether a slice can run on a machine.
#include "sim/fast/machine.hpp"

#include "sim/fast/pe_facts.hpp"

namespace lop::sim {
namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

void check_half(const char* key, std::int64_t needed_bits, const SramShape& sram, const std::string& what) {
  if (needed_bits <= sram.half_bits) return;
  throw MachineError(key, "half of it (" + std::to_string(sram.half_bits) + " bits) cannot hold " + what + " (" +
                              std::to_string(needed_bits) + " bits); give at least " +
                              std::to_string(ceil_div(2 * needed_bits, 8192)));
}

}  // namespace

void check_fit(const Machine& machine, const pe::Slice& slice, int mode) {
  const PeFacts facts = facts_of(slice, mode, machine.array);
  const std::int64_t rows = machine.array.total_rows();
  const std::int64_t columns = machine.array.total_columns();
  const std::string unit = facts.group_size > 0 ? "one group of " : "one chunk of ";
  check_half("weight_buffer.capacity_kib", columns * facts.packed_weight_bits(facts.unit()), machine.weight,
             unit + "the weights of an output tile");
  check_half("activation_buffer.capacity_kib", rows * facts.packed_activation_bits(facts.unit()), machine.activation,
             unit + "the activations of an output tile");
  const std::int64_t row_bits = columns * facts.out_bits;
  if (row_bits > machine.output.bits_per_cycle()) {
    throw MachineError("output_buffer.width_bits",
                       "banks x width_bits is " + std::to_string(machine.output.bits_per_cycle()) +
                           " bits a cycle, an array row of outputs has " + std::to_string(row_bits));
  }
  const std::int64_t row_words = ceil_div(row_bits, machine.output.width_bits);
  check_half("output_buffer.capacity_kib", rows * row_words * machine.output.width_bits, machine.output,
             "one output tile");
}

}  // namespace lop::sim
