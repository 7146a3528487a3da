// A folder with a small network of random weights, and a file of tokens.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "tests/models/network/random_decoder.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/safetensors.hpp"

namespace lop::accuracy::test {

using lop::test::TemporaryFolder;

inline network::DecoderShape small_shape() {
  network::DecoderShape shape;
  shape.hidden = 48;
  shape.layers = 2;
  shape.heads = 6;
  shape.kv_heads = 2;
  shape.head_width = shape.rotary_width = 8;
  shape.ffn = 80;
  shape.vocabulary = 300;
  return shape;
}

constexpr const char* kSmallConfig =
    R"({"model_type": "llama", "hidden_size": 48, "intermediate_size": 80, "num_hidden_layers": 2,
    "num_attention_heads": 6, "num_key_value_heads": 2, "vocab_size": 300, "rms_norm_eps": 1e-5})";

inline workloads::StoredTensor stored(const std::string& name, const network::Matrix& matrix) {
  workloads::StoredTensor tensor{name, workloads::Dtype::kF32, {matrix.rows, matrix.columns}, {}};
  if (name.find("norm") != std::string::npos) tensor.shape = {matrix.columns};
  tensor.bytes.resize(4 * matrix.values.size());
  std::memcpy(tensor.bytes.data(), matrix.values.data(), tensor.bytes.size());
  return tensor;
}

/// net/ with config.json and model.safetensors, tokens.u16, model.yaml that names both.
class SmallCheckpoint {
 public:
  explicit SmallCheckpoint(std::size_t token_count = 50) {
    source = network::test::random_decoder(small_shape(), 1);
    std::vector<workloads::StoredTensor> tensors;
    for (const auto& [name, matrix] : source.tensors) tensors.push_back(stored(name, matrix));
    folder.write("net/config.json", kSmallConfig);
    workloads::write_safetensors(folder / "net/model.safetensors", tensors);
    tokens = network::test::random_tokens(token_count, small_shape().vocabulary, 2);
    std::string bytes;
    for (const std::uint32_t token : tokens) {
      bytes.push_back(static_cast<char>(token & 0xff));
      bytes.push_back(static_cast<char>(token >> 8));
    }
    folder.write("tokens.u16", bytes);
    yaml = folder.write("model.yaml",
                        "name: small\nfidelity: values\nworkload: {network: net, tokens: tokens.u16, "
                        "sequence_length: 8, predictions: all, scoring: contiguous}\n");
  }

  TemporaryFolder folder;
  network::test::MapSource source;
  std::vector<std::uint32_t> tokens;
  std::filesystem::path yaml;
};

}  // namespace lop::accuracy::test
