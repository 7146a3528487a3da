// Kernels beside OpenBLAS sgemm of the same shape, one core; `sgemm` says how many times as fast that is.
#include <benchmark/benchmark.h>
#include <cblas.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <tuple>

#include "models/tensor/fast_gemm.hpp"
#include "tests/models/tensor/kernel_operands.hpp"

namespace lop::bench {
namespace {

using tensor::kernels::InstructionSet;

struct Shape {
  int m, k, n;
};
constexpr Shape kShapes[] = {{512, 512, 512}, {128, 256, 256}, {128, 256, 512}, {128, 512, 256}};

template <typename Run>
double seconds_of(Run run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Sgemm {
  Shape shape;
  std::vector<float> a, w, out;

  explicit Sgemm(const Shape& of)
      : shape(of),
        a(static_cast<std::size_t>(of.m * of.k), 1.5f),
        w(static_cast<std::size_t>(of.n * of.k), 0.5f),
        out(static_cast<std::size_t>(of.m * of.n)) {
    openblas_set_num_threads(1);
  }
  void operator()() {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, shape.m, shape.n, shape.k, 1, a.data(), shape.k, w.data(),
                shape.k, 0, out.data(), shape.n);
  }
};

/// Every iteration runs sgemm as well, so that both see the same machine; medians of both give the ratio.
void run_kernel(benchmark::State& state, const std::string& stem, const pe::Choices& choices, int mode,
                InstructionSet set, bool reference) {
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  const Shape shape = kShapes[state.range(0)];
  const auto slice = pe::make_slice(stem, choices);
  const auto size = [](int length) { return static_cast<std::size_t>(length); };
  const tensor::GemmOperands operands =
      test::OperandSource(*slice, mode).draw(test::CodeDraw::kFinite, size(shape.m), size(shape.k), size(shape.n), 1);
  Sgemm sgemm(shape);
  sgemm();
  std::vector<double> ours, theirs;
  for (auto _ : state) {
    ours.push_back(seconds_of([&] {
      const auto out =
          reference ? tensor::reference_gemm(*slice, mode, operands) : tensor::fast_gemm(*slice, mode, operands, set);
      benchmark::DoNotOptimize(out.values.data());
    }));
    for (int i = 0; i < 3; ++i) theirs.push_back(seconds_of([&] { sgemm(); }));
    state.SetIterationTime(ours.back());
  }
  const auto median = [](std::vector<double>& values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
  };
  const double ours_s = median(ours), theirs_s = median(theirs);
  const double macs = static_cast<double>(shape.m) * shape.k * shape.n;
  state.counters["GMAC/s"] = macs / ours_s * 1e-9;
  state.counters["sgemm_GMAC/s"] = macs / theirs_s * 1e-9;
  state.counters["sgemm"] = ours_s / theirs_s;
}

/// NAME-MODE[-parameter=value...]/instruction set/m x k x n
void add(const std::string& stem, const pe::Choices& choices, int mode) {
  std::string name = stem + "-" + pe::make_slice(stem, choices)->modes()[static_cast<std::size_t>(mode)];
  for (const auto& [key, value] : choices) name += "-" + key + "=" + value;
  const std::pair<const char*, InstructionSet> sets[] = {{"avx512", InstructionSet::kAvx512},
                                                         {"avx2", InstructionSet::kAvx2}};
  for (std::size_t i = 0; i < std::size(kShapes); ++i) {
    const Shape& shape = kShapes[i];
    const std::string end =
        "/" + std::to_string(shape.m) + "x" + std::to_string(shape.k) + "x" + std::to_string(shape.n);
    for (const auto& [set_name, set] : sets) {
      if (set > tensor::kernels::best_instruction_set()) continue;
      benchmark::RegisterBenchmark((name + "/" + set_name + end).c_str(), run_kernel, stem, choices, mode, set, false)
          ->Arg(static_cast<std::int64_t>(i))
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark((name + "/reference" + end).c_str(), run_kernel, stem, choices, mode,
                                 InstructionSet::kPortable, true)
        ->Arg(static_cast<std::int64_t>(i))
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
}

void add_all() {
  const std::map<std::string, std::vector<pe::Choices>> variants = {
      {"bitmod",
       {{},
        {{"rounding", "nearest_even"}},
        {{"alignment", "five_input"}},
        {{"alignment", "post_shift"}},
        {{"alignment", "post_shift"}, {"rounding", "nearest_even"}}}},
      {"fp16_mac", {{}, {{"accumulator", "fp16"}}}},
      {"fp16_int8_mac", {{}, {{"accumulator", "fp32"}}}},
      {"lmul",
       {{},
        {{"form", "literal"}},
        {{"format", "e4m3"}},
        {{"accumulator", "bf16"}},
        {{"accumulator", "fp16"}},
        {{"accumulator", "fp16"}, {"form", "literal"}}}},
      {"mixpe_w4a16", {{}, {{"accumulator", "fp16"}}, {{"accumulator", "block_aligned"}}}}};
  for (const std::string& stem : pe::stems()) {
    const auto found = variants.find(stem);
    for (const pe::Choices& choices : found != variants.end() ? found->second : std::vector<pe::Choices>{{}}) {
      const auto slice = pe::make_slice(stem, choices);
      for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) add(stem, choices, mode);
    }
  }
}

}  // namespace
}  // namespace lop::bench

int main(int argc, char** argv) {
  lop::bench::add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
