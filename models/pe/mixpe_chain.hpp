// Chain of MixPE PEs with its side column of row sums and its column units.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/pe/mixpe_grid.hpp"

namespace lop::pe {

/// For an Arithmetic (models/pe/mixpe_grid.hpp) of 32-bit integers without row metadata, to which every code is a
/// number.
template <typename Arithmetic>
class MixpeChain final : public SumChain {
 public:
  MixpeChain(const Arithmetic& arithmetic, int rows, int columns)
      : arithmetic_(arithmetic),
        rows_(static_cast<std::size_t>(rows)),
        columns_(static_cast<std::size_t>(columns)),
        weights_(rows_ * columns_) {}

  void load(int mode, const std::uint32_t* weights) override {
    std::transform(weights, weights + weights_.size(), weights_.begin(),
                   [mode](std::uint32_t code) { return mixpe_weight(mode, code); });
  }
  void pass(int, const std::uint32_t* activations, std::uint32_t* sums) override {
    for (std::size_t r = 0; r < rows_; ++r) {
      const std::int32_t activation = arithmetic_.activation(activations[r], 0);
      for (std::size_t c = 0; c < columns_; ++c) {
        sums[c] += static_cast<std::uint32_t>(activation * weights_[r * columns_ + c]);
      }
      sums[columns_] += static_cast<std::uint32_t>(activation);
    }
  }
  void end_group(int mode, const Metadata* metadata, const std::uint32_t* sums,
                 std::uint32_t* accumulators) const override {
    const auto row_sum = static_cast<std::int32_t>(sums[columns_]);
    for (std::size_t c = 0; c < columns_; ++c) {
      accumulators[c] = formats::fp32_canonical(mixpe_accumulate(arithmetic_, mode, metadata[c], 0,
                                                                 static_cast<std::int32_t>(sums[c]), row_sum, false,
                                                                 formats::fp32_value(accumulators[c])));
    }
  }

 private:
  Arithmetic arithmetic_;
  std::size_t rows_, columns_;
  std::vector<std::int32_t> weights_;  // [rows][columns]
};

}  // namespace lop::pe
