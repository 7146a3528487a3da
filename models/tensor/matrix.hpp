// Owning row-major matrix.
#pragma once

#include <cstddef>
#include <vector>

namespace lop::tensor {

/// shapes  {rows, columns}; element (r, c) at r * columns + c
template <typename T>
struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<T> values;

  Matrix() = default;
  Matrix(std::size_t row_count, std::size_t column_count, T fill = T{})
      : rows(row_count), columns(column_count), values(row_count * column_count, fill) {}

  T* row(std::size_t r) { return values.data() + r * columns; }
  const T* row(std::size_t r) const { return values.data() + r * columns; }
  T& operator()(std::size_t r, std::size_t c) { return values[r * columns + c]; }
  const T& operator()(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
};

}  // namespace lop::tensor
