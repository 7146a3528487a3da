// A decoder written once more, plainly and in double: one token at a time, rotation by complex numbers, keys and values
// in a cache. It shares nothing with the model but the weights.
#pragma once

#include <cmath>
#include <complex>
#include <vector>

#include "tests/models/network/random_decoder.hpp"

namespace lop::network::test {

class DecoderOracle {
 public:
  using Row = std::vector<double>;

  DecoderOracle(const DecoderShape& shape, const MapSource& source) : shape_(shape), source_(source) {}

  /// Logits of every position of one sequence.
  std::vector<Row> logits(const std::vector<std::uint32_t>& tokens) {
    keys_.assign(shape_.layers, {});
    values_.assign(shape_.layers, {});
    std::vector<Row> all;
    for (std::size_t position = 0; position < tokens.size(); ++position)
      all.push_back(step(tokens[position], position));
    return all;
  }

 private:
  Row step(std::uint32_t token, std::size_t position) {
    const Matrix& embedding = source_.tensors.at("model.embed_tokens.weight");
    Row x(embedding.row(token), embedding.row(token) + shape_.hidden);
    for (std::size_t layer = 0; layer < shape_.layers; ++layer) {
      const std::string start = "model.layers." + std::to_string(layer) + ".";
      const Row normed = norm(x, start + "input_layernorm.weight");
      Row query = linear(normed, start + "self_attn.q_proj"), key = linear(normed, start + "self_attn.k_proj");
      rotate(query, position);
      rotate(key, position);
      keys_[layer].push_back(key);
      values_[layer].push_back(linear(normed, start + "self_attn.v_proj"));
      accumulate(x, linear(attended(query, layer), start + "self_attn.o_proj"));
      const Row inner = norm(x, start + "post_attention_layernorm.weight");
      Row gate = linear(inner, start + "mlp.gate_proj");
      const Row up = linear(inner, start + "mlp.up_proj");
      for (std::size_t i = 0; i < gate.size(); ++i) gate[i] = gate[i] / (1 + std::exp(-gate[i])) * up[i];
      accumulate(x, linear(gate, start + "mlp.down_proj"));
    }
    const Row last = norm(x, "model.norm.weight");
    return product(last, source_.tensors.at(shape_.tied_head ? "model.embed_tokens.weight" : "lm_head.weight"));
  }

  static void accumulate(Row& x, const Row& y) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += y[i];
  }

  static Row product(const Row& x, const Matrix& weights) {
    Row y(weights.rows, 0.0);
    for (std::size_t n = 0; n < weights.rows; ++n) {
      for (std::size_t k = 0; k < weights.columns; ++k) y[n] += x[k] * weights(n, k);
    }
    return y;
  }

  Row linear(const Row& x, const std::string& name) const {
    Row y = product(x, source_.tensors.at(name + ".weight"));
    const auto bias = source_.tensors.find(name + ".bias");
    for (std::size_t n = 0; bias != source_.tensors.end() && n < y.size(); ++n) y[n] += bias->second(0, n);
    return y;
  }

  Row norm(const Row& x, const std::string& name) const {
    double squares = 0;
    for (const double value : x) squares += value * value;
    Row y;
    const double root = std::sqrt(squares / static_cast<double>(x.size()) + shape_.norm_epsilon);
    for (std::size_t i = 0; i < x.size(); ++i) y.push_back(x[i] / root * source_.tensors.at(name)(0, i));
    return y;
  }

  void rotate(Row& heads, std::size_t position) const {
    const std::size_t width = shape_.head_width, half = width / 2;
    for (std::size_t head = 0; head < heads.size() / width; ++head) {
      for (std::size_t i = 0; i < half; ++i) {
        const bool interleaved = shape_.rope_layout == RopeLayout::kInterleaved;
        double& real = heads[head * width + (interleaved ? 2 * i : i)];
        double& imaginary = heads[head * width + (interleaved ? 2 * i + 1 : i + half)];
        const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(width);
        const auto turned = std::complex<double>(real, imaginary) *
                            std::polar(1.0, static_cast<double>(position) * std::pow(shape_.rope_theta, exponent));
        real = turned.real();
        imaginary = turned.imag();
      }
    }
  }

  Row attended(const Row& query, std::size_t layer) const {
    const std::size_t width = shape_.head_width;
    Row out(shape_.heads * width, 0.0);
    for (std::size_t head = 0; head < shape_.heads; ++head) {
      const std::size_t shared = head * shape_.kv_heads / shape_.heads;
      Row weights;
      double sum = 0;
      for (const Row& key : keys_[layer]) {
        double score = 0;
        for (std::size_t i = 0; i < width; ++i) score += query[head * width + i] * key[shared * width + i];
        weights.push_back(std::exp(score / std::sqrt(static_cast<double>(width))));
        sum += weights.back();
      }
      for (std::size_t t = 0; t < weights.size(); ++t) {
        for (std::size_t i = 0; i < width; ++i) {
          out[head * width + i] += weights[t] / sum * values_[layer][t][shared * width + i];
        }
      }
    }
    return out;
  }

  const DecoderShape& shape_;
  const MapSource& source_;
  std::vector<std::vector<Row>> keys_, values_;  // [layer][position]
};

}  // namespace lop::network::test
