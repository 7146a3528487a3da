// FP8 MAC slice: its formats.
#include "models/pe/fp8_mac.hpp"

#include <cmath>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"

namespace lop::pe {

Fp8Product::Fp8Product(const Choices& choices) : FloatMac(choices), format_(choices.at("format")) {
  const formats::FloatFormat& format = formats::float_format(format_);
  for (std::uint32_t code = 0; code < values_.size(); ++code) {
    const double value = formats::decode(format, code);
    values_[code] = std::isfinite(value) ? static_cast<float>(value) : formats::fp32_value(formats::kFp32Nan);
  }
}

const std::vector<Parameter>& Fp8Product::parameters() {
  static const std::vector<Parameter> kParameters = {{"format", {"e4m3", "e5m2"}, ParameterKind::kGates}};
  return kParameters;
}

}  // namespace lop::pe
