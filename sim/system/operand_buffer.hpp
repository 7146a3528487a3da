// Weight or activation SRAM: two halves of blocks, read one chunk at a time for all live columns or rows.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <tuple>
#include <vector>

#include "models/tensor/gemm.hpp"
#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/memory/double_buffer.hpp"
#include "sim/memory/dram.hpp"
#include "sim/system/slot.hpp"

namespace lop::sim {

/// Read data; valid until the end of the cycle in which they are seen, null without values.
struct OperandData {
  const std::uint32_t* codes = nullptr;           // [lines of the array][lanes], dead lines and lanes are 0; of a
                                                  // vector [rows][lanes], beyond K PeFacts::no_activation
  const pe::Metadata* metadata = nullptr;         // [columns], weights only
  const std::uint32_t* row_metadata = nullptr;    // [rows], activations only, null where there are none
  const std::uint32_t* channel_scale = nullptr;   // [columns], weights only: of the row at the output units this cycle

  bool operator==(const OperandData& o) const {
    return std::tie(codes, metadata, row_metadata, channel_scale) ==
           std::tie(o.codes, o.metadata, o.row_metadata, o.channel_scale);
  }
};

struct OperandBufferInputs {
  Slot slot;
  std::uint8_t arrived = 0;   // blocks that the DRAM has delivered
};

class OperandBuffer {
 public:
  /// The plan and the operands must outlive the buffer; operands null: control and counts only.
  OperandBuffer(Port port, const LayerPlan& plan, const tensor::GemmOperands* operands);
  void reset();
  void compute(const OperandBufferInputs& in);
  void commit();
  const BufferState& state() const { return control_.state(); }
  const OperandData& data() const { return data_; }
  SramCounts counts() const;

 private:
  struct ScaleWindow {
    std::int64_t tile;
    std::int64_t first_cycle;   // in which `compute` must put them on the port
  };

  void read_chunk(const Slot& slot);
  void read_vector(const Slot& slot);
  void read_metadata(const Slot& slot, const Tile& tile);
  void read_row_metadata(const Slot& slot, const Tile& tile);
  void read_scales();

  Port port_;
  const LayerPlan& plan_;
  const tensor::GemmOperands* operands_;
  std::size_t lanes_;
  std::size_t lines_;           // rows or columns of the array
  DoubleBuffer control_;
  std::int64_t cycle_ = 0;
  std::int64_t blocks_arrived_ = 0;
  // Output registers: one is on the port while the other is written.
  std::array<std::vector<std::uint32_t>, 2> codes_, row_metadata_, scales_;
  std::array<std::vector<pe::Metadata>, 2> metadata_;
  std::size_t codes_turn_ = 0, metadata_turn_ = 0, scales_turn_ = 0;
  std::deque<ScaleWindow> scale_windows_;
  OperandData data_, next_;
};

}  // namespace lop::sim
