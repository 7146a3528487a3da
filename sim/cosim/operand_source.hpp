// Operands for co-simulation: random and corner codes, the widest and the longest sums, and every pair of codes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/formats/number_format.hpp"
#include "models/pe/slice.hpp"

namespace lop::cosim {

/// Counter-based: a state is its own seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// Uniform in [0, bound), bound > 0.
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>((next() >> 32) * bound >> 32); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// Draws the codes of one output after the other: metadata of a group first, then activations and weights of its
/// chunks.
class OperandSource {
 public:
  virtual ~OperandSource() = default;
  virtual void begin_output(int mode) = 0;
  virtual void begin_group() {}
  /// Groups of the output and elements of the group just begun, where the source knows them; else the stimulus draws
  /// them.
  virtual std::optional<int> groups() const { return std::nullopt; }
  virtual std::optional<int> group_elements() const { return std::nullopt; }
  /// FP32 bits, where the source has its own.
  virtual std::optional<std::uint32_t> channel_scale(std::size_t) const { return std::nullopt; }
  virtual void begin_chunk(bool last_of_group) = 0;
  virtual pe::Metadata metadata() = 0;
  virtual std::uint32_t row_metadata() = 0;
  virtual std::uint32_t activation() = 0;
  virtual std::uint32_t weight() = 0;
  /// No output is left; endless sources never say so.
  virtual bool exhausted() const { return false; }
};

/// Codes of the slice's formats. Each output is one of: uniform codes; floats of neighbouring exponents or posits
/// around one, as real data have, and neighbouring scales where both sides have any; corners; the widest sums; an
/// infinity or NaN of a format that has any among the others. `extremes_only`: the last three alone.
class RandomOperands final : public OperandSource {
 public:
  RandomOperands(const pe::Slice& slice, std::uint64_t seed, bool extremes_only = false)
      : slice_(slice), random_(seed), extremes_only_(extremes_only) {}

  void begin_output(int mode) override;
  void begin_chunk(bool last_of_group) override;
  pe::Metadata metadata() override;
  std::uint32_t row_metadata() override;
  std::uint32_t activation() override;
  std::uint32_t weight() override { return operand(*weight_format_, most_negative_); }

 private:
  enum class Kind { kUniform, kNarrow, kCorner, kWidest, kInvalid };

  std::uint32_t operand(const formats::NumberFormat& format, bool most_negative);
  std::uint32_t code_operand(int width, bool most_negative);
  std::uint32_t float_operand(const formats::FloatFormat& format);
  std::uint32_t posit_operand(const formats::PositFormat& format, bool most_negative);
  std::uint32_t fp32_scale();

  const pe::Slice& slice_;
  Random random_;
  bool extremes_only_;
  Kind kind_ = Kind::kUniform;
  int mode_ = 0;
  std::optional<formats::NumberFormat> activation_format_, weight_format_;  // of the mode
  std::uint32_t window_ = 0;  // of exponents, a random number that each format folds into its range
  bool in_order_ = false;     // widest sums: all ones until the last chunk of a group, then the most negative code
  bool most_negative_ = false;
};

/// Every activation code with every weight code, and every special value where the code stands for one; a chunk an
/// output.
class ExhaustiveOperands final : public OperandSource {
 public:
  ExhaustiveOperands(const pe::Slice& slice, int mode);

  /// Whether the pairs of a mode are few enough: 8 x 8 bits, 16 x 4 bits.
  static bool feasible(const pe::Slice& slice, int mode);

  void begin_output(int) override {}
  void begin_chunk(bool) override;
  pe::Metadata metadata() override;
  std::uint32_t row_metadata() override { return one_; }
  std::uint32_t activation() override { return next_activation_++; }
  std::uint32_t weight() override { return weight_; }
  bool exhausted() const override { return exhausted_; }
  std::uint64_t pairs() const { return pairs_; }

 private:
  bool stands_for_special() const;

  std::uint32_t activation_codes_, weight_codes_, lanes_, one_;
  bool has_special_;
  std::uint32_t next_activation_ = 0, weight_ = 0;
  std::uint8_t special_ = 0;
  bool exhausted_ = false;
  std::uint64_t pairs_ = 0;
};

/// The two largest products, one of each sign, over and over: two outputs of kSteps steps, of all lanes. Accumulators of
/// up to about 32 bits overflow, and go on after it.
class LongSums final : public OperandSource {
 public:
  static constexpr int kSteps = 250'000;

  LongSums(const pe::Slice& slice, int mode);

  /// Not where a sum ends with a group, whose length is bounded.
  static bool feasible(const pe::Slice& slice) { return slice.group_size() == 0; }

  void begin_output(int) override { ++output_; }
  std::optional<int> group_elements() const override { return elements_; }
  void begin_chunk(bool) override {}
  pe::Metadata metadata() override { return {}; }
  std::uint32_t row_metadata() override { return 0; }
  std::uint32_t activation() override { return activation_; }
  std::uint32_t weight() override { return weights_[output_ % 2]; }
  bool exhausted() const override { return output_ > 2; }

 private:
  int elements_;
  std::uint32_t activation_;
  std::array<std::uint32_t, 2> weights_;  // of the sign of activation_ and of the other one
  std::uint32_t output_ = 0;
};

}  // namespace lop::cosim
