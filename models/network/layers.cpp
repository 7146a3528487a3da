// Rows are independent of each other, so threads share them out.
#include "models/network/layers.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/formats/vector_clones.hpp"
#include "models/network/elementary.hpp"
#include "models/network/error_function.hpp"

namespace lop::network {
namespace {

template <typename Row>
void for_each_row(std::size_t rows, Row row) {
  constexpr std::size_t kRowsAtATime = 16;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, rows, kRowsAtATime),
                    [&](const tbb::blocked_range<std::size_t>& range) {
                      for (std::size_t r = range.begin(); r < range.end(); ++r) row(r);
                    });
}

/// out[i] = exp(in[i] - most)
LOP_VECTOR_CLONES void exponentials(const float* in, std::size_t count, float most, double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = exponential(static_cast<double>(in[i]) - most);
}

LOP_VECTOR_CLONES void silu_times(float* gate, const float* up, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const double x = gate[i];
    gate[i] = static_cast<float>(x / (1 + exponential(-x))) * up[i];
  }
}

LOP_VECTOR_CLONES void gelu_of(float* values, std::size_t count) {
  constexpr double kRootHalf = 0x1.6a09e667f3bcdp-1;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = values[i], magnitude = x < 0 ? -x : x;
    const double tail = complementary_error(magnitude * kRootHalf) / 2;  // of a normal distribution
    values[i] = static_cast<float>(x * (x < 0 ? tail : 1 - tail));
  }
}

/// (1 + tanh(y)) / 2 = 1 / (1 + exp(-2 y)), which loses nothing where tanh(y) is near -1.
LOP_VECTOR_CLONES void gelu_tanh_of(float* values, std::size_t count) {
  constexpr double kTwoRootsOfTwoOverPi = 0x1.9884533d43651p+0;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = values[i];
    const double twice = kTwoRootsOfTwoOverPi * (x + 0.044715 * x * x * x);
    values[i] = static_cast<float>(x / (1 + exponential(-twice)));
  }
}

}  // namespace

Matrix rms_norm(const Matrix& rows, const std::vector<float>& gain, double epsilon) {
  Matrix out(rows.rows, rows.columns);
  for_each_row(rows.rows, [&](std::size_t r) {
    const float* x = rows.row(r);
    double squares = 0;
    for (std::size_t i = 0; i < rows.columns; ++i) squares += static_cast<double>(x[i]) * x[i];
    const auto scale = static_cast<float>(1 / std::sqrt(squares / static_cast<double>(rows.columns) + epsilon));
    float* y = out.row(r);
    for (std::size_t i = 0; i < rows.columns; ++i) y[i] = (x[i] * scale) * gain[i];
  });
  return out;
}

void layer_norm(Matrix& rows, const std::vector<float>& gain, const std::vector<float>& bias, double epsilon) {
  const auto count = static_cast<double>(rows.columns);
  for_each_row(rows.rows, [&](std::size_t r) {
    float* x = rows.row(r);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < rows.columns; ++i) sum += x[i];
    const double mean = sum / count;
    for (std::size_t i = 0; i < rows.columns; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const double root = std::sqrt(squares / count + epsilon);
    for (std::size_t i = 0; i < rows.columns; ++i) {
      const float scaled = static_cast<float>((x[i] - mean) / root) * gain[i];
      x[i] = scaled + bias[i];
    }
  });
}

void softmax(float* values, std::size_t count) {
  std::vector<double> powers(count);
  exponentials(values, count, *std::max_element(values, values + count), powers.data());
  double sum = 0;
  for (const double power : powers) sum += power;
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(powers[i] / sum);
}

void gate_with_silu(Matrix& gate, const Matrix& up) {
  for_each_row(gate.rows, [&](std::size_t r) { silu_times(gate.row(r), up.row(r), gate.columns); });
}

void relu(Matrix& rows) {
  for (float& value : rows.values) value = value < 0 ? 0 : value;
}

void gelu(Matrix& rows) {
  for_each_row(rows.rows, [&](std::size_t r) { gelu_of(rows.row(r), rows.columns); });
}

void gelu_tanh(Matrix& rows) {
  for_each_row(rows.rows, [&](std::size_t r) { gelu_tanh_of(rows.row(r), rows.columns); });
}

void add(Matrix& a, const Matrix& b) {
  for (std::size_t i = 0; i < a.values.size(); ++i) a.values[i] += b.values[i];
}

void add_to_rows(Matrix& rows, const std::vector<float>& bias) {
  for (std::size_t r = 0; r < rows.rows; ++r) {
    for (std::size_t i = 0; i < rows.columns; ++i) rows(r, i) += bias[i];
  }
}

void add_positions(Matrix& rows, const Matrix& positions) {
  for (std::size_t r = 0; r < rows.rows; ++r) {
    const float* position = positions.row(r % positions.rows);
    for (std::size_t i = 0; i < rows.columns; ++i) rows(r, i) += position[i];
  }
}

RotaryEmbedding::RotaryEmbedding(RopeLayout layout, std::size_t width, std::size_t turned, double theta,
                                 std::size_t positions)
    : layout_(layout), width_(width), sines_(positions, turned / 2), cosines_(positions, turned / 2) {
  if (turned % 2 != 0 || turned > width)
    throw std::invalid_argument("rotary embedding of an odd number of elements, or of more than a head has");
  const double log_theta = logarithm(theta);
  for (std::size_t i = 0; i < turned / 2; ++i) {
    const double frequency = exponential(-static_cast<double>(2 * i) / static_cast<double>(turned) * log_theta);
    for (std::size_t position = 0; position < positions; ++position) {
      const SineCosine turn = sine_cosine(static_cast<double>(position) * frequency);
      sines_(position, i) = static_cast<float>(turn.sine);
      cosines_(position, i) = static_cast<float>(turn.cosine);
    }
  }
}

void RotaryEmbedding::turn(Matrix& rows, std::size_t sequence) const {
  const std::size_t pairs = sines_.columns;
  const bool half = layout_ == RopeLayout::kHalf;
  for_each_row(rows.rows, [&](std::size_t r) {
    const float* s = sines_.row(r % sequence);
    const float* c = cosines_.row(r % sequence);
    for (float* head = rows.row(r); head != rows.row(r) + rows.columns; head += width_) {
      for (std::size_t i = 0; i < pairs; ++i) {
        float& first = head[half ? i : 2 * i];
        float& second = head[half ? i + pairs : 2 * i + 1];
        const float a = first, b = second;
        first = a * c[i] - b * s[i];
        second = b * c[i] + a * s[i];
      }
    }
  });
}

}  // namespace lop::network
