// Layer by layer over all sequences, batch by batch within a layer.
#include "models/network/decoder.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include "models/network/attention.hpp"

namespace lop::network {
namespace {

constexpr std::size_t kBatchFloats = 4u << 20;  // of a layer's widest activations
constexpr std::size_t kWholeHeadFloats = 8u << 20;
constexpr std::size_t kLogitFloats = 4u << 20;

struct LayerLinear {
  std::unique_ptr<Product> product;
  std::vector<float> bias;  // empty without one

  Matrix apply(const Matrix& rows, std::size_t sequence) const {
    Matrix out = product->apply(rows, sequence);
    if (!bias.empty()) add_to_rows(out, bias);
    return out;
  }
};

struct NormWeights {
  std::vector<float> gain, bias;  // without bias: RMS
};

NormWeights read_norm(const DecoderShape& shape, const WeightSource& source, const std::string& name) {
  NormWeights weights{source.vector(name + ".weight", shape.hidden), {}};
  if (shape.norm == NormKind::kLayer) weights.bias = source.vector(name + ".bias", shape.hidden);
  return weights;
}

Matrix normed(const DecoderShape& shape, const NormWeights& weights, const Matrix& rows) {
  if (shape.norm == NormKind::kRms) return rms_norm(rows, weights.gain, shape.norm_epsilon);
  Matrix out = rows;
  layer_norm(out, weights.gain, weights.bias, shape.norm_epsilon);
  return out;
}

/// One layer, its weights read.
class Block {
 public:
  Block(const DecoderShape& shape, const WeightSource& source, std::size_t layer, Products& products)
      : shape_(shape), layer_(layer), products_(products) {
    const DecoderNames& names = shape.names;
    attention_norm_ = read_norm(shape, source, shape.block_name(layer) + names.attention_norm);
    if (shape.block != BlockKind::kParallel) {
      mlp_norm_ = read_norm(shape, source, shape.block_name(layer) + names.mlp_norm);
    }
    for (const LinearShape& linear : linear_layers(shape, layer)) {
      LayerLinear& held = linears_[linear.role];
      held.product = products.linear(linear.name, source.matrix(linear.name + ".weight", linear.n, linear.k));
      const std::string bias = linear.name + ".bias";
      if (shape.biases || source.has(bias)) held.bias = source.vector(bias, linear.n);
    }
  }

  void run(const RotaryEmbedding& rotary, std::size_t sequence, Matrix& rows) const {
    switch (shape_.block) {
      case BlockKind::kPreNorm:
        add(rows, attention(rotary, sequence, normed(shape_, attention_norm_, rows)));
        add(rows, mlp(sequence, normed(shape_, mlp_norm_, rows)));
        return;
      case BlockKind::kPostNorm:
        add(rows, attention(rotary, sequence, rows));
        rows = normed(shape_, attention_norm_, rows);
        add(rows, mlp(sequence, rows));
        rows = normed(shape_, mlp_norm_, rows);
        return;
      case BlockKind::kParallel: {
        const Matrix in = normed(shape_, attention_norm_, rows);
        Matrix both = attention(rotary, sequence, in);
        add(both, mlp(sequence, in));
        add(rows, both);
        return;
      }
    }
  }

 private:
  Matrix linear(const char* role, const Matrix& rows, std::size_t sequence) const {
    return linears_.at(role).apply(rows, sequence);
  }

  Matrix attention(const RotaryEmbedding& rotary, std::size_t sequence, const Matrix& in) const {
    Matrix queries = linear("q", in, sequence), keys = linear("k", in, sequence), values = linear("v", in, sequence);
    rotary.turn(queries, sequence);
    rotary.turn(keys, sequence);
    products_.cache(layer_, keys, shape_.head_width);
    products_.cache(layer_, values, shape_.head_width);
    const AttentionShape attention{shape_.heads, shape_.kv_heads, shape_.head_width};
    return linear("o", attend(attention, layer_, products_, queries, keys, values, sequence), sequence);
  }

  Matrix mlp(std::size_t sequence, const Matrix& in) const {
    Matrix inner = linear(shape_.mlp == MlpKind::kGatedSilu ? "gate" : "up", in, sequence);
    switch (shape_.mlp) {
      case MlpKind::kGatedSilu: gate_with_silu(inner, linear("up", in, sequence)); break;
      case MlpKind::kRelu: relu(inner); break;
      case MlpKind::kGelu: gelu(inner); break;
      case MlpKind::kGeluTanh: gelu_tanh(inner); break;
    }
    return linear("down", inner, sequence);
  }

  const DecoderShape& shape_;
  std::size_t layer_;
  const Products& products_;
  NormWeights attention_norm_, mlp_norm_;
  std::map<std::string, LayerLinear> linears_;  // by role
};

/// Whole sequences whose widest activations stay small; one at least.
std::size_t batch_rows(const DecoderShape& shape, std::size_t sequence) {
  const std::size_t widest = std::max(shape.ffn, shape.heads * shape.head_width);
  return std::max<std::size_t>(kBatchFloats / widest / sequence, 1) * sequence;
}

}  // namespace

Matrix Decoder::embedded(const std::vector<std::uint32_t>& tokens) const {
  const std::size_t width = shape_.embedding_width();
  Matrix rows(tokens.size(), width);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] >= shape_.vocabulary) throw std::invalid_argument("a token lies beyond the vocabulary");
    const Matrix row = source_.rows(shape_.names.embedding + ".weight", shape_.vocabulary, width, tokens[i], 1);
    std::copy_n(row.row(0), width, rows.row(i));
  }
  if (shape_.word_width == 0) return rows;
  return fp32_product(source_.matrix(shape_.names.project_in + ".weight", shape_.hidden, width))
      ->apply(rows, rows.rows);
}

void Decoder::run(Matrix& rows, std::size_t sequence, Products& products, const OnProgress& progress) const {
  const DecoderNames& names = shape_.names;
  if (!names.positions.empty()) {
    if (sequence > shape_.positions) throw std::invalid_argument("a sequence is longer than there are positions");
    add_positions(rows, source_.rows(names.positions + ".weight", shape_.positions + shape_.position_offset,
                                     shape_.hidden, shape_.position_offset, sequence));
  }
  const RotaryEmbedding rotary(shape_.rope_layout, shape_.head_width, shape_.rotary_width, shape_.rope_theta, sequence);
  const std::size_t batch = batch_rows(shape_, sequence);
  for (std::size_t layer = 0; layer < shape_.layers; ++layer) {
    if (progress) progress(layer, 0);
    const Block block(shape_, source_, layer, products);
    for (std::size_t first = 0; first < rows.rows; first += batch) {
      Matrix some(std::min(batch, rows.rows - first), rows.columns);
      std::copy_n(rows.row(first), some.values.size(), some.values.begin());
      block.run(rotary, sequence, some);
      std::copy(some.values.begin(), some.values.end(), rows.row(first));
      if (progress) progress(layer, first + some.rows);
    }
  }
  if (!names.last_norm.empty()) rows = normed(shape_, read_norm(shape_, source_, names.last_norm), rows);
  if (shape_.word_width == 0) return;
  rows = fp32_product(source_.matrix(names.project_out + ".weight", shape_.word_width, shape_.hidden))
             ->apply(rows, rows.rows);
}

Head::Head(const DecoderShape& shape, const WeightSource& source, Products* products, std::size_t sequence)
    : shape_(shape), source_(source), name_(shape.head_name() + ".weight"), sequence_(sequence) {
  if (shape.head_bias) bias_ = source.vector(shape.names.head + ".bias", shape.vocabulary);
  if (products == nullptr && shape.vocabulary * shape.embedding_width() > kWholeHeadFloats) return;
  Matrix weights = source.matrix(name_, shape.vocabulary, shape.embedding_width());
  whole_ = products == nullptr ? fp32_product(weights) : products->linear(shape.head_name(), std::move(weights));
}

Head::~Head() = default;

std::size_t Head::rows_at_a_time() const {
  constexpr std::size_t kLeast = 16;
  return std::max(std::max(kLogitFloats / shape_.vocabulary, kLeast) / sequence_, std::size_t{1}) * sequence_;
}

Matrix Head::logits(const Matrix& rows) const {
  Matrix logits = whole_ ? whole_->apply(rows, sequence_) : streamed(rows);
  if (!bias_.empty()) add_to_rows(logits, bias_);
  return logits;
}

Matrix Head::streamed(const Matrix& rows) const {
  const std::size_t width = shape_.embedding_width();
  Matrix logits(rows.rows, shape_.vocabulary);
  const std::size_t block = std::max<std::size_t>(kWholeHeadFloats / 2 / width, 1);
  for (std::size_t first = 0; first < shape_.vocabulary; first += block) {
    const std::size_t count = std::min(block, shape_.vocabulary - first);
    const Matrix some =
        fp32_product(source_.rows(name_, shape_.vocabulary, width, first, count))->apply(rows, rows.rows);
    for (std::size_t r = 0; r < rows.rows; ++r) std::copy_n(some.row(r), count, logits.row(r) + first);
  }
  return logits;
}

}  // namespace lop::network
