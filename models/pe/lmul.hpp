// L-Mul slice: floats multiplied by an integer addition and accumulated, values without time.
//
// The product is in lmul_product.hpp, what it is added to in lmul_accumulator.hpp. Offset, form, underflow, overflow,
// specials and every accumulator but a float are ours; docs/decisions.md says what they are.
// source  Luo and Sun, Addition is All You Need for Energy-efficient Language Models, arXiv 2410.00907
#pragma once

#include <cstdint>
#include <string>

#include "models/pe/grid_base.hpp"
#include "models/pe/lmul_accumulator.hpp"
#include "models/pe/lmul_product.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {

class LmulGrid;

class Lmul final : public Slice {
 public:
  static constexpr std::string_view kStem = "lmul";
  static constexpr std::string_view kSource = "L-Mul, arXiv 2410.00907";

  /// errors  OperandError also where an offset is not below 1, or a fixed accumulator too wide
  explicit Lmul(const Choices& choices);

  std::string_view stem() const override { return kStem; }
  std::string_view source() const override { return kSource; }
  const std::vector<Parameter>& parameters() const override;
  const Choices& choices() const override { return choices_; }
  /// As rtl/pe/lmul_pkg.sv reads it.
  std::uint32_t variant() const override;
  const std::vector<std::string>& modes() const override;
  int default_mode() const override { return 0; }
  int lanes(int) const override { return 1; }
  int steps_per_chunk(int) const override { return 1; }
  std::string activation_format(int) const override { return std::string(rule_.format.name); }
  std::string weight_format(int) const override { return std::string(rule_.format.name); }
  int activation_bits(int) const override { return rule_.format.bits(); }
  int weight_bits(int) const override { return rule_.format.bits(); }
  int metadata_bits(int) const override { return 0; }
  int group_size() const override { return 0; }
  int accumulator_bits() const override { return accumulator_.bits(); }
  int out_bits() const override { return accumulator_.out_format().bits(); }
  bool has_channel_scale() const override { return false; }
  MetadataUse metadata_use(int) const override { return {}; }
  double accumulator_value(int mode, const std::uint32_t* accumulator) const override;
  double out_value(std::uint32_t out_code) const override {
    return formats::decode(accumulator_.out_format(), out_code);
  }
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t channel_scale) const override;
  const std::vector<std::string>& flag_names() const override;
  std::uint32_t flags(const std::uint32_t* accumulator) const override;
  PortWidths port_widths() const override { return {32, 32, 1, 1, 1, 64, 32, 1}; }
  std::uint64_t port_metadata(const Metadata&) const override { return 0; }
  std::unique_ptr<Grid> make_grid(int rows, int columns) const override;
  std::unique_ptr<SumChain> make_chain(int rows, int columns) const override;

  const LmulRule& rule() const { return rule_; }
  const LmulAccumulator& accumulator() const { return accumulator_; }

 private:
  Choices choices_;
  LmulRule rule_;
  LmulAccumulator accumulator_;
  bool pre_offset_;
};

/// Rows x columns PEs.
class LmulGrid final : public GridBase {
 public:
  LmulGrid(const Lmul& slice, int rows, int columns);

  /// Products so far that are +0 because an operand is zero or subnormal.
  std::uint64_t flushed() const { return flushed_; }

 protected:
  void accumulate(const Step& step, bool first, bool head, bool group_end) override;
  void end_group(const Step&, bool) override {}
  void latch(std::vector<std::uint32_t>& outputs) const override;

 private:
  LmulRule rule_;
  LmulAccumulator accumulator_;
  std::vector<LmulOperand> weights_;         // [columns] of this step
  std::vector<std::uint64_t> accumulators_;  // [rows][columns]
  std::uint64_t flushed_ = 0;
};

/// Columns of PEs with a weight each.
class LmulChain final : public SumChain {
 public:
  LmulChain(const Lmul& slice, int rows, int columns);

  void load(int mode, const std::uint32_t* weights) override;
  void pass(int mode, const std::uint32_t* activations, std::uint32_t* sums) override;

 private:
  LmulRule rule_;
  LmulAccumulator accumulator_;
  std::size_t rows_, columns_;
  std::vector<LmulOperand> weights_;  // [rows][columns]
};

}  // namespace lop::pe
