// What makes a decoder one of its form: its sizes, the layers it is made of and how a checkpoint names its tensors.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/network/layers.hpp"

namespace lop::network {

/// Of tensors, without ".weight" and ".bias"; empty where the form has none. Those of a block come after `blocks`, its
/// number and a dot. As they stand here: those of Llama.
struct DecoderNames {
  std::string embedding = "model.embed_tokens", positions, project_in, project_out;
  std::string blocks = "model.layers.";
  std::string attention_norm = "input_layernorm", mlp_norm = "post_attention_layernorm";
  std::string q = "self_attn.q_proj", k = "self_attn.k_proj", v = "self_attn.v_proj", o = "self_attn.o_proj";
  std::string gate = "mlp.gate_proj", up = "mlp.up_proj", down = "mlp.down_proj";
  std::string last_norm = "model.norm", head = "lm_head";
};

enum class NormKind { kRms, kLayer };

/// Between the linear layers of an MLP.
enum class MlpKind {
  kGatedSilu,  // down(silu(gate(x)) * up(x))
  kRelu,       // down(relu(up(x))), and so on
  kGelu,
  kGeluTanh,
};

/// Where a block norms and adds; A is its attention, M its MLP.
enum class BlockKind {
  kPreNorm,   // x := x + A(norm(x)), then x := x + M(norm(x))
  kPostNorm,  // x := norm(x + A(x)), then x := norm(x + M(x))
  kParallel,  // x := x + (A(y) + M(y)), y = norm(x)
};

/// shapes  kv_heads divides heads, rotary_width is even and at most head_width
struct DecoderShape {
  std::size_t hidden = 0, layers = 0, heads = 0, kv_heads = 0, head_width = 0, ffn = 0, vocabulary = 0;
  std::size_t word_width = 0;  // of the embedding and the head, where they are projected to hidden and back; 0: hidden
  NormKind norm = NormKind::kRms;
  MlpKind mlp = MlpKind::kGatedSilu;
  BlockKind block = BlockKind::kPreNorm;
  double norm_epsilon = 1e-5, rope_theta = 10000;
  RopeLayout rope_layout = RopeLayout::kHalf;
  std::size_t rotary_width = 0;                    // first elements of a head, that turn; 0: none
  std::size_t positions = 0, position_offset = 0;  // learned ones; row p + offset is that of position p
  bool biases = false;  // of linear layers of blocks: all must have one; otherwise those have that the source has
  bool head_bias = false;
  bool tied_head = false;  // the head's weights are the embedding's
  DecoderNames names;

  std::size_t embedding_width() const { return word_width == 0 ? hidden : word_width; }
  const std::string& head_name() const { return tied_head ? names.embedding : names.head; }
  std::string block_name(std::size_t layer) const { return names.blocks + std::to_string(layer) + "."; }
};

/// A linear layer of a decoder, by its name in a checkpoint.
struct LinearShape {
  std::string name;  // without ".weight"
  std::string role;  // q, k, v, o, gate, up or down
  std::size_t n = 0, k = 0;
};

/// q, k, v, o, gate, up, down of one layer; those that the form has.
std::vector<LinearShape> linear_layers(const DecoderShape& shape, std::size_t layer);

struct TensorShape {
  std::string name;
  std::size_t rows = 0;  // 0: a vector
  std::size_t columns = 0;
};

/// All tensors that a source must have.
std::vector<TensorShape> tensors_of(const DecoderShape& shape);

}  // namespace lop::network
