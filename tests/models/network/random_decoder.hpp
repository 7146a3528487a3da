// A small decoder with random weights, held in memory.
#pragma once

#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/network/decoder.hpp"

namespace lop::network::test {

/// Six query heads on two KV heads, their width not hidden / heads, nothing a power of two.
inline DecoderShape odd_shape() {
  DecoderShape shape;
  shape.hidden = 40;
  shape.layers = 2;
  shape.heads = 6;
  shape.kv_heads = 2;
  shape.head_width = shape.rotary_width = 10;
  shape.ffn = 52;
  shape.vocabulary = 67;
  shape.norm_epsilon = 1e-5;
  shape.rope_theta = 500;
  return shape;
}

class MapSource : public WeightSource {
 public:
  std::map<std::string, Matrix> tensors;  // vectors as {1, n}

  bool has(const std::string& name) const override { return tensors.count(name) != 0; }
  std::vector<float> vector(const std::string& name, std::size_t size) const override {
    return rows(name, 1, size, 0, 1).values;
  }
  Matrix rows(const std::string& name, std::size_t row_count, std::size_t columns, std::size_t first,
              std::size_t count) const override {
    const Matrix& whole = tensors.at(name);
    if (whole.rows != row_count || whole.columns != columns) throw std::logic_error(name + " has another shape");
    Matrix part(count, columns);
    part.values.assign(whole.row(first), whole.row(first) + count * columns);
    return part;
  }
};

inline MapSource random_decoder(const DecoderShape& shape, unsigned seed, bool biases = false) {
  std::mt19937 random(seed);
  MapSource source;
  const auto fill = [&](const std::string& name, std::size_t rows, std::size_t columns, float mean, float deviation) {
    std::normal_distribution<float> normal(mean, deviation);
    Matrix matrix(rows, columns);
    for (float& value : matrix.values) value = normal(random);
    source.tensors.emplace(name, std::move(matrix));
  };
  fill("model.embed_tokens.weight", shape.vocabulary, shape.hidden, 0, 1);
  if (!shape.tied_head) fill("lm_head.weight", shape.vocabulary, shape.hidden, 0, 0.5f);
  fill("model.norm.weight", 1, shape.hidden, 1, 0.2f);
  for (std::size_t layer = 0; layer < shape.layers; ++layer) {
    const std::string start = "model.layers." + std::to_string(layer) + ".";
    fill(start + "input_layernorm.weight", 1, shape.hidden, 1, 0.2f);
    fill(start + "post_attention_layernorm.weight", 1, shape.hidden, 1, 0.2f);
    for (const LinearShape& linear : linear_layers(shape, layer)) {
      fill(linear.name + ".weight", linear.n, linear.k, 0, 0.3f);
      if (biases) fill(linear.name + ".bias", 1, linear.n, 0, 0.5f);
    }
  }
  return source;
}

inline std::vector<std::uint32_t> random_tokens(std::size_t count, std::size_t vocabulary, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint32_t> tokens(count);
  for (std::uint32_t& token : tokens) token = static_cast<std::uint32_t>(random() % vocabulary);
  return tokens;
}

}  // namespace lop::network::test
