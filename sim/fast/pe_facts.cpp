// Collects the facts of a slice from its contract, its timing and the array.
#include "sim/fast/pe_facts.hpp"

#include <cmath>
#include <string>

#include "models/formats/number_format.hpp"
#include "sim/array/output_stationary_array.hpp"
#include "sim/array/weight_stationary_array.hpp"
#include "sim/pe/timing.hpp"

namespace lop::sim {

namespace {

/// Minus zero where there is one: plus zero would make a sum of minus zero positive.
std::uint32_t neutral_code(const std::string& format_name) {
  const formats::NumberFormat format = formats::number_format(format_name);
  const std::uint32_t code = format.encode(-0.0);
  return std::signbit(format.decode(code)) ? code : 0;
}

}  // namespace

PeFacts facts_of(const pe::Slice& slice, int mode, const ArrayGeometry& geometry) {
  PeFacts facts;
  facts.lanes = slice.lanes(mode);
  facts.steps_per_chunk = slice.steps_per_chunk(mode);
  facts.activation_bits = slice.activation_bits(mode);
  facts.weight_bits = slice.weight_bits(mode);
  facts.group_size = slice.group_size();
  facts.metadata_bits = facts.group_size > 0 ? slice.metadata_bits(mode) : 0;
  facts.row_metadata_bits = facts.group_size > 0 ? slice.row_metadata_bits(mode) : 0;
  facts.out_bits = slice.out_bits();
  facts.group_end = timing_of(slice).group_end;
  facts.sum_bits = slice.accumulator_bits();
  // Sums and output codes alike enter the output SRAM in the cycle behind the output unit.
  facts.array_latency =
      passes_sums(geometry.dataflow) ? weight_stationary_latency(slice, geometry) + 1 : array_latency(slice, geometry);
  facts.array_fill = array_fill(slice, geometry);
  facts.has_channel_scale = slice.has_channel_scale();
  if (passes_sums(geometry.dataflow)) facts.no_activation = neutral_code(slice.activation_format(mode));
  return facts;
}

}  // namespace lop::sim
