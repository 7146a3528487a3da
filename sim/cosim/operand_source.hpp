// Operands for co-simulation: random and corner codes, the widest sums, and every pair of codes.
#pragma once

#include <cstdint>

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

/// Draws the codes of one output after the other: metadata of a group first, then activations and weights of its chunks.
class OperandSource {
 public:
  virtual ~OperandSource() = default;
  virtual void begin_output(int mode) = 0;
  virtual void begin_chunk(bool last_of_group) = 0;
  virtual pe::Metadata metadata() = 0;
  virtual std::uint32_t activation() = 0;
  virtual std::uint32_t weight() = 0;
  /// No output is left; endless sources never say so.
  virtual bool exhausted() const { return false; }
};

/// Codes of any width; those of 16 bits are FP16. Each output is one of: uniform codes; FP16 of neighbouring exponents, as
/// real data have; corners; the widest sums; an FP16 infinity or NaN among the others.
class RandomOperands final : public OperandSource {
 public:
  RandomOperands(const pe::Slice& slice, std::uint64_t seed) : slice_(slice), random_(seed) {}

  void begin_output(int mode) override;
  void begin_chunk(bool last_of_group) override;
  pe::Metadata metadata() override;
  std::uint32_t activation() override;
  std::uint32_t weight() override { return operand(slice_.weight_bits(mode_), most_negative_); }

 private:
  enum class Kind { kUniform, kNarrow, kCorner, kWidest, kInvalid };

  std::uint32_t operand(int width, bool most_negative);
  std::uint32_t fp16_operand();

  const pe::Slice& slice_;
  Random random_;
  Kind kind_ = Kind::kUniform;
  int mode_ = 0;
  std::uint32_t exponent_window_ = 0;
  bool in_order_ = false;      // widest sums: all ones until the last chunk of a group, then the most negative code
  bool most_negative_ = false;
};

/// Every activation code with every weight code, and every special value where the code stands for one; a chunk an output.
class ExhaustiveOperands final : public OperandSource {
 public:
  ExhaustiveOperands(const pe::Slice& slice, int mode);

  /// Whether the pairs of a mode are few enough: 8 x 8 bits, 16 x 4 bits.
  static bool feasible(const pe::Slice& slice, int mode);

  void begin_output(int) override {}
  void begin_chunk(bool) override;
  pe::Metadata metadata() override;
  std::uint32_t activation() override { return next_activation_++; }
  std::uint32_t weight() override { return weight_; }
  bool exhausted() const override { return exhausted_; }
  std::uint64_t pairs() const { return pairs_; }

 private:
  bool stands_for_special() const;

  std::uint32_t activation_codes_, weight_codes_, lanes_;
  bool has_special_;
  std::uint32_t next_activation_ = 0, weight_ = 0;
  std::uint8_t special_ = 0;
  bool exhausted_ = false;
  std::uint64_t pairs_ = 0;
};

}  // namespace lop::cosim
