// Layers of networks on images between their products, in FP32 with a fixed order of operations.
#pragma once

#include <cstddef>
#include <vector>

#include "models/network/image_network.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::network {

using Matrix = tensor::Matrix<float>;

// Matrices are the values of a batch, image after image: {images x rows, features}.

/// The windows of a convolution, a row each: inputs in the order channel, row, column, zeros beyond the border.
/// shapes  out {images x output rows, in x kernel x kernel}
Matrix convolution_windows(const ImageLayer& layer, const ValueShape& input, const Matrix& images);

Matrix max_pool(const ImageLayer& layer, const ValueShape& input, const Matrix& images);

/// Channels slowest. shapes  out {images, elements}
Matrix flatten(const ValueShape& input, const Matrix& images);

/// max(x, 0); a NaN stays.
void relu(Matrix& rows);
/// x (1 + erf(x / sqrt 2)) / 2 in FP64, rounded once.
void gelu(Matrix& rows);

/// Mean and mean square of what is left, both in FP64 in rising index; (x - mean) / sqrt(variance + epsilon) in FP64
/// rounded once, then the product and the sum, each rounded.
/// shapes  rows {m, n}, gain and bias {n}
void layer_norm(Matrix& rows, const std::vector<float>& gain, const std::vector<float>& bias, double epsilon);

/// Puts a token before those of each image.
Matrix with_class_token(const ValueShape& input, const Matrix& rows, const std::vector<float>& token);
/// shapes  positions {tokens, features}
void add_positions(Matrix& rows, const Matrix& positions);
/// One token of each image.
Matrix selected_tokens(const ValueShape& input, const Matrix& rows, std::size_t index);

}  // namespace lop::network
