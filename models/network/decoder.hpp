// A decoder of any form that a DecoderShape describes; one layer's weights at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "models/network/decoder_shape.hpp"
#include "models/network/products.hpp"
#include "models/network/weight_source.hpp"

namespace lop::network {

/// Called with a layer's number and how many of the sequences' rows it has done, before the first and after each batch.
using OnProgress = std::function<void(std::size_t layer, std::size_t rows)>;

class Decoder {
 public:
  /// source  lives as long as the decoder
  Decoder(const DecoderShape& shape, const WeightSource& source) : shape_(shape), source_(source) {}

  const DecoderShape& shape() const { return shape_; }

  /// Without positions. shapes  {tokens, hidden}; errors  std::invalid_argument for a token beyond the vocabulary
  Matrix embedded(const std::vector<std::uint32_t>& tokens) const;

  /// From learned positions to what the head takes, in place. Rows are sequences of `sequence` tokens, the last one
  /// perhaps shorter; each attends to itself alone and begins at position 0. Weights of one layer are held at a time,
  /// activations of a layer's inside for a batch of sequences.
  /// shapes  rows {m, hidden}, then {m, embedding_width}
  /// errors  std::invalid_argument for a sequence that is longer than there are learned positions
  void run(Matrix& rows, std::size_t sequence, Products& products, const OnProgress& progress = {}) const;

 private:
  DecoderShape shape_;
  const WeightSource& source_;
};

/// Logits of rows from Decoder::run, in FP32 whatever computes the layers. Small heads are read once, large ones a
/// block of the vocabulary at a time for every call.
class Head {
 public:
  /// products  that compute the logits, of whole sequences of `sequence` rows and from whole weights; null: FP32
  Head(const DecoderShape& shape, const WeightSource& source, Products* products = nullptr, std::size_t sequence = 1);
  ~Head();
  /// shapes  {m, embedding_width} -> {m, vocabulary}
  Matrix logits(const Matrix& rows) const;
  /// Rows for one call that keep its logits small.
  std::size_t rows_at_a_time() const;

 private:
  Matrix streamed(const Matrix& rows) const;

  DecoderShape shape_;
  const WeightSource& source_;
  std::string name_;  // of the weights
  std::size_t sequence_;
  std::unique_ptr<Product> whole_;
  std::vector<float> bias_;  // empty without one
};

}  // namespace lop::network
