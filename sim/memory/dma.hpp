// DMA: one engine that brings blocks in program order, piece by piece, and writes full output halves back in between.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/memory/double_buffer.hpp"
#include "sim/memory/dram.hpp"

namespace lop::sim {

/// Longest uninterrupted piece of a load: how long a write-back may have to wait.
inline constexpr std::int64_t kPieceBursts = 64;

/// One block to be loaded.
struct Load {
  Port port = Port::kWeight;
  std::int64_t block = 0;    // running number among the blocks of this port
  std::int64_t bursts = 0;
};

/// All transfers of a layer.
struct TransferProgram {
  std::vector<Load> loads;                  // in order of first use
  std::vector<std::int64_t> write_backs;    // bursts of each output tile
};

struct DmaInputs {
  bool dram_ready = true;
  BufferState weight, activation, output;
};

class Dma {
 public:
  /// The program must outlive its use.
  void load_program(const TransferProgram& program) { program_ = &program; }
  void reset();
  void compute(const DmaInputs& in);
  void commit() { request_ = next_; }
  const DramRequest& outputs() const { return request_; }

 private:
  const TransferProgram* program_ = nullptr;
  std::size_t next_load_ = 0;
  std::int64_t bursts_sent_ = 0;       // of that load
  std::size_t next_write_back_ = 0;
  DramRequest request_, next_;
};

}  // namespace lop::sim
