// encode and decode of any number format.
#include <stdexcept>

#include "models/formats/fp32.hpp"
#include "models/formats/number_format.hpp"
#include "sim/python/arrays.hpp"
#include "sim/python/bindings.hpp"

namespace lop::python {
namespace {

formats::NumberFormat format_of(const std::string& name) {
  try {
    return formats::number_format(name);
  } catch (const std::invalid_argument& error) {
    throw pybind11::value_error("format: " + std::string(error.what()));
  }
}

std::vector<pybind11::ssize_t> shape_of(const pybind11::array& array) {
  return {array.shape(), array.shape() + array.ndim()};
}

pybind11::array_t<std::uint32_t> encode(const FloatArray& values, const std::string& name) {
  const formats::NumberFormat format = format_of(name);
  pybind11::array_t<std::uint32_t> codes(shape_of(values));
  std::transform(values.data(), values.data() + values.size(), codes.mutable_data(), [&](float value) {
    return format.encode_fp32(formats::fp32_code(value), format.default_rule());
  });
  return codes;
}

pybind11::array_t<double> decode(const CodeArray& codes, const std::string& name) {
  const formats::NumberFormat format = format_of(name);
  pybind11::array_t<double> values(shape_of(codes));
  std::transform(codes.data(), codes.data() + codes.size(), values.mutable_data(),
                 [&](std::uint32_t code) { return format.decode(code); });
  return values;
}

}  // namespace

void bind_formats(pybind11::module_& module) {
  using pybind11::arg;
  module.def("encode", &encode, arg("values"), arg("format"),
             "Codes (uint32) of FP32 values, rounded once to nearest even. format: e4m3, e2m1, bf16, posit8_0, int4, ...\n"
             "Raises ValueError for an unknown format.");
  module.def("decode", &decode, arg("codes"), arg("format"), "What codes stand for (float64), exact.");
  module.def("bits", [](const std::string& name) { return format_of(name).bits(); }, arg("format"),
             "Bits of a code.");
}

}  // namespace lop::python
