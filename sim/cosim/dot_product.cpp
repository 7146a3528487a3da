// One dot product of codes through a slice.
#include "sim/cosim/dot_product.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "sim/array/output_stationary_array.hpp"
#include "sim/kernel/check.hpp"
#include "sim/pe/timing.hpp"

namespace lop::cosim {
namespace {

std::size_t group_length(const pe::Slice& slice, std::size_t k) {
  return slice.group_size() == 0 ? k : static_cast<std::size_t>(slice.group_size());
}

/// Every step of the dot product in order; the last chunk of a group is filled up with zero codes.
std::uint64_t for_each_step(const pe::Slice& slice, int mode, const DotProduct& dot,
                            const std::function<void(const pe::Step&)>& take) {
  const auto lanes = static_cast<std::size_t>(slice.lanes(mode));
  const std::size_t k = dot.activations.size(), length = group_length(slice, k);
  std::vector<std::uint32_t> activations(lanes), weights(lanes);
  const pe::Metadata none;
  std::uint64_t steps = 0;
  for (std::size_t begin = 0; begin < k; begin += length) {
    const std::size_t end = std::min(begin + length, k);
    const std::uint32_t row_metadata =
        dot.row_metadata.empty()
            ? slice.derived_row_metadata(mode, dot.activations.data() + begin, end - begin).value_or(0)
            : dot.row_metadata[begin / length];
    for (std::size_t chunk = begin; chunk < end; chunk += lanes) {
      for (std::size_t l = 0; l < lanes; ++l) {
        activations[l] = chunk + l < end ? dot.activations[chunk + l] : 0;
        weights[l] = chunk + l < end ? dot.weights[chunk + l] : 0;
      }
      for (int phase = 0; phase < slice.steps_per_chunk(mode); ++phase) {
        const bool last = chunk + lanes >= end && phase + 1 == slice.steps_per_chunk(mode);
        take({mode, steps == 0, last, last && end == k, activations.data(), weights.data(),
              dot.metadata.empty() ? &none : &dot.metadata[begin / length], &row_metadata});
        ++steps;
      }
    }
  }
  return steps;
}

void check_codes(const char* name, const std::vector<std::uint32_t>& codes, int bits) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (bits < 32 && codes[i] >> bits != 0) {
      throw pe::OperandError(fmt::format("{}[{}]: code {:x} is wider than {} bits", name, i, codes[i], bits));
    }
  }
}

}  // namespace

std::size_t dot_groups(const pe::Slice& slice, std::size_t k) {
  const std::size_t length = group_length(slice, k);
  return (k + length - 1) / length;
}

void check_dot(const pe::Slice& slice, int mode, const DotProduct& dot) {
  if (dot.activations.empty()) throw pe::OperandError("a: expected at least one element");
  if (dot.activations.size() != dot.weights.size()) {
    throw pe::OperandError(
        fmt::format("w: expected {} elements as in a, got {}", dot.activations.size(), dot.weights.size()));
  }
  check_codes("a", dot.activations, slice.activation_bits(mode));
  check_codes("w", dot.weights, slice.weight_bits(mode));
}

DotResult dot_from_values(const pe::Slice& slice, pe::Grid& grid, int mode, const DotProduct& dot) {
  DotResult result;
  grid.reset();
  result.steps = for_each_step(slice, mode, dot, [&](const pe::Step& step) { grid.step(step); });
  result.accumulator = grid.accumulators();
  result.out = slice.out_code(result.accumulator.data(), dot.channel_scale);
  result.flags = pe::flags_shown(slice, result.accumulator.data());
  return result;
}

DotResult dot_from_gates(const pe::Slice& slice, ArrayWitness& witness, int mode, const DotProduct& dot) {
  sim::ArrayInputs idle;
  idle.channel_scale = &dot.channel_scale;
  witness.cycle(idle, true);

  const std::uint64_t apart = static_cast<std::uint64_t>(std::max(sim::timing_of(slice).group_end, 1));
  std::uint64_t cycle = 0, next_group_end = 0;
  DotResult result;
  result.steps = for_each_step(slice, mode, dot, [&](const pe::Step& step) {
    for (; step.end_group && cycle < next_group_end; ++cycle) witness.cycle(idle, false);
    sim::ArrayInputs in = idle;
    in.valid = true;
    in.step = step;
    witness.cycle(in, false);
    if (step.end_group) next_group_end = cycle + apart;
    ++cycle;
  });
  const int latency = sim::array_latency(slice, {});
  for (int waited = 1; waited <= latency; ++waited) {
    if (witness.outputs().psum_valid) result.accumulator = witness.outputs().accumulators;
    if (witness.outputs().valid) {
      result.out = witness.outputs().out.front();
      result.flags = pe::flags_shown(slice, result.accumulator.data());
      LOP_CHECK(slice.flags(result.accumulator.data()) == witness.outputs().flags.front(),
                "the flags of the gates differ from their accumulator");
      return result;
    }
    witness.cycle(idle, false);
  }
  LOP_CHECK(false, "the gates gave no output");
}

}  // namespace lop::cosim
