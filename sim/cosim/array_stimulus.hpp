// Legal random input of an output-stationary array: outputs of whole groups, bubbles, mid-flight resets.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"
#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/stimulus.hpp"

namespace lop::cosim {

/// FP32 bits: corners, anything, and mostly what brings sums into the range of FP16.
std::uint32_t random_channel_scale(Random& random);

/// Keeps the sequencer's promise: groups end at least group_end and tile rows cycles apart, outputs total rows apart,
/// and an output in another mode starts mode_switch cycles later than it might. Where a slice refuses a change of the
/// mode within an output, some outputs have steps in other modes.
class ArrayStimulus final : public Stimulus {
 public:
  ArrayStimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry, StimulusOptions options);

  void advance() override;
  const sim::ArrayInputs& inputs() const override { return inputs_; }
  bool reset() const override { return reset_; }
  std::uint64_t steps() const override { return steps_; }
  std::uint64_t outputs() const override;
  bool exhausted() const override { return operands_->exhausted(); }
  int mode() const override { return mode_; }

 private:
  enum class Pending { kNothing, kChunk, kGroup, kOutput };

  void begin_pending();
  void begin_output();
  void begin_group();
  void begin_chunk();
  void draw_refused_chunk();
  bool may_step() const;
  pe::Step step(bool clear, bool end_group, bool read) const;

  const pe::Slice& slice_;
  sim::ArrayGeometry geometry_;
  StimulusOptions options_;
  Random random_;
  std::unique_ptr<OperandSource> operands_;
  int group_end_cycles_, mode_switch_cycles_;
  std::vector<std::uint32_t> activations_, weights_, row_metadata_, channel_scales_;
  std::vector<pe::Metadata> metadata_;
  sim::ArrayInputs inputs_;
  Pending pending_ = Pending::kNothing;  // operands stay until the end of their cycle
  bool reset_ = false;
  int mode_ = 0, chunk_mode_ = 0;  // of the output, of the chunk
  bool mode_changes_ = false;      // in this output
  int groups_left_ = 0, chunks_left_ = 0, phase_ = 0;
  bool clear_ = true;
  std::uint64_t cycle_ = 0, steps_ = 0, outputs_read_ = 0;
  std::uint64_t next_group_end_ = 0, next_read_ = 0, next_step_ = 0;  // first cycles in which these are legal
};

}  // namespace lop::cosim
