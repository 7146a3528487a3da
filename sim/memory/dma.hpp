// DMA: one engine that brings blocks in program order, piece by piece, and writes full output halves back in between.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/memory/axi.hpp"
#include "sim/memory/double_buffer.hpp"
#include "sim/memory/dram_model.hpp"

namespace lop::sim {

/// Longest uninterrupted piece of a load: how long a write-back may have to wait.
inline constexpr std::int64_t kPieceBursts = 64;

/// One block to be loaded.
struct Load {
  Port port = Port::kWeight;
  std::int64_t block = 0;  // running number among the blocks of this port
  std::int64_t bursts = 0;
  std::size_t first_region = 0;  // in TransferProgram::regions; the block's regions follow one another
};

/// The outputs of a tile.
struct WriteBack {
  std::int64_t bursts = 0;
  std::size_t first_region = 0;
};

/// All transfers of a layer.
struct TransferProgram {
  std::vector<Load> loads;             // in order of first use
  std::vector<WriteBack> write_backs;  // a tile each
  std::vector<BurstRegion> regions;

  /// Bursts [sent, sent + bursts) of the load.
  DramRequest request(const Load& load, std::int64_t sent, std::int64_t bursts) const {
    return {true, load.port, bursts, sent + bursts == load.bursts, regions.data() + load.first_region, sent, false};
  }
  DramRequest write_back(std::size_t tile) const {
    const WriteBack& outputs = write_backs[tile];
    return {true,
            Port::kOutput,
            outputs.bursts,
            true,
            regions.data() + outputs.first_region,
            0,
            tile + 1 == write_backs.size()};
  }
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
  void choose(const DmaInputs& in);

  const TransferProgram* program_ = nullptr;
  std::size_t next_load_ = 0;
  std::int64_t bursts_sent_ = 0;  // of that load
  std::size_t next_write_back_ = 0;
  std::int64_t addresses_left_ = 0;  // of the transactions of the latest request, one a cycle
  DramRequest request_, next_;
};

/// Addresses that the engine sends for a request, one a cycle, before it may choose again.
inline std::int64_t addresses_of(const DramRequest& request) {
  return axi_transactions(request.regions, request.offset, request.bursts);
}

}  // namespace lop::sim
