// What is run: linear layers with their shapes and, where there are values, the names of their tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lop::workloads {

/// One GEMM, run `count` times. shapes  activations {m, k}, weights {n, k} (output by input), outputs {m, n}
struct Layer {
  std::string name;
  std::int64_t m = 0, k = 0, n = 0, count = 1;
  std::string activation_tensor, weight_tensor;   // names in Workload::tensors; empty where there are no values
};

struct Workload {
  std::string name, source;
  std::filesystem::path tensors;                  // safetensors file; empty where there are no values
  std::vector<Layer> layers;
};

}  // namespace lop::workloads
