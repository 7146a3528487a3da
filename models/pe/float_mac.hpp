// Floating-point MACs: an exact product a step, added to an FP32 or FP16 accumulator with one rounding, without time.
#pragma once

#include "models/pe/mac_slice.hpp"

namespace lop::pe {

/// What every floating-point MAC has; one adds to this what PlainMac leaves open but for its accumulator, and step()
/// where its products are not exact in FP32. Operands are their values, NaN for what is not finite, so that it stays in
/// every accumulator. An accumulator that overflows stays infinite.
class FloatMac : public PlainMac {
 public:
  using Activation = float;
  using Weight = float;
  using Accumulator = float;

  explicit FloatMac(const Choices& choices, bool fp16_accumulator = false)
      : PlainMac(choices), fp16_accumulator_(fp16_accumulator) {}
  int accumulator_bits() const { return fp16_accumulator_ ? 16 : 32; }
  static const std::vector<std::string>& flag_names();
  std::uint32_t flags(std::uint32_t accumulator) const;
  void step(float activation, const float* weights, std::size_t columns, float* accumulators) const;
  std::uint32_t code(float accumulator) const;
  float accumulator(std::uint32_t code) const;

 private:
  bool fp16_accumulator_;
};

/// Value of an FP16 code, NaN for what is not finite.
float fp16_operand(std::uint32_t code);

}  // namespace lop::pe
