// A slice of integer dot products: lanes along K, one INT32 accumulator, no groups, from a description of its decoders.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/formats/number_format.hpp"
#include "models/pe/grid_base.hpp"
#include "models/pe/parameters.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {

/// A format whose values are integers, as a table: value of each code.
struct CodeTable {
  std::string format;
  int bits;
  std::vector<std::int32_t> values;

  explicit CodeTable(const std::string& name) : format(name) {
    const formats::NumberFormat number = formats::number_format(name);
    bits = number.bits();
    for (std::uint32_t code = 0; code >> bits == 0; ++code)
      values.push_back(static_cast<std::int32_t>(std::lround(number.decode(code))));
  }
  /// Bits of `code` above the format's width are ignored.
  std::int32_t value(std::uint32_t code) const { return values[code & static_cast<std::uint32_t>(values.size() - 1)]; }
};

/// One combination of the parameters' values, all of which are modes.
struct DotMode {
  std::string name;
  CodeTable activations, weights;
  int lanes;
};

/// What a dot product has unless it says otherwise: a decoder that looks at one code at a time.
///
/// A dot product adds to this
///   kStem, and kSource for Slice::source()
///   static const std::vector<Parameter>& parameters()   modes alone
///   static DotMode mode(const std::vector<std::string>& values)   of the parameters, in their order
struct PlainDot {
  /// Whether decode looks at a code's neighbour.
  static bool has_pairs(const CodeTable&) { return false; }
  /// The edge: the values of a step's codes.
  static void decode(const CodeTable& table, const std::uint32_t* codes, int lanes, std::int32_t* values) {
    std::transform(codes, codes + lanes, values, [&](std::uint32_t code) { return table.value(code); });
  }
};

/// Two's complement wrap of the accumulators (ours), so that the order within a step does not matter.
template <typename Dot>
class DotGrid final : public GridBase {
 public:
  DotGrid(const std::vector<DotMode>& modes, int rows, int columns)
      : GridBase(rows, columns), modes_(modes), accumulators_(rows_ * columns_) {}

 protected:
  void accumulate(const Step& step, bool first, bool head, bool) override {
    if (first && head) std::fill(accumulators_.begin(), accumulators_.end(), 0u);
    const DotMode& mode = modes_[static_cast<std::size_t>(step.mode)];
    const auto lanes = static_cast<std::size_t>(mode.lanes);
    values_.resize(lanes);
    weights_.resize(lanes * columns_);
    for (std::size_t c = 0; c < columns_; ++c) {
      Dot::decode(mode.weights, step.weights + c * lanes, mode.lanes, values_.data());
      for (std::size_t l = 0; l < lanes; ++l) weights_[l * columns_ + c] = static_cast<std::uint32_t>(values_[l]);
    }
    for (std::size_t r = 0; r < rows_; ++r) {
      Dot::decode(mode.activations, step.activations + r * lanes, mode.lanes, values_.data());
      std::uint32_t* accumulators = accumulators_.data() + r * columns_;
      for (std::size_t l = 0; l < lanes; ++l) {
        const auto activation = static_cast<std::uint32_t>(values_[l]);
        for (std::size_t c = 0; c < columns_; ++c) accumulators[c] += activation * weights_[l * columns_ + c];
      }
    }
  }
  void end_group(const Step&, bool) override {}
  void latch(std::vector<std::uint32_t>& outputs) const override { outputs = accumulators_; }

 private:
  const std::vector<DotMode>& modes_;
  std::vector<std::int32_t> values_;         // [lanes] of one row or column
  std::vector<std::uint32_t> weights_;       // [lanes][columns] of this step
  std::vector<std::uint32_t> accumulators_;  // [rows][columns]
};

template <typename Dot>
class DotChain final : public SumChain {
 public:
  DotChain(const std::vector<DotMode>& modes, int rows, int columns)
      : modes_(modes), rows_(static_cast<std::size_t>(rows)), columns_(static_cast<std::size_t>(columns)) {}

  void load(int mode_index, const std::uint32_t* weights) override {
    const DotMode& mode = modes_[static_cast<std::size_t>(mode_index)];
    weights_.resize(rows_ * columns_ * static_cast<std::size_t>(mode.lanes));
    for (std::size_t i = 0; i < weights_.size(); i += static_cast<std::size_t>(mode.lanes)) {
      Dot::decode(mode.weights, weights + i, mode.lanes, weights_.data() + i);
    }
  }
  void pass(int mode_index, const std::uint32_t* activations, std::uint32_t* sums) override {
    const DotMode& mode = modes_[static_cast<std::size_t>(mode_index)];
    const auto lanes = static_cast<std::size_t>(mode.lanes);
    values_.resize(lanes);
    for (std::size_t r = 0; r < rows_; ++r) {
      Dot::decode(mode.activations, activations + r * lanes, mode.lanes, values_.data());
      for (std::size_t c = 0; c < columns_; ++c) {
        const std::int32_t* weights = weights_.data() + (r * columns_ + c) * lanes;
        for (std::size_t l = 0; l < lanes; ++l) {
          sums[c] += static_cast<std::uint32_t>(values_[l]) * static_cast<std::uint32_t>(weights[l]);
        }
      }
    }
  }

 private:
  const std::vector<DotMode>& modes_;
  std::size_t rows_, columns_;
  std::vector<std::int32_t> values_;   // [lanes] of one row
  std::vector<std::int32_t> weights_;  // [rows][columns][lanes]
};

template <typename Dot>
class DotSlice final : public Slice {
 public:
  explicit DotSlice(const Choices& choices)
      : choices_(resolve_choices(std::string(Dot::kStem), Dot::parameters(), choices)) {
    for (const Parameter& parameter : Dot::parameters()) {
      default_mode_ = default_mode_ * static_cast<int>(parameter.values.size()) +
                      choice_index(Dot::parameters(), choices_, parameter.name);
    }
  }

  std::string_view stem() const override { return Dot::kStem; }
  std::string_view source() const override { return Dot::kSource; }
  const std::vector<Parameter>& parameters() const override { return Dot::parameters(); }
  const Choices& choices() const override { return choices_; }
  const std::vector<std::string>& modes() const override {
    static const std::vector<std::string> kNames = [] {
      std::vector<std::string> names;
      for (const DotMode& mode : dot_modes()) names.push_back(mode.name);
      return names;
    }();
    return kNames;
  }
  int default_mode() const override { return default_mode_; }
  int lanes(int mode) const override { return dot_mode(mode).lanes; }
  int steps_per_chunk(int) const override { return 1; }
  std::string activation_format(int mode) const override { return dot_mode(mode).activations.format; }
  std::string weight_format(int mode) const override { return dot_mode(mode).weights.format; }
  int activation_bits(int mode) const override { return dot_mode(mode).activations.bits; }
  int weight_bits(int mode) const override { return dot_mode(mode).weights.bits; }
  int metadata_bits(int) const override { return 0; }
  int group_size() const override { return 0; }
  int accumulator_bits() const override { return 32; }
  int out_bits() const override { return 32; }
  bool has_channel_scale() const override { return false; }
  MetadataUse metadata_use(int) const override { return {}; }
  bool codes_are_paired(int mode) const override { return Dot::has_pairs(dot_mode(mode).weights); }
  double activation_value(int mode, std::uint32_t code, std::uint32_t) const override {
    return value(dot_mode(mode).activations, code);
  }
  double weight_value(int mode, std::uint32_t code, const Metadata&) const override {
    return value(dot_mode(mode).weights, code);
  }
  double accumulator_value(int, const std::uint32_t* accumulator) const override {
    return static_cast<std::int32_t>(*accumulator);
  }
  double out_value(std::uint32_t out_code) const override { return static_cast<std::int32_t>(out_code); }
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t) const override { return *accumulator; }
  const std::vector<std::string>& flag_names() const override {
    static const std::vector<std::string> kNone;
    return kNone;
  }
  std::uint32_t flags(const std::uint32_t*) const override { return 0; }
  PortWidths port_widths() const override {
    PortWidths widths;
    for (const DotMode& mode : dot_modes()) {
      widths.activation_word = std::max(widths.activation_word, mode.lanes * mode.activations.bits);
      widths.weight_word = std::max(widths.weight_word, mode.lanes * mode.weights.bits);
    }
    widths.accumulator = widths.out = 32;
    return widths;
  }
  std::uint64_t port_metadata(const Metadata&) const override { return 0; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override {
    return std::make_unique<DotGrid<Dot>>(dot_modes(), rows, columns);
  }
  std::unique_ptr<SumChain> make_chain(int rows, int columns) const override {
    return std::make_unique<DotChain<Dot>>(dot_modes(), rows, columns);
  }

 private:
  /// The product of the parameters' values, the last one running fastest.
  static const std::vector<DotMode>& dot_modes() {
    static const std::vector<DotMode> kModes = [] {
      std::vector<std::vector<std::string>> combinations = {{}};
      for (const Parameter& parameter : Dot::parameters()) {
        std::vector<std::vector<std::string>> longer;
        for (const auto& combination : combinations) {
          for (const std::string& value : parameter.values) {
            longer.push_back(combination);
            longer.back().push_back(value);
          }
        }
        combinations = std::move(longer);
      }
      std::vector<DotMode> modes;
      for (const auto& combination : combinations) modes.push_back(Dot::mode(combination));
      return modes;
    }();
    return kModes;
  }
  static double value(const CodeTable& table, std::uint32_t code) {
    const std::uint32_t codes[2] = {code, code >> table.bits};
    std::int32_t values[2];
    Dot::decode(table, codes, Dot::has_pairs(table) ? 2 : 1, values);
    return values[0];
  }
  static const DotMode& dot_mode(int mode) { return dot_modes()[static_cast<std::size_t>(mode)]; }

  Choices choices_;
  int default_mode_ = 0;
};

}  // namespace lop::pe
