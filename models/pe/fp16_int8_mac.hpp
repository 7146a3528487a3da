// FP16 x INT8 MAC slice: FP16 activation times INT8 weight, FP16 or FP32 accumulator, values without time.
//
// The product has at most 19 significant bits and is exact in FP32; each sum is rounded once, also into FP16.
// source  the unit that BitMoD, HPCA 2025, charges to ANT and OliVe
#pragma once

#include "models/pe/float_mac.hpp"

namespace lop::pe {

struct Fp16Int8Product : FloatMac {
  static constexpr std::string_view kStem = "fp16_int8_mac", kMode = "fp16_int8";
  static constexpr std::string_view kSource = "the unit that BitMoD, HPCA 2025, charges to ANT and OliVe";

  explicit Fp16Int8Product(const Choices& choices) : FloatMac(choices, choices.at("accumulator") == "fp16") {}
  static const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> kParameters = {{"accumulator", {"fp16", "fp32"}, ParameterKind::kGates}};
    return kParameters;
  }
  static std::string_view activation_format() { return "fp16"; }
  static std::string_view weight_format() { return "int8"; }
  static float activation(std::uint32_t code) { return fp16_operand(code); }
  static float weight(std::uint32_t code) { return static_cast<float>(static_cast<std::int8_t>(code)); }
};

using Fp16Int8Mac = MacSlice<Fp16Int8Product>;

}  // namespace lop::pe
