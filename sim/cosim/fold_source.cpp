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
        operands_(slice, formats::counter_random(options.seed, 1), options.operands == OperandKind::kCorners),
        chain_(slice.make_chain(geometry.total_rows(), geometry.total_columns())) {
    const int elements_before = slice.group_size() - geometry.total_rows() * slice.lanes(modes_.front());
    if (elements_before > 0) most_passes_ = static_cast<std::uint32_t>(elements_before / geometry.total_rows());
  }

  void load(Fold& fold) override {
    fold.mode = modes_[random_.below(static_cast<std::uint32_t>(modes_.size()))];
    operands_.begin_output(fold.mode);
    const std::size_t row_codes = columns_ * size(slice_.lanes(fold.mode));
    fold.weights.resize(rows_ * row_codes);
    for (std::size_t i = 0; i < fold.weights.size(); ++i) {
      if (i % row_codes == 0) operands_.begin_chunk(i == fold.weights.size() - row_codes);
      fold.weights[i] = operands_.weight();
    }
    fold.metadata.assign(columns_, {});
    if (has_groups()) {
      for (pe::Metadata& metadata : fold.metadata) metadata = operands_.metadata();
    }
    loaded_ = fold;
  }

  int swap() override {
    fold_ = loaded_;
    chain_->load(fold_.mode, fold_.weights.data());
    // About as many as the load behind them takes, so that either may have to wait.
    return 1 + static_cast<int>(random_.below(static_cast<std::uint32_t>(8 + 2 * (rows_ + columns_))));
  }

  void vector(FoldVector& next) override {
    draw_activations(next.activations);
    if (has_groups()) draw_group(next);
    const std::size_t words = slice_.accumulator_words();
    next.sums.assign(columns_ * words, 0);
    if (random_.one_in(2)) return;  // the first rows of K
    if (has_groups() && random_.one_in(2)) {
      // Of a group before, so that both meet in the sum.
      chain_->end_group(fold_.mode, fold_.metadata.data(), next.partials.data(), next.sums.data());
      return;
    }
    for (std::size_t i = 0; i < next.sums.size(); ++i) {
      const int bits = std::min(32, slice_.accumulator_bits() - 32 * static_cast<int>(i % words));
      if (bits > 0) next.sums[i] = static_cast<std::uint32_t>(random_.next() >> 20) & (0xffffffffu >> (32 - bits));
    }
  }

 private:
  bool has_groups() const { return slice_.group_size() > 0; }

  void draw_activations(std::vector<std::uint32_t>& activations) {
    activations.resize(rows_ * size(slice_.lanes(fold_.mode)));
    for (std::uint32_t& code : activations) code = operands_.activation();
  }

  /// The sums of as many folds before, of the same weights, as the group has room for at most.
  void draw_group(FoldVector& next) {
    next.end_group = random_.one_in(2);
    next.partials.assign(slice_.passing_words(columns_), 0);
    if (random_.one_in(2)) return;
    for (std::uint32_t passes = random_.below(most_passes_ + 1); passes > 0; --passes) {
      draw_activations(before_);
      chain_->pass(fold_.mode, before_.data(), next.partials.data());
    }
  }

  const pe::Slice& slice_;
  std::size_t rows_, columns_;
  std::vector<int> modes_;
  Random random_;
  RandomOperands operands_;
  std::unique_ptr<pe::SumChain> chain_;  // of the fold in use
  std::uint32_t most_passes_ = 0;        // of a group, before the fold in use
  Fold loaded_, fold_;
  std::vector<std::uint32_t> before_;
};

class ExhaustiveFolds final : public FoldSource {
 public:
  ExhaustiveFolds(const pe::Slice& slice, int mode)
      : slice_(slice),
        mode_(mode),
        lanes_(static_cast<std::uint32_t>(slice.lanes(mode))),
        activation_codes_(1u << slice.activation_bits(mode)),
        weight_codes_(1u << slice.weight_bits(mode)) {}

  void load(Fold& fold) override {
    fold.mode = mode_;
    fold.weights.assign(lanes_, loaded_++ % weight_codes_);
    fold.metadata.assign(1, {});
    fold.metadata.front().scale = slice_.metadata_use(mode_).one;
  }
  int swap() override {
    used_ = loaded_;
    activation_ = 0;
    return static_cast<int>((activation_codes_ + lanes_ - 1) / lanes_);
  }
  void vector(FoldVector& next) override {
    next.activations.resize(lanes_);
    for (std::uint32_t& code : next.activations) code = activation_++ % activation_codes_;
    next.sums.assign(slice_.accumulator_words(), 0);
    next.partials.assign(slice_.passing_words(1), 0);
    next.end_group = slice_.group_size() > 0;
  }
  bool exhausted() const override { return used_ > weight_codes_; }

 private:
  const pe::Slice& slice_;
  int mode_;
  std::uint32_t lanes_, activation_codes_, weight_codes_;
  std::uint32_t loaded_ = 0, used_ = 0;  // folds
  std::uint32_t activation_ = 0;
};

/// Folds of a tile of columns follow one another along K in one mode, and every token passes each of them. A fold ends
/// with its group. The seed chooses the first tile. What the layer does not fill is zero.
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

  void load(Fold& fold) override {
    next_.k = next_.end;
    if (next_.operands == nullptr || next_.k >= next_.operands->weights.columns) begin_tile();
    next_.end = std::min(next_.k + rows_ * next_.lanes, group_end());
    const std::size_t channel = (first_tile_ + next_.tile) % tiles_ * columns_;
    fold.mode = next_.mode;
    fold.weights.resize(rows_ * columns_ * next_.lanes);
    for (std::size_t i = 0; i < fold.weights.size(); ++i) {
      const std::size_t cell = i / next_.lanes, k = next_.k + cell / columns_ * next_.lanes + i % next_.lanes;
      fold.weights[i] = code(next_, next_.operands->weights, channel + cell % columns_, k);
    }
    fold.metadata.assign(columns_, {});
    const tensor::Matrix<pe::Metadata>& metadata = next_.operands->metadata;
    for (std::size_t c = 0; metadata.columns > 0 && c < columns_ && channel + c < metadata.rows; ++c) {
      fold.metadata[c] = metadata(channel + c, next_.k / size(slice_.group_size()));
    }
    loaded_ = fold;
  }

  int swap() override {
    const std::size_t tokens = next_.operands->activations.rows;
    if (next_.tile != fold_.tile || sums_.empty()) {
      sums_.assign(tokens, std::vector<std::uint32_t>(columns_ * slice_.accumulator_words(), 0));
    }
    if (next_.k == 0 || partials_.empty()) partials_.assign(tokens, std::vector<std::uint32_t>(passing_words(), 0));
    fold_ = next_;
    metadata_ = loaded_.metadata;
    end_group_ = slice_.group_size() > 0 && fold_.end == group_end();
    chain_->load(fold_.mode, loaded_.weights.data());
    token_ = 0;
    return static_cast<int>(tokens);
  }

  void vector(FoldVector& next) override {
    next.activations.resize(rows_ * fold_.lanes);
    for (std::size_t i = 0; i < next.activations.size(); ++i) {
      next.activations[i] = code(fold_, fold_.operands->activations, token_, fold_.k + i);
    }
    std::vector<std::uint32_t>&sums = sums_[token_], &partials = partials_[token_];
    next.sums = sums;
    next.partials = partials;
    next.end_group = end_group_;
    chain_->pass(fold_.mode, next.activations.data(), (slice_.group_size() > 0 ? partials : sums).data());
    if (end_group_) {
      chain_->end_group(fold_.mode, metadata_.data(), partials.data(), sums.data());
      partials.assign(partials.size(), 0);
    }
    ++token_;
  }

  bool exhausted() const override { return fold_.tile >= tiles_; }

 private:
  struct Place {
    const tensor::GemmOperands* operands = nullptr;  // of its mode
    int mode = 0;
    std::size_t lanes = 1, k = 0, end = 0, tile = 0;  // tiles are counted on when they come again
  };

  void begin_tile() {
    if (next_.operands != nullptr) ++next_.tile;
    next_.mode = modes_[random_.below(static_cast<std::uint32_t>(modes_.size()))];
    next_.operands = &layer_[size(next_.mode)];
    next_.lanes = size(slice_.lanes(next_.mode));
    next_.k = next_.end = 0;
  }
  std::size_t passing_words() const { return slice_.passing_words(columns_); }
  /// Of the group that the next fold is of, or of K.
  std::size_t group_end() const {
    const std::size_t k = next_.operands->weights.columns, group = size(slice_.group_size());
    return group == 0 ? k : std::min(k, (next_.k / group + 1) * group);
  }
  static std::uint32_t code(const Place& fold, const tensor::Matrix<std::uint32_t>& codes, std::size_t line,
                            std::size_t k) {
    return line < codes.rows && k < fold.end ? codes(line, k) : 0;
  }

  const pe::Slice& slice_;
  std::size_t rows_, columns_;
  const TracedLayer& layer_;
  std::vector<int> modes_;
  Random random_;
  std::unique_ptr<pe::SumChain> chain_;  // of the fold in use
  std::size_t tiles_ = 0, first_tile_ = 0;
  Place next_, fold_;
  Fold loaded_;
  std::vector<pe::Metadata> metadata_;  // of the fold in use
  bool end_group_ = false;
  std::size_t token_ = 0;
  std::vector<std::vector<std::uint32_t>> sums_;      // [tokens] of the tile, with the folds so far
  std::vector<std::vector<std::uint32_t>> partials_;  // [tokens] of the group; without groups not looked at
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
