// Operands as kernels read them: decoded once, reductions cut into runs, columns side by side in panels.
#pragma once

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/tensor/kernels/kernel.hpp"

namespace lop::tensor::kernels {

/// Elements along K, `length` to a run, the last one perhaps shorter; each run is filled up to whole chunks.
struct Runs {
  std::size_t elements, length, chunk;

  std::size_t count() const { return (elements + length - 1) / length; }
  std::size_t begin(std::size_t run) const { return run * length; }
  std::size_t size(std::size_t run) const { return std::min(length, elements - begin(run)); }
  /// In chunks.
  std::size_t first_chunk(std::size_t run) const { return run * ((length + chunk - 1) / chunk); }
  std::size_t chunks(std::size_t run) const { return (size(run) + chunk - 1) / chunk; }
  std::size_t chunks() const { return first_chunk(count() - 1) + chunks(count() - 1); }
};

/// Calls visit(line) for every line, on any thread; visit writes what belongs to its line alone.
template <typename Visit>
void for_each_line(std::size_t lines, Visit visit) {
  tbb::parallel_for(std::size_t{0}, lines, visit);
}

/// For every element of a line: visit(its chunk, its place in the chunk, its place along K).
template <typename Visit>
void for_each_element(const Runs& runs, Visit visit) {
  for (std::size_t run = 0; run < runs.count(); ++run) {
    const std::size_t begin = runs.begin(run), size = runs.size(run);
    for (std::size_t i = 0, chunk = runs.first_chunk(run); i < size; ++chunk) {
      for (std::size_t place = 0; place < runs.chunk && i < size; ++place, ++i) visit(chunk, place, begin + i);
    }
  }
}

/// What belongs to a column, a row of panels for each group: element (g, c) at g * columns + c.
template <typename T, typename Value>
std::vector<T> by_group_and_column(const Matrix<pe::Metadata>& metadata, Value value) {
  const std::size_t stride = panels_of(metadata.rows) * kPanel;
  std::vector<T> values(metadata.columns * stride);
  for (std::size_t c = 0; c < metadata.rows; ++c) {
    for (std::size_t g = 0; g < metadata.columns; ++g) values[g * stride + c] = value(metadata(c, g));
  }
  return values;
}

}  // namespace lop::tensor::kernels
