// Where a network's weights come from, a tensor at a time.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/tensor/matrix.hpp"

namespace lop::network {

/// Every call reads anew and keeps nothing. Asking for what is not there, or has another shape, is an error of the
/// source's own kind.
class WeightSource {
 public:
  virtual ~WeightSource() = default;
  virtual bool has(const std::string& name) const = 0;
  virtual std::vector<float> vector(const std::string& name, std::size_t size) const = 0;
  /// Rows first .. first + count of a matrix {rows, columns}.
  virtual tensor::Matrix<float> rows(const std::string& name, std::size_t rows, std::size_t columns, std::size_t first,
                                     std::size_t count) const = 0;

  tensor::Matrix<float> matrix(const std::string& name, std::size_t row_count, std::size_t columns) const {
    return rows(name, row_count, columns, 0, row_count);
  }
};

}  // namespace lop::network
