// The machine in integers: what both fidelities compute with.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"
#include "sim/memory/dram_model.hpp"

namespace lop::sim {

/// A value of the machine's configuration that cannot work.
class MachineError : public std::invalid_argument {
 public:
  MachineError(std::string key, const std::string& problem)
      : std::invalid_argument(key + ": " + problem), key_(std::move(key)), problem_(problem) {}
  /// Path in MachineConfig, e.g. "weight_buffer.capacity_kib".
  const std::string& key() const { return key_; }
  const std::string& problem() const { return problem_; }

 private:
  std::string key_, problem_;
};

/// A double-buffered SRAM.
struct SramShape {
  std::int64_t half_bits = 0;    // capacity of one half
  std::int64_t banks = 1;        // that a half can use in one cycle
  std::int64_t width_bits = 1;   // of one word of one bank

  std::int64_t bits_per_cycle() const { return banks * width_bits; }
};

/// FP32 lanes that work on what is not a GEMM.
struct VectorUnitShape {
  std::int64_t lanes = 0;           // 0: the machine has none
  std::int64_t latency_cycles = 1;  // from a step at its port to its results at the output SRAM

  /// From a row's last step to the number that its next pass needs: the lanes' results are added or compared in pairs.
  std::int64_t reduction_cycles() const;
};

struct Machine {
  ArrayGeometry array;
  VectorUnitShape vector;
  SramShape weight, activation, output;
  DramTiming dram;
};

/// errors  MachineError when the slice cannot run on the machine in this mode:
///         a half cannot hold one group of a full tile (one fold), or the output buffer cannot take one array row a cycle;
///         a dataflow that passes sums, of a PE that cannot or in tiles of several PEs
void check_fit(const Machine& machine, const pe::Slice& slice, int mode);

}  // namespace lop::sim
