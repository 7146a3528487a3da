// Names and extents.
#include "models/network/decoder_shape.hpp"

namespace lop::network {

std::vector<LinearShape> linear_layers(const DecoderShape& shape, std::size_t layer) {
  const DecoderNames& names = shape.names;
  const std::string start = shape.block_name(layer);
  const std::size_t hidden = shape.hidden, ffn = shape.ffn;
  const std::size_t queries = shape.heads * shape.head_width, keys = shape.kv_heads * shape.head_width;
  std::vector<LinearShape> linears = {{start + names.q, "q", queries, hidden},
                                      {start + names.k, "k", keys, hidden},
                                      {start + names.v, "v", keys, hidden},
                                      {start + names.o, "o", hidden, queries}};
  if (shape.mlp == MlpKind::kGatedSilu) linears.push_back({start + names.gate, "gate", ffn, hidden});
  linears.push_back({start + names.up, "up", ffn, hidden});
  linears.push_back({start + names.down, "down", hidden, ffn});
  return linears;
}

std::vector<TensorShape> tensors_of(const DecoderShape& shape) {
  const DecoderNames& names = shape.names;
  std::vector<TensorShape> tensors;
  const auto matrix = [&](const std::string& name, std::size_t rows, std::size_t columns) {
    tensors.push_back({name + ".weight", rows, columns});
  };
  const auto norm = [&](const std::string& name) {
    tensors.push_back({name + ".weight", 0, shape.hidden});
    if (shape.norm == NormKind::kLayer) tensors.push_back({name + ".bias", 0, shape.hidden});
  };
  matrix(names.embedding, shape.vocabulary, shape.embedding_width());
  if (!names.positions.empty()) matrix(names.positions, shape.positions + shape.position_offset, shape.hidden);
  if (shape.word_width != 0) {
    matrix(names.project_in, shape.hidden, shape.word_width);
    matrix(names.project_out, shape.word_width, shape.hidden);
  }
  for (std::size_t layer = 0; layer < shape.layers; ++layer) {
    norm(shape.block_name(layer) + names.attention_norm);
    if (!names.mlp_norm.empty()) norm(shape.block_name(layer) + names.mlp_norm);
    for (const LinearShape& linear : linear_layers(shape, layer)) {
      matrix(linear.name, linear.n, linear.k);
      if (shape.biases) tensors.push_back({linear.name + ".bias", 0, linear.n});
    }
  }
  if (!names.last_norm.empty()) norm(names.last_norm);
  if (!shape.tied_head) matrix(names.head, shape.vocabulary, shape.embedding_width());
  if (shape.head_bias) tensors.push_back({names.head + ".bias", 0, shape.vocabulary});
  return tensors;
}

}  // namespace lop::network
