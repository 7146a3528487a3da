// numpy arrays as matrices and back.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>

#include "models/tensor/matrix.hpp"

namespace lop::python {

using FloatArray = pybind11::array_t<float, pybind11::array::c_style | pybind11::array::forcecast>;
using CodeArray = pybind11::array_t<std::uint32_t, pybind11::array::c_style | pybind11::array::forcecast>;

/// errors  ValueError naming the argument, unless it has two dimensions with elements
tensor::Matrix<float> matrix_of(const FloatArray& array, const char* argument);

template <typename T>
pybind11::array_t<T> array_of(const tensor::Matrix<T>& matrix) {
  pybind11::array_t<T> array({matrix.rows, matrix.columns});
  std::copy(matrix.values.begin(), matrix.values.end(), array.mutable_data());
  return array;
}

}  // namespace lop::python
