// A Llama-form decoder from the config.json of a model.
#pragma once

#include <filesystem>

#include "models/network/decoder.hpp"

namespace lop::workloads {

/// model_type is llama, mistral or qwen2 (or missing); hidden_size, intermediate_size, num_hidden_layers,
/// num_attention_heads, vocab_size and rms_norm_eps are needed; num_key_value_heads (the heads), head_dim (hidden_size
/// / num_attention_heads), rope_theta (10000; also in rope_parameters), tie_word_embeddings (false) and ours,
/// rope_layout (half | interleaved), may be left out. What would change the network and is not computed here is
/// refused: rope_scaling, a sliding window in use, another activation than SiLU. errors  HuggingFaceError with file,
/// key and what was expected
network::DecoderShape read_decoder_config(const std::filesystem::path& file);

}  // namespace lop::workloads
