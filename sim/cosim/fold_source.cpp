// Random, exhaustive and traced folds.
#include "sim/cosim/fold_source.hpp"

#include <algorithm>

#include "models/formats/rounding.hpp"
#include "sim/cosim/operand_source.hpp"

namespace lop::cosim {
namespace {

std::size_t size(int count) { return static_cast<std::size_t>(count); }

class RandomFolds final : public FoldSource {
 public:
  RandomFolds(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options)
      : slice_(slice),
        rows_(size(geometry.total_rows())),
        columns_(size(geometry.total_columns())),
        modes_(options.modes),
        random_(options.seed),
        operands_(slice, formats::counter_random(options.seed, 1), options.operands == OperandKind::kCorners) {}

  int load(std::vector<std::uint32_t>& weights) override {
    const int mode = modes_[random_.below(static_cast<std::uint32_t>(modes_.size()))];
    operands_.begin_output(mode);
    loaded_lanes_ = size(slice_.lanes(mode));
    weights.resize(rows_ * columns_ * loaded_lanes_);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (i % (columns_ * loaded_lanes_) == 0) operands_.begin_chunk(i == weights.size() - columns_ * loaded_lanes_);
      weights[i] = operands_.weight();
    }
    return mode;
  }

  int swap() override {
    lanes_ = loaded_lanes_;
    // About as many as the load behind them takes, so that either may have to wait.
    return 1 + static_cast<int>(random_.below(static_cast<std::uint32_t>(8 + 2 * (rows_ + columns_))));
  }

  void vector(std::vector<std::uint32_t>& activations, std::vector<std::uint32_t>& sums) override {
    activations.resize(rows_ * lanes_);
    for (std::uint32_t& code : activations) code = operands_.activation();
    const std::size_t words = slice_.accumulator_words();
    sums.assign(columns_ * words, 0);
    if (random_.one_in(2)) return;   // the first rows of K
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const int bits = std::min(32, slice_.accumulator_bits() - 32 * static_cast<int>(i % words));
      if (bits > 0) sums[i] = static_cast<std::uint32_t>(random_.next() >> 20) & (0xffffffffu >> (32 - bits));
    }
  }

 private:
  const pe::Slice& slice_;
  std::size_t rows_, columns_;
  std::vector<int> modes_;
  Random random_;
  RandomOperands operands_;
  std::size_t loaded_lanes_ = 1, lanes_ = 1;
};

class ExhaustiveFolds final : public FoldSource {
 public:
  ExhaustiveFolds(const pe::Slice& slice, int mode)
      : mode_(mode),
        lanes_(static_cast<std::uint32_t>(slice.lanes(mode))),
        activation_codes_(1u << slice.activation_bits(mode)),
        weight_codes_(1u << slice.weight_bits(mode)),
        words_(slice.accumulator_words()) {}

  int load(std::vector<std::uint32_t>& weights) override {
    weights.assign(lanes_, loaded_++ % weight_codes_);
    return mode_;
  }
  int swap() override {
    used_ = loaded_;
    activation_ = 0;
    return static_cast<int>((activation_codes_ + lanes_ - 1) / lanes_);
  }
  void vector(std::vector<std::uint32_t>& activations, std::vector<std::uint32_t>& sums) override {
    activations.resize(lanes_);
    for (std::uint32_t& code : activations) code = activation_++ % activation_codes_;
    sums.assign(words_, 0);
  }
  bool exhausted() const override { return used_ > weight_codes_; }

 private:
  int mode_;
  std::uint32_t lanes_, activation_codes_, weight_codes_;
  std::size_t words_;
  std::uint32_t loaded_ = 0, used_ = 0;   // folds
  std::uint32_t activation_ = 0;
};

/// Folds of a tile of columns follow one another along K in one mode, and every token passes each of them. The seed
/// chooses the first tile. What the layer does not fill is zero.
class TracedFolds final : public FoldSource {
 public:
  TracedFolds(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options)
      : slice_(slice),
        rows_(size(geometry.total_rows())),
        columns_(size(geometry.total_columns())),
        layer_(*options.traced),
        modes_(options.modes),
        random_(options.seed),
        chain_(slice.make_chain(geometry.total_rows(), geometry.total_columns())) {
    for (const int mode : modes_) tensor::check_operands(slice, mode, layer_[size(mode)]);
    tiles_ = (layer_[size(modes_.front())].weights.rows + columns_ - 1) / columns_;
    first_tile_ = formats::counter_random(options.seed, 2) % tiles_;
  }

  int load(std::vector<std::uint32_t>& weights) override {
    next_.k += rows_ * next_.lanes;
    if (next_.operands == nullptr || next_.k >= next_.operands->weights.columns) begin_tile();
    const std::size_t channel = (first_tile_ + next_.tile) % tiles_ * columns_;
    weights.resize(rows_ * columns_ * next_.lanes);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const std::size_t cell = i / next_.lanes, k = next_.k + cell / columns_ * next_.lanes + i % next_.lanes;
      weights[i] = code(next_.operands->weights, channel + cell % columns_, k);
    }
    loaded_weights_ = weights;
    return next_.mode;
  }

  int swap() override {
    const std::size_t tokens = next_.operands->activations.rows;
    if (next_.tile != fold_.tile || sums_.empty()) {
      sums_.assign(tokens, std::vector<std::uint32_t>(columns_ * slice_.accumulator_words(), 0));
    }
    fold_ = next_;
    chain_->load(fold_.mode, loaded_weights_.data());
    token_ = 0;
    return static_cast<int>(tokens);
  }

  void vector(std::vector<std::uint32_t>& activations, std::vector<std::uint32_t>& sums) override {
    activations.resize(rows_ * fold_.lanes);
    for (std::size_t i = 0; i < activations.size(); ++i) {
      activations[i] = code(fold_.operands->activations, token_, fold_.k + i);
    }
    sums = sums_[token_];
    chain_->pass(fold_.mode, activations.data(), sums_[token_++].data());
  }

  bool exhausted() const override { return fold_.tile >= tiles_; }

 private:
  struct Fold {
    const tensor::GemmOperands* operands = nullptr;   // of its mode
    int mode = 0;
    std::size_t lanes = 1, k = 0, tile = 0;           // tiles are counted on when they come again
  };

  void begin_tile() {
    if (next_.operands != nullptr) ++next_.tile;
    next_.mode = modes_[random_.below(static_cast<std::uint32_t>(modes_.size()))];
    next_.operands = &layer_[size(next_.mode)];
    next_.lanes = size(slice_.lanes(next_.mode));
    next_.k = 0;
  }
  static std::uint32_t code(const tensor::Matrix<std::uint32_t>& codes, std::size_t line, std::size_t k) {
    return line < codes.rows && k < codes.columns ? codes(line, k) : 0;
  }

  const pe::Slice& slice_;
  std::size_t rows_, columns_;
  const TracedLayer& layer_;
  std::vector<int> modes_;
  Random random_;
  std::unique_ptr<pe::SumChain> chain_;                // of the fold in use
  std::size_t tiles_ = 0, first_tile_ = 0;
  Fold next_, fold_;
  std::vector<std::uint32_t> loaded_weights_;
  std::size_t token_ = 0;
  std::vector<std::vector<std::uint32_t>> sums_;       // [tokens] of the tile, with the folds so far
};

}  // namespace

std::unique_ptr<FoldSource> make_fold_source(const pe::Slice& slice, const sim::ArrayGeometry& geometry,
                                             const StimulusOptions& options) {
  if (options.operands == OperandKind::kExhaustive) {
    return std::make_unique<ExhaustiveFolds>(slice, options.modes.front());
  }
  if (options.operands == OperandKind::kTraced) return std::make_unique<TracedFolds>(slice, geometry, options);
  return std::make_unique<RandomFolds>(slice, geometry, options);
}

}  // namespace lop::cosim
