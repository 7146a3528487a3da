// PE-steps a second of the array's cycle model and of its verilated gates, 8 x 8 PEs of bitmod fp4, on one core.
#include <benchmark/benchmark.h>

#include "sim/cosim/array_witness.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "tests/bench/array_input.hpp"

namespace lop::bench {
namespace {

constexpr int kFp4 = 5;
constexpr sim::ArrayGeometry kTile{1, 1, 8, 8};

void run_witness(benchmark::State& state, const pe::Slice& slice, cosim::ArrayWitness& witness) {
  ArrayInput input(slice, kFp4, kTile);
  witness.cycle(input.next(), true);
  for (auto _ : state) {
    witness.cycle(input.next(), false);
    benchmark::DoNotOptimize(witness.outputs().out.data());
  }
  state.SetItemsProcessed(state.iterations() * kTile.total_rows() * kTile.total_columns());
}

void cycle_model(benchmark::State& state) {
  const auto slice = pe::make_slice("bitmod");
  run_witness(state, *slice, *cosim::make_model_witness(*slice, kTile));
}
BENCHMARK(cycle_model);

void verilated_gates(benchmark::State& state) {
  const auto slice = pe::make_slice("bitmod");
  cosim::RtlRequest request;
  request.slice = slice.get();
  request.geometry = kTile;
  run_witness(state, *slice, *cosim::make_rtl_witness(*slice, kTile, cosim::find_or_build(request), 1));
}
BENCHMARK(verilated_gates);

}  // namespace
}  // namespace lop::bench
