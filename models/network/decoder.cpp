// Layer by layer over all sequences, batch by batch within a layer.
#include "models/network/decoder.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "models/network/attention.hpp"

namespace lop::network {
namespace {

constexpr std::size_t kBatchFloats = 4u << 20;  // of a layer's widest activations
constexpr std::size_t kWholeHeadFloats = 8u << 20;
constexpr std::size_t kLogitFloats = 4u << 20;

enum Linear : std::size_t { kQ, kK, kV, kO, kGate, kUp, kDown, kLinears };

std::string prefix(std::size_t layer) { return "model.layers." + std::to_string(layer) + "."; }

struct LayerLinear {
  std::unique_ptr<Product> product;
  std::vector<float> bias;  // empty without one

  Matrix apply(const Matrix& rows, std::size_t sequence) const {
    Matrix out = product->apply(rows, sequence);
    if (!bias.empty()) add_to_rows(out, bias);
    return out;
  }
};

struct LayerWeights {
  std::vector<float> attention_gain, ffn_gain;
  LayerLinear linear[kLinears];
};

LayerWeights read_layer(const DecoderShape& shape, const WeightSource& source, std::size_t layer, Products& products) {
  LayerWeights weights;
  weights.attention_gain = source.vector(prefix(layer) + "input_layernorm.weight", shape.hidden);
  weights.ffn_gain = source.vector(prefix(layer) + "post_attention_layernorm.weight", shape.hidden);
  const std::vector<LinearShape> linears = linear_layers(shape, layer);
  for (std::size_t i = 0; i < kLinears; ++i) {
    const LinearShape& linear = linears[i];
    weights.linear[i].product =
        products.linear(linear.name, source.matrix(linear.name + ".weight", linear.n, linear.k));
    const std::string bias = linear.name + ".bias";
    if (source.has(bias)) weights.linear[i].bias = source.vector(bias, linear.n);
  }
  return weights;
}

void run_layer(const DecoderShape& shape, std::size_t layer, const LayerWeights& weights, const Products& products,
               const RotaryEmbedding& rotary, std::size_t sequence, Matrix& rows) {
  {
    const Matrix normed = rms_norm(rows, weights.attention_gain, shape.norm_epsilon);
    Matrix queries = weights.linear[kQ].apply(normed, sequence), keys = weights.linear[kK].apply(normed, sequence),
           values = weights.linear[kV].apply(normed, sequence);
    rotary.turn(queries, sequence);
    rotary.turn(keys, sequence);
    products.cache(keys, shape.head_width);
    products.cache(values, shape.head_width);
    const AttentionShape attention{shape.heads, shape.kv_heads, shape.head_width};
    const Matrix attended = attend(attention, layer, products, queries, keys, values, sequence);
    add(rows, weights.linear[kO].apply(attended, sequence));
  }
  const Matrix normed = rms_norm(rows, weights.ffn_gain, shape.norm_epsilon);
  Matrix gate = weights.linear[kGate].apply(normed, sequence);
  gate_with_silu(gate, weights.linear[kUp].apply(normed, sequence));
  add(rows, weights.linear[kDown].apply(gate, sequence));
}

/// Whole sequences whose widest activations stay small; one at least.
std::size_t batch_rows(const DecoderShape& shape, std::size_t sequence) {
  const std::size_t widest = std::max(shape.ffn, shape.heads * shape.head_width);
  return std::max<std::size_t>(kBatchFloats / widest / sequence, 1) * sequence;
}

}  // namespace

std::vector<LinearShape> linear_layers(const DecoderShape& shape, std::size_t layer) {
  const std::string start = prefix(layer);
  const std::size_t queries = shape.heads * shape.head_width, keys = shape.kv_heads * shape.head_width;
  return {{start + "self_attn.q_proj", queries, shape.hidden}, {start + "self_attn.k_proj", keys, shape.hidden},
          {start + "self_attn.v_proj", keys, shape.hidden},    {start + "self_attn.o_proj", shape.hidden, queries},
          {start + "mlp.gate_proj", shape.ffn, shape.hidden},  {start + "mlp.up_proj", shape.ffn, shape.hidden},
          {start + "mlp.down_proj", shape.hidden, shape.ffn}};
}

Matrix Decoder::embedded(const std::vector<std::uint32_t>& tokens) const {
  Matrix rows(tokens.size(), shape_.hidden);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] >= shape_.vocabulary) throw std::invalid_argument("a token lies beyond the vocabulary");
    const Matrix row = source_.rows("model.embed_tokens.weight", shape_.vocabulary, shape_.hidden, tokens[i], 1);
    std::copy_n(row.row(0), shape_.hidden, rows.row(i));
  }
  return rows;
}

void Decoder::run(Matrix& rows, std::size_t sequence, Products& products, const OnProgress& progress) const {
  const RotaryEmbedding rotary(shape_.rope_layout, shape_.head_width, shape_.rope_theta, sequence);
  const std::size_t batch = batch_rows(shape_, sequence);
  for (std::size_t layer = 0; layer < shape_.layers; ++layer) {
    if (progress) progress(layer, 0);
    const LayerWeights weights = read_layer(shape_, source_, layer, products);
    for (std::size_t first = 0; first < rows.rows; first += batch) {
      Matrix some(std::min(batch, rows.rows - first), rows.columns);
      std::copy_n(rows.row(first), some.values.size(), some.values.begin());
      run_layer(shape_, layer, weights, products, rotary, sequence, some);
      std::copy(some.values.begin(), some.values.end(), rows.row(first));
      if (progress) progress(layer, first + some.rows);
    }
  }
  rows = rms_norm(rows, source_.vector("model.norm.weight", shape_.hidden), shape_.norm_epsilon);
}

Head::Head(const DecoderShape& shape, const WeightSource& source)
    : shape_(shape), source_(source), name_(shape.tied_head ? "model.embed_tokens.weight" : "lm_head.weight") {
  if (shape.vocabulary * shape.hidden > kWholeHeadFloats) return;
  whole_ = fp32_product(source.matrix(name_, shape.vocabulary, shape.hidden));
}

Head::~Head() = default;

std::size_t Head::rows_at_a_time() const {
  constexpr std::size_t kLeast = 16;
  return std::max(kLogitFloats / shape_.vocabulary, kLeast);
}

Matrix Head::logits(const Matrix& rows) const {
  if (whole_) return whole_->apply(rows, rows.rows);
  Matrix logits(rows.rows, shape_.vocabulary);
  const std::size_t block = std::max<std::size_t>(kWholeHeadFloats / 2 / shape_.hidden, 1);
  for (std::size_t first = 0; first < shape_.vocabulary; first += block) {
    const std::size_t count = std::min(block, shape_.vocabulary - first);
    const Matrix some =
        fp32_product(source_.rows(name_, shape_.vocabulary, shape_.hidden, first, count))->apply(rows, rows.rows);
    for (std::size_t r = 0; r < rows.rows; ++r) std::copy_n(some.row(r), count, logits.row(r) + first);
  }
  return logits;
}

}  // namespace lop::network
