// What is run: linear layers with their shapes and, where there are values, the names of their tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/tensor/convolution.hpp"
#include "workloads/vector_operation.hpp"

namespace lop::workloads {

/// One GEMM, run `count` times. shapes  activations {m, k}, weights {n, k} (output by input), outputs {m, n}
/// Or, with an operation, that on m rows of k elements; n is 0.
struct Layer {
  std::string name;
  std::int64_t m = 0, k = 0, n = 0, count = 1;
  std::string activation_tensor, weight_tensor;   // names in Workload::tensors; empty where there are no values
  std::string role;                               // q, qk, ...: what the layer is in its network; its name in a list
  bool is_prefill = false;                        // of a generation: what comes before the first token
  std::int64_t matrices = 1;                      // different weights among the executions, which lie in DRAM
  std::map<std::string, std::string> parameters;  // of the PE's mode, where the layer asks for its own
  bool attends = false;                           // the weights are keys or values of the context
  std::optional<tensor::Convolution> convolution = std::nullopt;  // whose windows are the rows of activations
  std::optional<StoredFormat> stored = std::nullopt;              // of the weights in DRAM, or of an operation's results
  std::string operation = "";                                     // of find_vector_operation; empty: a GEMM
  std::int64_t first_channel = 0;                                 // of a group of output channels, in the tensor of weights
  std::int64_t second_columns = 0;                                // of an operation's table, or of its matrix
};

/// Requests that run together, their prompt, and the tokens that each generates.
struct Generation {
  std::int64_t batch = 1, tokens = 0, steps = 0;
};

struct Workload {
  std::string name, source;
  std::filesystem::path tensors;  // safetensors file; empty where there are no values
  std::vector<Layer> layers;
  std::optional<Generation> generation;  // where the layers are those of one
};

}  // namespace lop::workloads
