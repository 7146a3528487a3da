// FP16 MAC slice: FP16 activation times FP16 weight, FP32 or FP16 accumulator, values without time.
//
// The product is exact in FP32 and each sum is rounded once, also into FP16 (ours: the product is not rounded before).
// source  the baseline of BitMoD, HPCA 2025
#pragma once

#include "models/pe/float_mac.hpp"

namespace lop::pe {

struct Fp16Product : FloatMac {
  static constexpr std::string_view kStem = "fp16_mac", kMode = "fp16", kSource = "the baseline of BitMoD, HPCA 2025";

  explicit Fp16Product(const Choices& choices) : FloatMac(choices, choices.at("accumulator") == "fp16") {}
  static const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> kParameters = {{"accumulator", {"fp32", "fp16"}, ParameterKind::kGates}};
    return kParameters;
  }
  static std::string_view activation_format() { return "fp16"; }
  static std::string_view weight_format() { return "fp16"; }
  static float activation(std::uint32_t code) { return fp16_operand(code); }
  static float weight(std::uint32_t code) { return fp16_operand(code); }
};

using Fp16Mac = MacSlice<Fp16Product>;

}  // namespace lop::pe
