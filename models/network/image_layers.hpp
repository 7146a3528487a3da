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

/// Puts a token before those of each image.
Matrix with_class_token(const ValueShape& input, const Matrix& rows, const std::vector<float>& token);
/// One token of each image.
Matrix selected_tokens(const ValueShape& input, const Matrix& rows, std::size_t index);

}  // namespace lop::network
