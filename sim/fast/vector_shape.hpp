// What the vector unit is asked for: an operation on the rows of a matrix.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "sim/fast/gemm_shape.hpp"

namespace lop::sim {

/// shapes  rows {rows, columns}; of the second operand see workloads::SecondOperand
struct VectorShape {
  std::string operation;
  std::int64_t rows = 0, columns = 0;
  std::int64_t second_columns = 0;                // of a table or a matrix
  std::optional<Packing> stored = std::nullopt;   // of results for a cache
};

inline bool operator<(const VectorShape& a, const VectorShape& b) {
  return std::tie(a.operation, a.rows, a.columns, a.second_columns, a.stored) <
         std::tie(b.operation, b.rows, b.columns, b.second_columns, b.stored);
}

}  // namespace lop::sim
