// One GEMM with values in the SystemC machine, and beside it, in the same run, the verilated gates of one of its tiles.
//
//   gemm_cycle_vs_rtl [M K N [SECONDS]]     256 4096 4096 and 5 seconds of gates if left out
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "sim/cosim/array_witness.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "sim/system/run.hpp"
#include "tests/bench/array_input.hpp"

namespace lop::bench {
namespace {

constexpr int kFp4 = 5;
constexpr sim::ArrayGeometry kArray{4, 4, 8, 8}, kTile{1, 1, 8, 8};

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// The memories of configs/memory/bitmod_paper.yaml.
sim::MachineConfig machine() {
  sim::MachineConfig config;
  config.array = kArray;
  config.weight_buffer = {512, 8, 64};
  config.activation_buffer = {512, 8, 128};
  config.output_buffer = {16, 8, 128};
  config.dram.bandwidth_gb_per_s = 32;
  config.dram.latency_ns = 100;
  return config;
}

/// PE-steps a second of processor time: steps the PEs accept, whole tiles of the array.
double run_machine(const pe::Slice& slice, std::int64_t m, std::int64_t k, std::int64_t n) {
  sim::LayerJob job;
  job.name = "gemm";
  job.m = m;
  job.k = k;
  job.n = n;
  job.mode = kFp4;
  job.operands = std::make_shared<tensor::GemmOperands>(
      gemm(slice, kFp4, static_cast<std::size_t>(m), static_cast<std::size_t>(k), static_cast<std::size_t>(n)));
  const double processor_before = processor_seconds();
  const Stopwatch watch;
  const sim::LayerResult result = sim::run_cycle(slice, machine(), {job}).front();
  const double wall = watch.seconds(), processor = processor_seconds() - processor_before;

  const auto whole = [](std::int64_t size, std::int64_t tile) { return (size + tile - 1) / tile * tile; };
  const std::int64_t chunks = (k + slice.lanes(kFp4) - 1) / slice.lanes(kFp4);
  const auto steps = static_cast<double>(whole(m, kArray.total_rows()) * whole(n, kArray.total_columns()) * chunks *
                                         slice.steps_per_chunk(kFp4));
  std::uint64_t code_sum = 0;
  for (const std::uint32_t code : result.out->values) code_sum = code_sum * 31 + code;
  fmt::print("machine  M{} K{} N{}: {} cycles, {:.1f} s wall, {:.1f} s processor, {:.0f} MiB peak, checksum {:016x}\n",
             m, k, n, result.cycles, wall, processor, peak_memory_mib(), code_sum);
  fmt::print(
      "machine  {:.3g} PE-steps, {:.1f} M PE-steps/s wall, {:.1f} M PE-steps/s of processor time, {:.3g} cycles/s\n",
      steps, steps / wall * 1e-6, steps / processor * 1e-6, static_cast<double>(result.cycles) / wall);
  return steps / processor;
}

double run_gates(const pe::Slice& slice, double seconds) {
  cosim::RtlRequest request;
  request.slice = &slice;
  request.geometry = kTile;
  const auto gates = cosim::make_rtl_witness(slice, kTile, cosim::find_or_build(request), 1);
  ArrayInput input(slice, kFp4, kTile);
  gates->cycle(input.next(), true);
  std::uint64_t cycles = 0;
  const double processor_before = processor_seconds();
  const Stopwatch watch;
  while (watch.seconds() < seconds) {
    for (int i = 0; i < 1000; ++i) gates->cycle(input.next(), false);
    cycles += 1000;
  }
  const double processor = processor_seconds() - processor_before;
  const double rate = static_cast<double>(cycles) * kTile.total_rows() * kTile.total_columns() / processor;
  fmt::print("gates    8 x 8 PEs verilated: {} cycles, {:.2f} M PE-steps/s of processor time\n", cycles, rate * 1e-6);
  return rate;
}

}  // namespace
}  // namespace lop::bench

int main(int argc, char** argv) {
  const auto number = [&](int i, std::int64_t otherwise) {
    return argc > i ? std::strtoll(argv[i], nullptr, 10) : otherwise;
  };
  if ((argc != 1 && argc != 4 && argc != 5) || number(1, 1) < 1 || number(2, 1) < 1 || number(3, 1) < 1 ||
      number(4, 1) < 1) {
    fmt::print(stderr, "gemm_cycle_vs_rtl: expected no arguments or M K N [SECONDS], all positive\n");
    return 2;
  }
  try {
    const auto slice = lop::pe::make_slice("bitmod");
    const double machine = lop::bench::run_machine(*slice, number(1, 256), number(2, 4096), number(3, 4096));
    const double gates = lop::bench::run_gates(*slice, static_cast<double>(number(4, 5)));
    fmt::print("ratio    the machine takes {:.0f} times as many PE-steps a second as the gates\n", machine / gates);
  } catch (const std::exception& error) {
    fmt::print(stderr, "gemm_cycle_vs_rtl: {}\n", error.what());
    return 1;
  }
  return 0;
}
