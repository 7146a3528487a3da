// Output SRAM: takes an array row a cycle, gives whole output tiles to the DMA.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/output_stationary_array.hpp"
#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/memory/double_buffer.hpp"

namespace lop::sim {

/// A row of the array's outputs, or of its sums; codes valid until the end of the cycle in which they are seen, null
/// without values.
struct OutputRow {
  bool valid = false;
  const std::uint32_t* codes = nullptr;   // [columns], of sums [columns][words]

  bool operator==(const OutputRow& o) const { return valid == o.valid && codes == o.codes; }
};

struct OutputBufferInputs {
  OutputRow row;
  std::uint8_t written = 0;   // tiles that the DRAM has accepted
};

class OutputBuffer {
 public:
  /// The plan must outlive the buffer. drain_rows: array row of the i-th row to leave.
  OutputBuffer(const LayerPlan& plan, std::vector<std::int64_t> drain_rows, bool with_values);
  void reset();
  void compute(const OutputBufferInputs& in);
  void commit() { control_.commit(); }
  const BufferState& state() const { return control_.state(); }
  SramCounts counts() const { return {control_.dma_words(), control_.array_words()}; }
  std::uint64_t converted() const { return converted_; }
  /// shapes  {m, n}; empty without values
  const tensor::Matrix<std::uint32_t>& out() const { return out_; }

 private:
  void take_row(const OutputRow& row, BufferEvents& events);

  const LayerPlan& plan_;
  std::vector<std::int64_t> drain_rows_;
  DoubleBuffer control_;
  std::size_t tile_ = 0;                  // being filled
  std::size_t rows_taken_ = 0;            // of that tile
  std::size_t tiles_written_ = 0;
  std::uint64_t converted_ = 0;
  tensor::Matrix<std::uint32_t> out_;
};

}  // namespace lop::sim
