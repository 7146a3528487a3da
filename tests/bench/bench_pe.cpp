// PE-steps a second of a 32 x 32 grid on one core: one PE-step is one PE taking one accepted step.
#include <benchmark/benchmark.h>

#include <string>

#include "models/pe/slice.hpp"
#include "tests/bench/random_operands.hpp"

namespace lop::bench {
namespace {

constexpr int kRows = 32, kColumns = 32, kChunks = 32;

void run_grid(benchmark::State& state, const pe::Slice& slice, int mode) {
  const auto lanes = static_cast<std::size_t>(slice.lanes(mode));
  const std::vector<std::uint32_t> activations = fp16_codes(kChunks * kRows * lanes, 1);
  const int bits = slice.weight_bits(mode);
  const std::size_t weight_count = kChunks * kColumns * lanes;
  const std::vector<std::uint32_t> weights =
      bits == 16 ? fp16_codes(weight_count, 2) : uniform_codes(weight_count, bits, 2);
  const std::vector<pe::Metadata> group = metadata(kColumns, 3);
  const auto grid = slice.make_grid(kRows, kColumns);
  grid->reset();
  const int steps = slice.steps_per_chunk(mode);
  for (auto _ : state) {
    for (int chunk = 0; chunk < kChunks; ++chunk) {
      for (int s = 0; s < steps; ++s) {
        pe::Step step;
        step.mode = mode;
        step.clear = chunk == 0 && s == 0;
        step.end_group = step.read = chunk + 1 == kChunks && s + 1 == steps;
        step.activations = activations.data() + static_cast<std::size_t>(chunk * kRows) * lanes;
        step.weights = weights.data() + static_cast<std::size_t>(chunk * kColumns) * lanes;
        step.metadata = group.data();
        grid->step(step);
      }
    }
    benchmark::DoNotOptimize(grid->accumulators().data());
  }
  state.SetItemsProcessed(state.iterations() * kChunks * steps * kRows * kColumns);
}

void add(const std::string& stem, const pe::Choices& choices, int mode) {
  const std::shared_ptr<pe::Slice> slice = pe::make_slice(stem, choices);
  std::string name = "PeSteps/" + stem + "/" + slice->modes()[static_cast<std::size_t>(mode)];
  for (const auto& [parameter, value] : choices) name += "/" + value;
  benchmark::RegisterBenchmark(name.c_str(), [slice, mode](benchmark::State& state) { run_grid(state, *slice, mode); });
}

const bool kAdded = [] {
  for (const char* alignment : {"bsig_aware", "five_input", "post_shift"}) {
    for (const char* rounding : {"truncate", "nearest_even"}) {
      for (int mode = 0; mode < 7; ++mode) add("bitmod", {{"alignment", alignment}, {"rounding", rounding}}, mode);
    }
  }
  for (const char* accumulator : {"fp32", "fp16"}) add("fp16_mac", {{"accumulator", accumulator}}, 0);
  return true;
}();

}  // namespace
}  // namespace lop::bench
