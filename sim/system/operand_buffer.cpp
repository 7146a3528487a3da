// Operand SRAM: control counts blocks and words, data are looked up in the layer's operands.
#include "sim/system/operand_buffer.hpp"

#include <algorithm>

namespace lop::sim {
namespace {

constexpr std::uint32_t kOne = 0x3f800000;   // FP32 1.0: layers without channel scales

}  // namespace

OperandBuffer::OperandBuffer(Port port, const LayerPlan& plan, const tensor::GemmOperands* operands)
    : port_(port),
      plan_(plan),
      operands_(operands),
      lanes_(static_cast<std::size_t>(plan.facts.lanes)),
      lines_(static_cast<std::size_t>(port == Port::kWeight ? plan.machine.array.total_columns()
                                                            : plan.machine.array.total_rows())),
      control_(port == Port::kWeight ? plan.machine.weight.banks : plan.machine.activation.banks) {
  if (operands_ == nullptr) return;
  for (auto& codes : codes_) codes.resize(lines_ * lanes_);
  if (port_ != Port::kWeight) {
    for (auto& metadata : row_metadata_) metadata.resize(lines_);
    return;
  }
  for (auto& metadata : metadata_) metadata.resize(lines_);
  for (auto& scales : scales_) scales.resize(lines_);
}

void OperandBuffer::reset() {
  control_.reset();
  cycle_ = 0;
  blocks_arrived_ = 0;
  scale_windows_.clear();
  data_ = next_ = {};
}

SramCounts OperandBuffer::counts() const { return {control_.array_words(), control_.dma_words()}; }

void OperandBuffer::read_chunk(const Slot& slot) {
  const Item& item = plan_.items[static_cast<std::size_t>(slot.item)];
  const Tile& tile = plan_.tiles[static_cast<std::size_t>(item.tile)];
  const bool weights = port_ == Port::kWeight;
  const tensor::Matrix<std::uint32_t>& source = weights ? operands_->weights : operands_->activations;
  const auto first = static_cast<std::size_t>(weights ? tile.first_column : tile.first_row);
  const auto live = static_cast<std::size_t>(weights ? tile.columns : tile.rows);
  const auto elements = static_cast<std::size_t>(slot.elements);

  codes_turn_ ^= 1;
  std::vector<std::uint32_t>& codes = codes_[codes_turn_];
  for (std::size_t line = 0; line < live; ++line) {
    const std::uint32_t* from = source.row(first + line) + slot.k;
    std::uint32_t* to = codes.data() + line * lanes_;
    std::copy(from, from + elements, to);
    std::fill(to + elements, to + lanes_, 0u);
  }
  std::fill(codes.begin() + static_cast<std::ptrdiff_t>(live * lanes_), codes.end(), 0u);
  next_.codes = codes.data();
  if (!slot.starts_group) return;
  if (weights) {
    read_metadata(slot, tile);
  } else if (!operands_->row_metadata.values.empty()) {
    read_row_metadata(slot, tile);
  }
}

void OperandBuffer::read_vector(const Slot& slot) {
  const Tile& tile = plan_.tiles[static_cast<std::size_t>(plan_.items[static_cast<std::size_t>(slot.item)].tile)];
  codes_turn_ ^= 1;
  std::vector<std::uint32_t>& codes = codes_[codes_turn_];
  const std::uint32_t* from = operands_->activations.row(static_cast<std::size_t>(tile.first_row + slot.token)) + slot.k;
  std::fill(std::copy_n(from, slot.elements, codes.begin()), codes.end(), plan_.facts.no_activation);
  next_.codes = codes.data();
}

void OperandBuffer::read_metadata(const Slot& slot, const Tile& tile) {
  metadata_turn_ ^= 1;
  std::vector<pe::Metadata>& metadata = metadata_[metadata_turn_];
  std::fill(metadata.begin(), metadata.end(), pe::Metadata{});
  if (plan_.facts.group_size > 0) {
    const auto group = static_cast<std::size_t>(slot.k / plan_.facts.group_size);
    for (std::int64_t c = 0; c < tile.columns; ++c) {
      metadata[static_cast<std::size_t>(c)] =
          operands_->metadata(static_cast<std::size_t>(tile.first_column + c), group);
    }
  }
  next_.metadata = metadata.data();
}

void OperandBuffer::read_row_metadata(const Slot& slot, const Tile& tile) {
  metadata_turn_ ^= 1;
  std::vector<std::uint32_t>& metadata = row_metadata_[metadata_turn_];
  std::fill(metadata.begin(), metadata.end(), 0u);
  const auto group = static_cast<std::size_t>(slot.k / plan_.facts.group_size);
  for (std::int64_t r = 0; r < tile.rows; ++r) {
    metadata[static_cast<std::size_t>(r)] =
        operands_->row_metadata(static_cast<std::size_t>(tile.first_row + r), group);
  }
  next_.row_metadata = metadata.data();
}

void OperandBuffer::read_scales() {
  if (scale_windows_.empty() || scale_windows_.front().first_cycle > cycle_) return;
  const Tile& tile = plan_.tiles[static_cast<std::size_t>(scale_windows_.front().tile)];
  scale_windows_.pop_front();
  scales_turn_ ^= 1;
  std::vector<std::uint32_t>& scales = scales_[scales_turn_];
  std::fill(scales.begin(), scales.end(), kOne);
  if (!operands_->channel_scale.empty()) {
    std::copy_n(operands_->channel_scale.begin() + tile.first_column, tile.columns, scales.begin());
  }
  next_.channel_scale = scales.data();
}

void OperandBuffer::compute(const OperandBufferInputs& in) {
  const bool weights = port_ == Port::kWeight;
  BufferEvents events;
  events.filled = in.arrived;
  events.emptied = (weights ? in.slot.releases_weight : in.slot.releases_activation) ? 1 : 0;
  events.array_words = weights ? in.slot.weight_words : in.slot.activation_words;
  const auto& words = weights ? plan_.weight_block_words : plan_.activation_block_words;
  for (std::int64_t i = 0; i < events.filled; ++i) {
    events.dma_words += words[static_cast<std::size_t>(blocks_arrived_ + i)];
  }
  blocks_arrived_ += events.filled;
  control_.compute(events);

  if (operands_ == nullptr) return;
  if (in.slot.starts_chunk) {
    if (!weights && passes_sums(plan_.machine.array.dataflow)) {
      read_vector(in.slot);
    } else {
      read_chunk(in.slot);
    }
  }
  if (!weights) return;
  // The read step is at the array's port next cycle; the tile's
  // first row is at the output units latency - 1 cycles later.
  if (in.slot.read) {
    scale_windows_.push_back(
        {plan_.items[static_cast<std::size_t>(in.slot.item)].tile, cycle_ + plan_.facts.array_latency - 1});
  }
  read_scales();
}

void OperandBuffer::commit() {
  control_.commit();
  data_ = next_;
  ++cycle_;
}

}  // namespace lop::sim
