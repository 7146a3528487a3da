// Moving the range of activations into weights, channel by channel of the input.
#pragma once

#include <vector>

#include "models/tensor/matrix.hpp"

namespace lop::quantizers {

/// Largest magnitude of each column. shapes  {n, k} -> {k}
std::vector<float> column_maxima(const tensor::Matrix<float>& matrix);

/// s_j = max|x_j|^a / max|w_j|^(1-a), in double by square roots alone, then rounded once
/// to FP32: correctly rounded roots give the same bits everywhere, which std::pow does
/// not. 1 where either maximum is 0, or where s_j would leave FP32's normal range (ours).
///
/// quarters  a in quarters, 0..4
/// errors    QuantizeError for another exponent, lengths that differ, or a maximum that is negative or not finite
/// source    SmoothQuant, ICML 2023, arXiv 2211.10438
std::vector<float> smoothing_scales(const std::vector<float>& activation_maxima,
                                    const std::vector<float>& weight_maxima, int quarters);

/// Weights are multiplied and activations divided, column j by s_j, so that their products stay.
/// shapes  {n, k}, scales {k}
template <typename T>
void multiply_columns(tensor::Matrix<T>& matrix, const std::vector<float>& scales);
template <typename T>
void divide_columns(tensor::Matrix<T>& matrix, const std::vector<float>& scales);

}  // namespace lop::quantizers
