// Output SRAM that keeps partial sums: brings them to the array with their vectors, takes sums or output codes a row a
// cycle, and gives whole tiles of codes to the DMA.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/fast/action_counts.hpp"
#include "sim/fast/layer_plan.hpp"
#include "sim/memory/double_buffer.hpp"
#include "sim/system/output_buffer.hpp"
#include "sim/system/slot.hpp"

namespace lop::sim {

struct SumBufferInputs {
  Slot slot;
  OutputRow row;             // output codes of a vector
  OutputRow psum;            // its sums, a cycle before
  std::uint8_t written = 0;  // tiles that the DRAM has accepted
};

class SumBuffer {
 public:
  /// The plan must outlive the buffer. words: of a sum.
  SumBuffer(const LayerPlan& plan, std::size_t words, bool with_values);
  void reset();
  void compute(const SumBufferInputs& in);
  void commit();
  const BufferState& state() const { return control_.state(); }
  /// The sums of the vector at the array's port; valid until the end of the cycle in which they are seen.
  const OutputRow& sums() const { return sums_; }
  SramCounts counts() const { return {control_.dma_words() + sum_words_read_, control_.array_words()}; }
  std::uint64_t converted() const { return converted_; }
  /// shapes  {m, n}; empty without values
  const tensor::Matrix<std::uint32_t>& out() const { return out_; }

 private:
  void read_sums(const Slot& slot);
  void take_row(const SumBufferInputs& in, BufferEvents& events);
  std::uint32_t* kept_sums(const Item& item, std::int64_t token);

  const LayerPlan& plan_;
  const std::size_t row_words_;  // 32-bit words of an array row of sums
  DoubleBuffer control_;
  std::size_t item_ = 0;    // whose rows enter
  std::int64_t token_ = 0;  // of the next one
  std::int64_t vectors_issued_ = 0, rows_taken_ = 0;
  std::size_t tiles_written_ = 0;
  std::uint64_t sum_words_read_ = 0, converted_ = 0;
  std::array<std::vector<std::uint32_t>, 2> halves_;     // [tokens of a tile][row_words_]; empty without values
  std::array<std::vector<std::uint32_t>, 2> registers_;  // one is on the port while the other is written
  std::vector<std::uint32_t> psum_;                      // of the row whose codes are still in the output unit
  std::size_t turn_ = 0;
  OutputRow sums_, next_sums_;
  tensor::Matrix<std::uint32_t> out_;
};

}  // namespace lop::sim
