// The machine as a user describes it, and its conversion into integers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/array/array_ports.hpp"
#include "sim/fast/machine.hpp"

namespace lop::sim {

struct BufferConfig {
  std::int64_t capacity_kib = 0;  // both halves together
  std::int64_t banks = 1;
  std::int64_t width_bits = 64;  // of one word of one bank
  // 2: every bank reads and writes in one cycle, and both halves lie in all banks; 1: a half has half of the banks, so that
  // the array and the DMA, which are never at the same half, never meet in a bank
  std::int64_t ports = 2;
};

struct DramConfig {
  double bandwidth_gb_per_s = 0;             // 1e9 bytes; multiples of 0.001; a device brings its own
  double latency_ns = 0;                     // multiples of 0.001; of reads, on their way back
  std::shared_ptr<const DramDevice> device;  // null: a bandwidth, without banks
  std::int64_t channels = 1;
  std::int64_t queue_bursts = 32;
  std::vector<std::string> address_mapping = AddressMap::default_fields();
};

/// Keys of MachineError are the paths of these members, e.g. "dram.latency_ns".
struct MachineConfig {
  double clock_ghz = 1;  // multiples of 0.001
  ArrayGeometry array;
  BufferConfig weight_buffer, activation_buffer, output_buffer;
  DramConfig dram;
  VectorUnitShape vector;
};

/// The only place where real numbers become cycles: bytes a cycle as a reduced fraction, latency rounded up.
/// errors  MachineError naming the key
Machine resolve(const MachineConfig& config);

/// resolve and check_fit in one mode, without running anything.
/// errors  MachineError naming the key
void validate(const MachineConfig& config, const pe::Slice& slice, int mode);

}  // namespace lop::sim
