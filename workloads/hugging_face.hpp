// A transformer's dimensions from the config.json that model hubs ship beside weights.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "workloads/transformer.hpp"

namespace lop::workloads {

/// A config.json that names no network we can lay out.
class HuggingFaceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct HuggingFaceNetwork {
  std::string name;  // of the model, or of the folder it lies in
  Transformer transformer;
};

/// model_type is one of llama, mistral, qwen2, mixtral, opt, phi; keys have the names of these model families.
/// errors  HuggingFaceError naming the key and what was expected
HuggingFaceNetwork read_hugging_face(const std::filesystem::path& file);

}  // namespace lop::workloads
