// The whole machine on the fast path: one GEMM, a generation with a real DRAM, and cost against distinct layers.
#include <benchmark/benchmark.h>

#include "configs/reader/document.hpp"
#include "sim/system/dram_config.hpp"
#include "sim/system/run.hpp"
#include "sim/system/run_config.hpp"
#include "sim/system/run_system.hpp"

namespace lop::bench {
namespace {

constexpr const char* kConfigs = LOP_SOURCE_DIR "/configs";
constexpr int kFp4 = 5;  // index of BitMoD's mode

sim::MachineConfig machine(bool with_banks) {
  const auto document = config::Document::load(std::string(kConfigs) + "/systems/bitmod.yaml");
  sim::MachineConfig machine = sim::read_run_config(document).machine;
  if (with_banks) {
    machine.dram.device =
        std::make_shared<sim::DramDevice>(sim::load_dram_file(std::string(kConfigs) + "/memory/ddr4_3200.yaml").device);
  }
  return machine;
}

/// M 256, K 4096, N 4096 on 32 x 32 PEs, without values.
void gemm(benchmark::State& state, bool with_banks) {
  const auto slice = pe::make_slice("bitmod");
  const sim::MachineConfig config = machine(with_banks);
  const sim::LayerJob job{"gemm", 256, 4096, 4096, 1, kFp4, nullptr};
  for (auto _ : state) benchmark::DoNotOptimize(sim::run_fast(*slice, config, {job}).front().cycles);
}
BENCHMARK_CAPTURE(gemm, bandwidth, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(gemm, ddr4_3200, true)->Unit(benchmark::kMillisecond);

/// Llama-2-7B with BitMoD, 256 tokens and 256 decode steps, reading of the configuration included.
void generation(benchmark::State& state, const std::vector<std::string>& overrides) {
  for (auto _ : state) {
    const auto document =
        config::Document::load(std::string(kConfigs) + "/systems/llama_2_7b_generate.yaml", overrides);
    benchmark::DoNotOptimize(sim::run_system(sim::read_run_config(document), nullptr).layers.size());
  }
}
BENCHMARK_CAPTURE(generation, bandwidth, {})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(generation, ddr4_3200, {std::string("memory.dram.device=") + kConfigs + "/memory/ddr4_3200.yaml"})
    ->Unit(benchmark::kMillisecond);

/// Layers that differ in one token each; the other `count` executions of each are free.
void distinct_layers(benchmark::State& state) {
  const auto slice = pe::make_slice("bitmod");
  const sim::MachineConfig config = machine(false);
  std::vector<sim::LayerJob> jobs;
  for (std::int64_t i = 0; i < state.range(0); ++i) jobs.push_back({"layer", 256 + i, 1024, 1024, 1000, kFp4, nullptr});
  for (auto _ : state) benchmark::DoNotOptimize(sim::run_fast(*slice, config, jobs).size());
  state.SetComplexityN(state.range(0));
}
BENCHMARK(distinct_layers)->RangeMultiplier(2)->Range(1, 64)->Complexity(benchmark::oN)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lop::bench
