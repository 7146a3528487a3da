// Endless legal input of an array: outputs of one group of 128, back to back, without bubbles.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"
#include "tests/bench/random_operands.hpp"

namespace lop::bench {

class ArrayInput {
 public:
  ArrayInput(const pe::Slice& slice, int mode, const sim::ArrayGeometry& geometry)
      : slice_(slice),
        mode_(mode),
        rows_(static_cast<std::size_t>(geometry.total_rows())),
        columns_(static_cast<std::size_t>(geometry.total_columns())),
        lanes_(static_cast<std::size_t>(slice.lanes(mode))),
        chunks_(kElements / slice.lanes(mode)),
        activations_(fp16_codes(kElements * rows_, 1)),
        weights_(slice.weight_bits(mode) == 16 ? fp16_codes(kElements * columns_, 2)
                                               : uniform_codes(kElements * columns_, slice.weight_bits(mode), 2)),
        metadata_(metadata(columns_, 3)),
        channel_scales_(columns_, 0x3f800000) {}

  /// Inputs of the next cycle.
  sim::ArrayInputs next() {
    sim::ArrayInputs in;
    in.valid = true;
    in.channel_scale = channel_scales_.data();
    in.step.mode = mode_;
    in.step.clear = chunk_ == 0 && term_ == 0;
    const auto chunk = static_cast<std::size_t>(chunk_);
    in.step.activations = activations_.data() + chunk * rows_ * lanes_;
    in.step.weights = weights_.data() + chunk * columns_ * lanes_;
    in.step.metadata = metadata_.data();
    if (++term_ == slice_.steps_per_chunk(mode_)) {
      term_ = 0;
      chunk_ = chunk_ + 1 == chunks_ ? 0 : chunk_ + 1;
      in.step.end_group = in.step.read = chunk_ == 0;
    }
    return in;
  }

 private:
  static constexpr int kElements = 128;

  const pe::Slice& slice_;
  int mode_;
  std::size_t rows_, columns_, lanes_;
  int chunks_, chunk_ = 0, term_ = 0;
  std::vector<std::uint32_t> activations_, weights_;
  std::vector<pe::Metadata> metadata_;
  std::vector<std::uint32_t> channel_scales_;
};

}  // namespace lop::bench
