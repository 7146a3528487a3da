// Operands for co-simulation: random codes, corners, narrow exponents, the widest sums, and every pair of codes.
#pragma once

#include <cstdint>

#include "models/pe/slice.hpp"

namespace lop::cosim {

/// Counter of SplitMix64: fast, and a state is its own seed.
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

/// How the operands of one output are drawn.
enum class OperandClass {
  kUniform,    // every code alike
  kNarrow,     // activations of a few neighbouring exponents, as real data have
  kCorner,     // zeros, subnormals, largest, equal exponents; extreme and special weights
  kWidest,     // largest significands and alternating extreme weights: the widest sums
  kInvalid,    // an infinity or NaN among the others
};

/// FP16-like codes of width 16; the weights of `weight_bits`, FP16 themselves when that is 16.
class OperandSource {
 public:
  OperandSource(const pe::Slice& slice, std::uint64_t seed) : slice_(slice), random_(seed) {}

  /// Draws class and exponent window of the next output.
  void begin_output(int mode);
  void begin_chunk() { extreme_toggle_ = random_.one_in(4) ? !extreme_toggle_ : extreme_toggle_; }
  std::uint32_t activation();
  std::uint32_t weight();
  pe::Metadata metadata();
  std::uint32_t channel_scale();
  Random& random() { return random_; }

 private:
  std::uint32_t fp16_operand();

  const pe::Slice& slice_;
  Random random_;
  OperandClass class_ = OperandClass::kUniform;
  int mode_ = 0;
  std::uint32_t exponent_window_ = 0;
  bool extreme_toggle_ = false;
};

}  // namespace lop::cosim
