// Copies: nothing of numpy's memory is kept.
#include "sim/python/arrays.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lop::python {

tensor::Matrix<float> matrix_of(const FloatArray& array, const char* argument) {
  if (array.ndim() != 2 || array.size() == 0) {
    throw pybind11::value_error(
        fmt::format("{}: expected an array of two dimensions with elements, found {} dimensions and {} elements",
                    argument, array.ndim(), array.size()));
  }
  tensor::Matrix<float> matrix(static_cast<std::size_t>(array.shape(0)), static_cast<std::size_t>(array.shape(1)));
  std::copy_n(array.data(), matrix.values.size(), matrix.values.begin());
  return matrix;
}

}  // namespace lop::python
