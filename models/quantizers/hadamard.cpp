// Fast Walsh-Hadamard transform with a fixed order of operations.
#include "models/quantizers/hadamard.hpp"

#include <cmath>
#include <string>

#include "models/quantizers/refusal.hpp"

namespace lop::quantizers {

template <typename T>
void rotate_rows(tensor::Matrix<T>& matrix, std::size_t block) {
  if (block == 0 || (block & (block - 1)) != 0) {
    throw QuantizeError("hadamard block is " + std::to_string(block) + "; expected a power of two");
  }
  if (matrix.columns % block != 0) {
    throw QuantizeError("hadamard block " + std::to_string(block) + " does not divide the " +
                        std::to_string(matrix.columns) + " columns");
  }
  const T factor = 1 / std::sqrt(static_cast<T>(block));
  for (std::size_t begin = 0; begin < matrix.values.size(); begin += block) {
    T* const values = matrix.values.data() + begin;
    for (std::size_t stride = 1; stride < block; stride *= 2) {
      for (std::size_t pair = 0; pair < block; pair += 2 * stride) {
        for (std::size_t i = pair; i < pair + stride; ++i) {
          const T first = values[i], second = values[i + stride];
          values[i] = first + second;
          values[i + stride] = first - second;
        }
      }
    }
    for (std::size_t i = 0; i < block; ++i) values[i] *= factor;
  }
}

template void rotate_rows(tensor::Matrix<float>&, std::size_t);
template void rotate_rows(tensor::Matrix<double>&, std::size_t);

}  // namespace lop::quantizers
