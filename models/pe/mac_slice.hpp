// A slice of one multiply-accumulate a step, without groups, metadata or output conversion, from what its MAC is.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "models/formats/number_format.hpp"
#include "models/pe/grid_base.hpp"
#include "models/pe/parameters.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {

/// What a MAC has unless it says otherwise: no build-time parameters, 32 bits of accumulator, no flags.
///
/// A MAC adds to this
///   kStem, kMode                                  names
///   kSource                                       Slice::source()
///   std::string_view activation_format(), weight_format()
///                                                 of the codes, by their names in formats::number_format
///   Activation, Weight, Accumulator               types; Accumulator{} is where an output starts
///   Activation activation(code), Weight weight(code)
///                                                 what the edges make of a code; bits above its width are ignored
///   void step(Activation activation, const Weight* weights, std::size_t columns, Accumulator* accumulators)
///                                                 one step of a row of PEs: every accumulator takes its product
///   std::uint32_t code(Accumulator accumulator)   its bits
///   Accumulator accumulator(std::uint32_t code)   and back
struct PlainMac {
  explicit PlainMac(const Choices&) {}
  static const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> kNone;
    return kNone;
  }
  int accumulator_bits() const { return 32; }
  static const std::vector<std::string>& flag_names() {
    static const std::vector<std::string> kNone;
    return kNone;
  }
  std::uint32_t flags(std::uint32_t) const { return 0; }
};

template <typename Mac>
class MacGrid final : public GridBase {
 public:
  MacGrid(const Mac& mac, int rows, int columns)
      : GridBase(rows, columns), mac_(mac), weights_(columns_), accumulators_(rows_ * columns_) {}

 protected:
  void accumulate(const Step& step, bool first, bool head, bool) override {
    if (first && head) std::fill(accumulators_.begin(), accumulators_.end(), typename Mac::Accumulator{});
    for (std::size_t c = 0; c < columns_; ++c) weights_[c] = mac_.weight(step.weights[c]);
    for (std::size_t r = 0; r < rows_; ++r) {
      mac_.step(mac_.activation(step.activations[r]), weights_.data(), columns_, accumulators_.data() + r * columns_);
    }
  }
  void end_group(const Step&, bool) override {}
  void latch(std::vector<std::uint32_t>& outputs) const override {
    std::transform(accumulators_.begin(), accumulators_.end(), outputs.begin(),
                   [this](typename Mac::Accumulator accumulator) { return mac_.code(accumulator); });
  }

 private:
  Mac mac_;
  std::vector<typename Mac::Weight> weights_;            // [columns] of this step
  std::vector<typename Mac::Accumulator> accumulators_;  // [rows][columns]
};

template <typename Mac>
class MacChain final : public SumChain {
 public:
  MacChain(const Mac& mac, int rows, int columns)
      : mac_(mac),
        rows_(static_cast<std::size_t>(rows)),
        columns_(static_cast<std::size_t>(columns)),
        weights_(rows_ * columns_),
        accumulators_(columns_) {}

  void load(int, const std::uint32_t* weights) override {
    for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i] = mac_.weight(weights[i]);
  }
  void pass(int, const std::uint32_t* activations, std::uint32_t* sums) override {
    for (std::size_t c = 0; c < columns_; ++c) accumulators_[c] = mac_.accumulator(sums[c]);
    for (std::size_t r = 0; r < rows_; ++r) {
      mac_.step(mac_.activation(activations[r]), weights_.data() + r * columns_, columns_, accumulators_.data());
    }
    for (std::size_t c = 0; c < columns_; ++c) sums[c] = mac_.code(accumulators_[c]);
  }

 private:
  Mac mac_;
  std::size_t rows_, columns_;
  std::vector<typename Mac::Weight> weights_;            // [rows][columns]
  std::vector<typename Mac::Accumulator> accumulators_;  // [columns] of one pass
};

template <typename Mac>
class MacSlice final : public Slice {
 public:
  explicit MacSlice(const Choices& choices)
      : choices_(resolve_choices(std::string(Mac::kStem), Mac::parameters(), choices)),
        mac_(choices_),
        activation_bits_(formats::number_format(mac_.activation_format()).bits()),
        weight_bits_(formats::number_format(mac_.weight_format()).bits()) {}

  std::string_view stem() const override { return Mac::kStem; }
  std::string_view source() const override { return Mac::kSource; }
  const std::vector<Parameter>& parameters() const override { return Mac::parameters(); }
  const Choices& choices() const override { return choices_; }
  const std::vector<std::string>& modes() const override {
    static const std::vector<std::string> kModes = {std::string(Mac::kMode)};
    return kModes;
  }
  int default_mode() const override { return 0; }
  int lanes(int) const override { return 1; }
  int steps_per_chunk(int) const override { return 1; }
  std::string activation_format(int) const override { return std::string(mac_.activation_format()); }
  std::string weight_format(int) const override { return std::string(mac_.weight_format()); }
  int activation_bits(int) const override { return activation_bits_; }
  int weight_bits(int) const override { return weight_bits_; }
  int metadata_bits(int) const override { return 0; }
  int group_size() const override { return 0; }
  int accumulator_bits() const override { return mac_.accumulator_bits(); }
  int out_bits() const override { return mac_.accumulator_bits(); }
  bool has_channel_scale() const override { return false; }
  MetadataUse metadata_use(int) const override { return {}; }
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t) const override { return *accumulator; }
  const std::vector<std::string>& flag_names() const override { return Mac::flag_names(); }
  std::uint32_t flags(const std::uint32_t* accumulator) const override { return mac_.flags(*accumulator); }
  PortWidths port_widths() const override {
    PortWidths widths;
    widths.activation = activation_bits_;
    widths.weight = weight_bits_;
    widths.accumulator = widths.out = 32;
    return widths;
  }
  std::uint64_t port_metadata(const Metadata&) const override { return 0; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override {
    return std::make_unique<MacGrid<Mac>>(mac_, rows, columns);
  }
  std::unique_ptr<SumChain> make_chain(int rows, int columns) const override {
    return std::make_unique<MacChain<Mac>>(mac_, rows, columns);
  }

 private:
  Choices choices_;
  Mac mac_;
  int activation_bits_, weight_bits_;
};

}  // namespace lop::pe
