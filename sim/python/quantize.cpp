// The group quantisers.
#include "models/quantizers/group_quantizer.hpp"
#include "sim/python/arrays.hpp"
#include "sim/python/bindings.hpp"

namespace lop::python {
namespace {

using quantizers::Granularity;

Granularity granularity_of(const std::string& name) {
  if (name == "group") return Granularity::kGroup;
  if (name == "channel") return Granularity::kChannel;
  if (name == "token") return Granularity::kToken;
  if (name == "tensor") return Granularity::kTensor;
  throw pybind11::value_error("granularity: found '" + name + "'; expected group, channel, token or tensor");
}

quantizers::ScalePrecision precision_of(const std::string& name) {
  if (name == "fp32") return quantizers::ScalePrecision::kFp32;
  if (name == "fp16") return quantizers::ScalePrecision::kFp16;
  if (name == "e8m0") return quantizers::ScalePrecision::kE8m0;
  throw pybind11::value_error("scale_precision: found '" + name + "'; expected fp32, fp16 or e8m0");
}

pybind11::dict quantize(const FloatArray& weights, const std::string& weight_mode, const std::string& granularity,
                        int group_size, const std::string& scale_precision, bool integer_scales) {
  quantizers::GroupQuantizeOptions options;
  options.weight_mode = weight_mode;
  options.granularity = granularity_of(granularity);
  options.group_size = group_size;
  options.scale_precision = precision_of(scale_precision);
  if (integer_scales) options.second_level = quantizers::SecondLevel::kInt8;
  try {
    const quantizers::QuantizedMatrix quantized = quantizers::quantize_groups(matrix_of(weights, "weights"), options);
    pybind11::dict result;
    result["codes"] = array_of(quantized.codes);
    result["group_scale"] = array_of(quantized.group_scale);
    result["special"] = array_of(quantized.special);
    result["zero"] = array_of(quantized.zero);
    if (integer_scales) {
      result["scale_codes"] = array_of(quantized.scale_codes);
      result["channel_scale"] = pybind11::array_t<float>(
          static_cast<pybind11::ssize_t>(quantized.channel_scale.size()), quantized.channel_scale.data());
    }
    result["values"] = array_of(quantizers::dequantized(quantized));
    result["bits_per_element"] = quantizers::bits_per_element(quantized);
    return result;
  } catch (const quantizers::QuantizeError& error) {
    throw pybind11::value_error(error.what());
  }
}

}  // namespace

void bind_quantize(pybind11::module_& module) {
  using pybind11::arg;
  module.def("quantize", &quantize, arg("weights"), arg("weight_mode") = "int8", arg("granularity") = "group",
             arg("group_size") = 128, arg("scale_precision") = "fp32", arg("integer_scales") = false,
             "Weights {n, k} as codes and scales a group along k. weight_mode: int2..int8, uint2..uint8 (with zero points),\n"
             "fp4, fp3 (BitMoD), ant4, olive4 or a number format. integer_scales: 8-bit scale codes and a scale a channel.\n"
             "Returns codes, group_scale, special, zero, values (float64, what they stand for), bits_per_element.\n"
             "Raises ValueError for what cannot be quantised.");
}

}  // namespace lop::python
