// What one simulated layer yields: cycles with their causes, action counts, and output codes when there are values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "models/tensor/matrix.hpp"

namespace lop::sim {

/// Why a cycle passed, in order of precedence: the first that applies.
enum class Cause {
  kCompute,
  kModeSwitch,
  kDequantize,
  kFill,
  kDrain,
  kWaitOutput,
  kWaitWeight,
  kWaitActivation,
};
inline constexpr std::size_t kCauseCount = 8;
inline constexpr std::array<const char*, kCauseCount> kCauseNames = {
    "compute", "mode_switch", "dequantize", "fill", "drain", "wait_output", "wait_weight", "wait_activation"};

using Breakdown = std::array<std::uint64_t, kCauseCount>;   // cycles, indexed by Cause
using Counts = std::map<std::string, std::uint64_t>;        // action name -> number of actions

/// One execution of a layer; `count` equal executions are folded by whoever sums up.
struct LayerResult {
  std::string name;
  std::string operation;  // of the vector unit, on m rows of k elements; empty: a GEMM
  std::int64_t m = 0, k = 0, n = 0, count = 1;
  std::uint64_t cycles = 0;                                  // sum of breakdown
  Breakdown breakdown{};
  Counts counts;
  std::optional<tensor::Matrix<std::uint32_t>> out;          // {m, n} output codes
};

}  // namespace lop::sim
