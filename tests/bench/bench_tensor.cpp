// Throughput of the reference GEMM and of the group quantiser.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "models/formats/float_format.hpp"
#include "models/quantizers/group_quantizer.hpp"
#include "models/tensor/gemm.hpp"
#include "tests/bench/random_operands.hpp"

namespace lop::bench {
namespace {

/// Items are multiply-accumulates; the GEMM uses every core, so the rate is over wall time.
void run_gemm(benchmark::State& state, const std::string& stem, int mode) {
  constexpr std::size_t kM = 128, kK = 1024, kN = 256;
  const auto slice = pe::make_slice(stem);
  const tensor::GemmOperands operands = gemm(*slice, mode, kM, kK, kN);
  for (auto _ : state) benchmark::DoNotOptimize(tensor::reference_gemm(*slice, mode, operands).values.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kM * kK * kN));
}
BENCHMARK_CAPTURE(run_gemm, bitmod_fp4, "bitmod", 5)->UseRealTime();
BENCHMARK_CAPTURE(run_gemm, bitmod_int6, "bitmod", 1)->UseRealTime();
BENCHMARK_CAPTURE(run_gemm, bitmod_int8, "bitmod", 0)->UseRealTime();
BENCHMARK_CAPTURE(run_gemm, fp16_mac, "fp16_mac", 0)->UseRealTime();

/// Items are weights.
void run_quantizer(benchmark::State& state, const std::string& mode) {
  const auto size = static_cast<std::size_t>(state.range(0));
  tensor::Matrix<float> weights(size, size);
  const std::vector<std::uint32_t> codes = fp16_codes(size * size, 4);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    weights.values[i] = static_cast<float>(formats::decode(formats::kFp16, codes[i]));
  }
  quantizers::GroupQuantizeOptions options;
  options.weight_mode = mode;
  options.second_level = quantizers::SecondLevel::kInt8;
  for (auto _ : state) benchmark::DoNotOptimize(quantizers::quantize_groups(weights, options).codes.values.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(size * size));
}
BENCHMARK_CAPTURE(run_quantizer, int8, "int8")->Arg(1024)->Arg(4096);
BENCHMARK_CAPTURE(run_quantizer, fp4, "fp4")->Arg(1024)->Arg(4096);
BENCHMARK_CAPTURE(run_quantizer, fp3, "fp3")->Arg(1024)->Arg(4096);
BENCHMARK_CAPTURE(run_quantizer, uint4, "uint4")->Arg(1024);
BENCHMARK_CAPTURE(run_quantizer, e4m3, "e4m3")->Arg(1024);
BENCHMARK_CAPTURE(run_quantizer, ant4, "ant4")->Arg(1024);
BENCHMARK_CAPTURE(run_quantizer, olive4, "olive4")->Arg(1024);

}  // namespace
}  // namespace lop::bench
