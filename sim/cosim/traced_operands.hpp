// The operands of a layer for co-simulation, output tile by output tile as the sequencer takes them.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/array_ports.hpp"
#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/stimulus.hpp"

namespace lop::cosim {

/// Rows of the array are tokens, columns are channels; rows of tiles vary fastest. The seed chooses the first tile.
/// What the layer does not fill is zero. Channel scales are those of the tile under way.
class TracedOperands final : public OperandSource {
 public:
  /// layer  outlives the source
  /// errors  pe::OperandError when a mode's operands do not fit together
  TracedOperands(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const TracedLayer& layer,
                 std::uint64_t seed);

  void begin_output(int mode) override;
  void begin_group() override;
  void begin_chunk(bool) override;
  std::optional<int> groups() const override;
  std::optional<int> group_elements() const override;
  std::optional<std::uint32_t> channel_scale(std::size_t column) const override;
  pe::Metadata metadata() override;
  std::uint32_t row_metadata() override;
  std::uint32_t activation() override;
  std::uint32_t weight() override;
  /// Each tile was begun once; after that they come again.
  bool exhausted() const override { return begun_ > tiles_; }

 private:
  /// The code of element `at` of the chunk, its lanes row by row; 0 beyond the layer.
  std::uint32_t code(const tensor::Matrix<std::uint32_t>& codes, std::size_t first, std::size_t at) const;

  const pe::Slice& slice_;
  std::size_t rows_, columns_;  // of the array
  const TracedLayer& layer_;
  const tensor::GemmOperands* operands_ = nullptr;  // of the output's mode
  std::size_t lanes_ = 1;
  std::uint64_t row_tiles_ = 0, tiles_ = 0, first_tile_ = 0, begun_ = 0;
  std::size_t row_ = 0, column_ = 0;               // of the layer, first of the tile
  std::size_t group_ = 0, k_ = 0, group_end_ = 0;  // k_: first element of the chunk
  bool first_group_ = true, first_chunk_ = true;
  std::size_t activation_ = 0, weight_ = 0, metadata_ = 0, row_metadata_ = 0;  // handed out so far
};

}  // namespace lop::cosim
