// Slices of scaled-block dot products: exact sums over blocks of narrow elements, one scale a block on each side, FP32
// accumulator.
//
// A block's sum is exact in fixed point; times both scales it is rounded to FP32 once (nearest even, gradual underflow,
// overflow to infinity) and added to the accumulator with one rounding more. An element that is infinite or NaN and a
// scale that is NaN make the output NaN (infinities ours: invalid, as FP16's), wherever they stand; so does an
// accumulator of Inf - Inf.
#pragma once

#include <vector>

#include "models/formats/float_format.hpp"
#include "models/formats/number_format.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {

/// An element type: its codes as multiples of 2^last_place.
struct BlockElement {
  static constexpr std::int64_t kInvalid = INT64_MIN;

  std::string name;
  formats::NumberFormat format;
  int last_place;
  std::vector<std::int64_t> units;  // by code; kInvalid where it is no finite number

  /// scale_exponent  of a format whose stored integers are multiples of 2^scale_exponent
  explicit BlockElement(const std::string& name, int scale_exponent = 0);
  std::int64_t unit(std::uint32_t code) const { return units[code & static_cast<std::uint32_t>(units.size() - 1)]; }
};

struct BlockFormat {
  std::vector<BlockElement> elements;  // one a run-time mode, the same on both sides
  int block;                           // elements
  formats::FloatFormat scale;          // unsigned; bits above it are ignored
};

class BlockDot : public Slice {
 public:
  static constexpr int kLanes = 8;
  static constexpr int kScaleBits = 8;  // stored, and on the ports

  /// One value today: what the gates are built for.
  static Parameter lanes_parameter() { return {"lanes", {std::to_string(kLanes)}, ParameterKind::kOperands}; }

  const Choices& choices() const override { return choices_; }
  int lanes(int) const override { return kLanes; }
  int steps_per_chunk(int) const override { return 1; }
  std::string activation_format(int mode) const override { return element(mode).name; }
  std::string weight_format(int mode) const override { return element(mode).name; }
  int activation_bits(int mode) const override { return element(mode).format.bits(); }
  int weight_bits(int mode) const override { return element(mode).format.bits(); }
  int metadata_bits(int) const override { return kScaleBits; }
  int row_metadata_bits(int) const override { return kScaleBits; }
  int group_size() const override { return format_.block; }
  int accumulator_bits() const override { return 32; }
  int out_bits() const override { return 32; }
  MetadataUse metadata_use(int) const override;
  double activation_value(int mode, std::uint32_t code, std::uint32_t row_metadata) const override;
  double weight_value(int mode, std::uint32_t code, const Metadata& metadata) const override;
  const std::vector<std::string>& flag_names() const override;
  std::uint32_t flags(const std::uint32_t* accumulator) const override;
  std::uint64_t port_metadata(const Metadata& metadata) const override { return metadata.scale & 0xff; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override;

  const BlockElement& element(int mode) const { return format_.elements[static_cast<std::size_t>(mode)]; }
  const formats::FloatFormat& scale_format() const { return format_.scale; }

 protected:
  /// format  outlives the slice
  BlockDot(const BlockFormat& format, Choices choices) : format_(format), choices_(std::move(choices)) {}

 private:
  const BlockFormat& format_;
  Choices choices_;
};

}  // namespace lop::pe
