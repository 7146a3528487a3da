// FP8 MAC slice: E4M3 x E4M3 or E5M2 x E5M2 into an FP32 accumulator, values without time.
//
// Products have at most 8 significant bits and are exact in FP32. source  the formats of OCP 8-bit Floating Point 1.0
#pragma once

#include <array>

#include "models/pe/float_mac.hpp"

namespace lop::pe {

class Fp8Product : public FloatMac {
 public:
  static constexpr std::string_view kStem = "fp8_mac", kMode = "fp8";
  static constexpr std::string_view kSource = "OCP 8-bit Floating Point 1.0 for the formats; the sum is ours";

  explicit Fp8Product(const Choices& choices);
  static const std::vector<Parameter>& parameters();
  std::string_view activation_format() const { return format_; }
  std::string_view weight_format() const { return format_; }
  float activation(std::uint32_t code) const { return values_[code & 0xff]; }
  float weight(std::uint32_t code) const { return values_[code & 0xff]; }

 private:
  std::string format_;
  std::array<float, 256> values_;
};

using Fp8Mac = MacSlice<Fp8Product>;

}  // namespace lop::pe
