// Walks the tiles, groups and chunks of a layer.
#include "sim/cosim/traced_operands.hpp"

#include <algorithm>

#include "models/formats/rounding.hpp"

namespace lop::cosim {

TracedOperands::TracedOperands(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const TracedLayer& layer,
                               std::uint64_t seed)
    : slice_(slice),
      rows_(static_cast<std::size_t>(geometry.total_rows())),
      columns_(static_cast<std::size_t>(geometry.total_columns())),
      layer_(layer) {
  for (std::size_t mode = 0; mode < layer.size(); ++mode) {
    const tensor::GemmOperands& operands = layer[mode];
    if (operands.activations.rows == 0) continue;
    tensor::check_operands(slice, static_cast<int>(mode), operands);
    row_tiles_ = (operands.activations.rows + rows_ - 1) / rows_;
    tiles_ = row_tiles_ * ((operands.weights.rows + columns_ - 1) / columns_);
  }
  if (tiles_ == 0) throw pe::OperandError("the layer has no operands");
  first_tile_ = formats::counter_random(seed, 2) % tiles_;
}

void TracedOperands::begin_output(int mode) {
  operands_ = &layer_[static_cast<std::size_t>(mode)];
  lanes_ = static_cast<std::size_t>(slice_.lanes(mode));
  const std::uint64_t tile = (first_tile_ + begun_++) % tiles_;
  row_ = static_cast<std::size_t>(tile % row_tiles_) * rows_;
  column_ = static_cast<std::size_t>(tile / row_tiles_) * columns_;
  group_ = group_end_ = 0;
  first_group_ = true;
}

void TracedOperands::begin_group() {
  const std::size_t k = operands_->activations.columns;
  if (!first_group_) ++group_;
  first_group_ = false;
  k_ = group_end_;
  group_end_ = slice_.group_size() == 0 ? k : std::min(k, k_ + static_cast<std::size_t>(slice_.group_size()));
  first_chunk_ = true;
  metadata_ = row_metadata_ = 0;
}

void TracedOperands::begin_chunk(bool) {
  if (!first_chunk_) k_ += lanes_;
  first_chunk_ = false;
  activation_ = weight_ = 0;
}

std::optional<int> TracedOperands::groups() const {
  return static_cast<int>(std::max<std::size_t>(1, tensor::group_count(slice_, operands_->activations.columns)));
}

std::optional<int> TracedOperands::group_elements() const { return static_cast<int>(group_end_ - k_); }

std::optional<std::uint32_t> TracedOperands::channel_scale(std::size_t column) const {
  constexpr std::uint32_t kOne = 0x3f800000;
  const std::size_t channel = column_ + column;
  return channel < operands_->channel_scale.size() ? operands_->channel_scale[channel] : kOne;
}

pe::Metadata TracedOperands::metadata() {
  const std::size_t channel = column_ + metadata_++;
  if (operands_->metadata.columns == 0 || channel >= operands_->metadata.rows) return {};
  return operands_->metadata(channel, group_);
}

std::uint32_t TracedOperands::row_metadata() {
  const std::size_t token = row_ + row_metadata_++;
  if (operands_->row_metadata.columns == 0 || token >= operands_->row_metadata.rows) return 0;
  return operands_->row_metadata(token, group_);
}

std::uint32_t TracedOperands::code(const tensor::Matrix<std::uint32_t>& codes, std::size_t first,
                                   std::size_t at) const {
  const std::size_t line = first + at / lanes_, element = k_ + at % lanes_;
  return line < codes.rows && element < group_end_ ? codes(line, element) : 0;
}

std::uint32_t TracedOperands::activation() { return code(operands_->activations, row_, activation_++); }

std::uint32_t TracedOperands::weight() { return code(operands_->weights, column_, weight_++); }

}  // namespace lop::cosim
