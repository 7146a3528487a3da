// FP16 MAC slice: FP16 activation times FP16 weight, FP32 or FP16 accumulator, values without time.
//
// The product is exact in FP32 and each sum is rounded once, also into FP16 (ours: no rounding of the product in between).
// Infinities and NaNs on either side are invalid, as for every FP16 operand. source  the baseline of BitMoD, HPCA 2025
#pragma once

#include "models/pe/mac_slice.hpp"

namespace lop::pe {

class Fp16Product : public PlainMac {
 public:
  static constexpr std::string_view kStem = "fp16_mac", kMode = "fp16";
  using Activation = float;
  using Weight = float;
  using Accumulator = float;

  explicit Fp16Product(const Choices& choices);
  static const std::vector<Parameter>& parameters();
  static std::string_view activation_format() { return "fp16"; }
  static std::string_view weight_format() { return "fp16"; }
  int accumulator_bits() const { return fp16_accumulator_ ? 16 : 32; }
  static const std::vector<std::string>& flag_names();
  std::uint32_t flags(std::uint32_t accumulator) const;

  /// NaN for what is not finite, so that it stays in every accumulator it meets.
  static float activation(std::uint32_t code);
  static float weight(std::uint32_t code) { return activation(code); }
  void step(float activation, const float* weights, std::size_t columns, float* accumulators) const;
  std::uint32_t code(float accumulator) const;
  float accumulator(std::uint32_t code) const;

 private:
  bool fp16_accumulator_;
};

using Fp16Mac = MacSlice<Fp16Product>;

}  // namespace lop::pe
