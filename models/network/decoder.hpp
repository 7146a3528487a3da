// A decoder of the Llama form: RMSNorm, rotary embedding, grouped KV heads, SwiGLU; one layer's weights at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/network/layers.hpp"
#include "models/network/products.hpp"
#include "models/network/weight_source.hpp"

namespace lop::network {

/// shapes  kv_heads divides heads, head_width is even
struct DecoderShape {
  std::size_t hidden = 0, layers = 0, heads = 0, kv_heads = 0, head_width = 0, ffn = 0, vocabulary = 0;
  double norm_epsilon = 1e-5, rope_theta = 10000;
  RopeLayout rope_layout = RopeLayout::kHalf;
  bool tied_head = false;  // the head's weights are the embedding's
};

/// A linear layer of a decoder, by its name in a checkpoint.
struct LinearShape {
  std::string name;  // without ".weight"
  std::size_t n = 0, k = 0;
};

/// q, k, v, o, gate, up, down of one layer.
std::vector<LinearShape> linear_layers(const DecoderShape& shape, std::size_t layer);

/// Called with a layer's number and how many of the sequences' rows it has done, before the first and after each batch.
using OnProgress = std::function<void(std::size_t layer, std::size_t rows)>;

class Decoder {
 public:
  /// Tensors are named as in checkpoints of Hugging Face: model.embed_tokens.weight, model.layers.0.self_attn.q_proj
  /// and so on. A linear layer has a bias where the source has one.
  /// source  lives as long as the decoder
  Decoder(const DecoderShape& shape, const WeightSource& source) : shape_(shape), source_(source) {}

  const DecoderShape& shape() const { return shape_; }

  /// shapes  {tokens, hidden}; errors  std::invalid_argument for a token beyond the vocabulary
  Matrix embedded(const std::vector<std::uint32_t>& tokens) const;

  /// All layers and the last norm, in place. Rows are sequences of `sequence` tokens, the last one perhaps shorter;
  /// each attends to itself alone and begins at position 0. Weights of one layer are held at a time, activations of a
  /// layer's inside for a batch of sequences.
  void run(Matrix& rows, std::size_t sequence, Products& products, const OnProgress& progress = {}) const;

 private:
  DecoderShape shape_;
  const WeightSource& source_;
};

/// Logits of rows from Decoder::run, in FP32 whatever computes the layers. Small heads are read once, large ones a
/// block of the vocabulary at a time for every call.
class Head {
 public:
  Head(const DecoderShape& shape, const WeightSource& source);
  ~Head();
  /// shapes  {m, hidden} -> {m, vocabulary}
  Matrix logits(const Matrix& rows) const;
  /// Rows for one call that keep its logits small.
  std::size_t rows_at_a_time() const;

 private:
  DecoderShape shape_;
  const WeightSource& source_;
  std::string name_;
  std::unique_ptr<Product> whole_;
};

}  // namespace lop::network
