// A decoder from the config.json of a model.
#pragma once

#include <filesystem>

#include "models/network/decoder_shape.hpp"
#include "models/network/weight_source.hpp"

namespace lop::workloads {

/// model_type, or without it the first of architectures, says the form: llama (also without both), mistral, qwen2, opt
/// or phi, keys and tensors named as Hugging Face names them and keys that are left out with its meaning. Ours is
/// rope_layout (half | interleaved). What would change the network and is not computed here is refused: rope_scaling, a
/// sliding window in use, other activations, norms of queries and keys. errors  HuggingFaceError with file, key, what
/// was found and what was expected
network::DecoderShape read_decoder_config(const std::filesystem::path& file);

/// What a checkpoint's names say beside config.json: without weights of a head the head is tied. Names may lack
/// "model.", as where a model was stored without its head; then only config.json ties it.
void follow_checkpoint(const network::WeightSource& checkpoint, network::DecoderShape& shape);

}  // namespace lop::workloads
