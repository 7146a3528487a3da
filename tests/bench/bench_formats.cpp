// Throughput of encoding FP32 into element formats and scaled blocks, on one core.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "models/formats/fp32_encoder.hpp"
#include "models/formats/rounding.hpp"
#include "models/quantizers/block_format.hpp"

namespace lop::bench {
namespace {

constexpr std::size_t kRows = 4096, kColumns = 4096;

/// Near N(0, 1): the sum of twelve uniform numbers less their mean.
const std::vector<float>& normal_values() {
  static const std::vector<float> values = [] {
    std::vector<float> filled(kRows * kColumns);
    for (std::size_t i = 0; i < filled.size(); ++i) {
      double sum = -6;
      for (std::uint64_t word = 0; word < 3; ++word) {
        const std::uint64_t bits = formats::counter_random(1, 3 * i + word);
        for (int part = 0; part < 4; ++part) sum += static_cast<double>(bits >> (16 * part) & 0xffff) * 0x1p-16;
      }
      filled[i] = static_cast<float>(sum);
    }
    return filled;
  }();
  return values;
}

/// Items are numbers.
template <typename Code>
void run_elements(benchmark::State& state, const std::string& name) {
  const formats::NumberFormat format = formats::number_format(name);
  const formats::Fp32Encoder encoder(format, format.default_rule());
  const std::vector<float>& values = normal_values();
  std::vector<Code> codes(values.size());
  for (auto _ : state) {
    encoder.encode(values.data(), values.size(), codes.data());
    benchmark::DoNotOptimize(codes.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
void run_narrow(benchmark::State& state, const std::string& name) { run_elements<std::uint8_t>(state, name); }
void run_wide(benchmark::State& state, const std::string& name) { run_elements<std::uint16_t>(state, name); }
BENCHMARK_CAPTURE(run_narrow, e4m3, "e4m3");
BENCHMARK_CAPTURE(run_narrow, e2m1, "e2m1");
BENCHMARK_CAPTURE(run_narrow, posit8_0, "posit8_0");
BENCHMARK_CAPTURE(run_narrow, int8, "int8");
BENCHMARK_CAPTURE(run_wide, fp16, "fp16");
BENCHMARK_CAPTURE(run_wide, bf16, "bf16");
BENCHMARK_CAPTURE(run_wide, int16, "int16");
BENCHMARK_CAPTURE(run_wide, posit16_1, "posit16_1");

/// A row at a time, as a caller with a matrix does.
void run_blocks(benchmark::State& state, const std::string& name) {
  const quantizers::BlockFormat format = quantizers::block_format(name);
  const std::vector<float>& values = normal_values();
  const float tensor_scale = quantizers::tensor_scale(format, values.data(), values.size());
  std::vector<std::uint8_t> codes(values.size());
  std::vector<std::uint8_t> scales(values.size() / format.block_size);
  for (auto _ : state) {
    for (std::size_t row = 0; row < kRows; ++row) {
      quantizers::encode_blocks(format, {}, tensor_scale, values.data() + row * kColumns, kColumns,
                                codes.data() + row * kColumns, scales.data() + row * (kColumns / format.block_size));
    }
    benchmark::DoNotOptimize(codes.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK_CAPTURE(run_blocks, mxfp4, "mxfp4");
BENCHMARK_CAPTURE(run_blocks, mxfp8_e4m3, "mxfp8_e4m3");
BENCHMARK_CAPTURE(run_blocks, mxint8, "mxint8");
BENCHMARK_CAPTURE(run_blocks, nvfp4, "nvfp4");

void run_decode(benchmark::State& state, const std::string& name) {
  const quantizers::BlockFormat format = quantizers::block_format(name);
  const std::vector<float>& values = normal_values();
  const float tensor_scale = quantizers::tensor_scale(format, values.data(), values.size());
  std::vector<std::uint8_t> codes(values.size());
  std::vector<std::uint8_t> scales(values.size() / format.block_size);
  quantizers::encode_blocks(format, {}, tensor_scale, values.data(), values.size(), codes.data(), scales.data());
  std::vector<float> decoded(values.size());
  for (auto _ : state) {
    quantizers::decode_blocks(format, tensor_scale, codes.data(), scales.data(), codes.size(), decoded.data());
    benchmark::DoNotOptimize(decoded.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK_CAPTURE(run_decode, mxfp4, "mxfp4");
BENCHMARK_CAPTURE(run_decode, nvfp4, "nvfp4");

}  // namespace
}  // namespace lop::bench
