// Matrix products through a PE.
#include <algorithm>
#include <string>

#include "models/pe/slice.hpp"
#include "models/quantizers/refusal.hpp"
#include "models/tensor/fast_gemm.hpp"
#include "sim/accuracy/fp16_codes.hpp"
#include "sim/python/arrays.hpp"
#include "sim/python/bindings.hpp"
#include "sim/system/operands.hpp"

namespace lop::python {
namespace {

std::unique_ptr<pe::Slice> slice_of(const std::string& stem, const pybind11::kwargs& parameters) {
  pe::Choices choices;
  for (const auto& [name, value] : parameters) {
    choices[pybind11::cast<std::string>(name)] = pybind11::cast<std::string>(pybind11::str(value));
  }
  return pe::make_slice(stem, choices);
}

pybind11::array_t<double> matmul(const FloatArray& activations, const FloatArray& weights, const std::string& stem,
                                 const pybind11::kwargs& parameters) {
  const auto slice = slice_of(stem, parameters);
  const int mode = slice->default_mode();
  const tensor::Matrix<float> values_a = matrix_of(activations, "activations"), values_w = matrix_of(weights, "weights");
  const auto a = accuracy::fp16_codes(values_a, 0, values_a.rows), w = accuracy::fp16_codes(values_w, 0, values_w.rows);
  if (a.columns != w.columns) {
    throw pybind11::value_error("weights: have " + std::to_string(w.columns) + " columns; expected the " +
                                std::to_string(a.columns) + " of the activations");
  }
  std::vector<double> values;
  {
    const pybind11::gil_scoped_release others_may_run;
    const tensor::GemmOperands operands = sim::make_operands(*slice, mode, a, w);
    values = sim::output_values(*slice, operands, tensor::fast_gemm(*slice, mode, operands));
  }
  pybind11::array_t<double> out({a.rows, w.rows});
  std::copy(values.begin(), values.end(), out.mutable_data());
  return out;
}

pybind11::dict parameters_of(const std::string& stem) {
  pybind11::dict result;
  for (const pe::Parameter& parameter : slice_of(stem, {})->parameters()) {
    pybind11::list values;
    for (const std::string& value : parameter.values) values.append(value);
    result[pybind11::str(parameter.name)] = values;
  }
  return result;
}

}  // namespace

void bind_matmul(pybind11::module_& module) {
  using pybind11::arg;
  module.def("matmul", &matmul, arg("activations"), arg("weights"), arg("pe"),
             "activations {m, k} times weights {n, k} transposed, as the PE computes it: both are rounded to FP16, as they\n"
             "lie in memory, and quantised for the PE; the outputs {m, n} are what its output codes stand for. Parameters\n"
             "of the PE are keywords: matmul(a, w, pe='bitmod', weight_mode='fp4').\n"
             "Raises ValueError for shapes, a PE, a parameter or numbers that do not fit.");
  module.def("pes", [] {
    pybind11::list names;
    for (const std::string& stem : pe::stems()) names.append(stem);
    return names;
  }, "The processing elements there are.");
  module.def("parameters", &parameters_of, arg("pe"),
             "A PE's parameters and their values, the default first; an empty list is a number.");
}

}  // namespace lop::python
