// Layers between the matrix products of a network, in FP32 with a fixed order of operations.
#pragma once

#include <cstddef>
#include <vector>

#include "models/tensor/matrix.hpp"

namespace lop::network {

using Matrix = tensor::Matrix<float>;

/// y = (x * s) * gain, both products rounded; s = 1 / sqrt(mean of squares + epsilon) in FP64 with the squares summed
/// in rising index, rounded once to FP32.
/// shapes  rows {m, n}, gain {n}
Matrix rms_norm(const Matrix& rows, const std::vector<float>& gain, double epsilon);

/// Mean and mean square of what is left, both in FP64 in rising index; (x - mean) / sqrt(variance + epsilon) in FP64
/// rounded once, then the product and the sum, each rounded.
/// shapes  rows {m, n}, gain and bias {n}
void layer_norm(Matrix& rows, const std::vector<float>& gain, const std::vector<float>& bias, double epsilon);

/// exp(x - max) / sum in FP64 with the sum in rising index, each quotient rounded once; in place.
void softmax(float* values, std::size_t count);

/// gate := silu(gate) * up; silu(x) = x / (1 + exp(-x)) in FP64, rounded once, then the product rounded.
/// shapes  both {m, n}
void gate_with_silu(Matrix& gate, const Matrix& up);

/// max(x, 0); a NaN stays.
void relu(Matrix& rows);
/// x (1 + erf(x / sqrt 2)) / 2 in FP64, rounded once.
void gelu(Matrix& rows);
/// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2 in FP64, rounded once: an approximation of gelu, and the function
/// of networks that were trained with it. source  arXiv 1606.08415
void gelu_tanh(Matrix& rows);

/// a := a + b. shapes  both {m, n}
void add(Matrix& a, const Matrix& b);
/// A bias for every column. shapes  rows {m, n}, bias {n}
void add_to_rows(Matrix& rows, const std::vector<float>& bias);
/// To row r the position r modulo their number. shapes  rows {m, n}, positions {positions, n}
void add_positions(Matrix& rows, const Matrix& positions);

/// Which elements of a head turn together.
enum class RopeLayout {
  kHalf,         // i and i + width / 2, as in checkpoints of Hugging Face
  kInterleaved,  // 2 i and 2 i + 1, as in llama2.c and the paper (arXiv 2104.09864)
};

/// Angles position * theta^(-2 i / turned), their sines and cosines in FP64, rounded once to FP32.
class RotaryEmbedding {
 public:
  /// width   of a head
  /// turned  its first elements that turn, the others stay: even, at most width; the layout is that of these
  RotaryEmbedding(RopeLayout layout, std::size_t width, std::size_t turned, double theta, std::size_t positions);

  /// Turns every head of every row; (a, b) becomes (a c - b s, b c + a s), products and sums rounded. The position of
  /// row r is r modulo `sequence`.
  /// shapes  rows {m, heads * width}; sequence: at most the positions
  void turn(Matrix& rows, std::size_t sequence) const;

 private:
  RopeLayout layout_;
  std::size_t width_;
  Matrix sines_, cosines_;  // {positions, turned / 2}
};

}  // namespace lop::network
