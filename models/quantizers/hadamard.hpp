// Hadamard rotation of rows in blocks: what spreads outliers before quantisation and is undone by itself.
#pragma once

#include <cstddef>

#include "models/tensor/matrix.hpp"

namespace lop::quantizers {

/// Every block of a row becomes block * H / sqrt(size), H the Sylvester matrix (natural order),
/// which is symmetric: the same call undoes it, and activations and weights rotated alike keep
/// their products, (x H)(H^T w) = x w. Butterflies of strides 1, 2, 4, ..., (a, b) -> (a + b,
/// a - b), each rounded to T, then one multiplication by 1 / sqrt(size): exact for 4, 16, 64, ...
///
/// shapes  {n, k}, k a multiple of block
/// errors  QuantizeError for a block that is no power of two or does not divide k
/// source  QuaRot, NeurIPS 2024, arXiv 2404.00456
template <typename T>
void rotate_rows(tensor::Matrix<T>& matrix, std::size_t block);

}  // namespace lop::quantizers
