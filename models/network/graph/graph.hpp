// A network as a graph of operators over tensors, named as ONNX names them.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "models/network/graph/tensor.hpp"

namespace lop::network::graph {

using Attribute = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<float>, Tensor>;

struct Node {
  std::string name, op;
  std::vector<std::string> inputs, outputs;  // names of values; "" where an optional one is left out
  std::map<std::string, Attribute> attributes;
};

/// "node '/Conv' (Conv)"; a node without a name goes by its first output.
std::string text(const Node& node);

struct Graph {
  std::string name;
  std::int64_t opset = 0;
  std::string input;
  Extents input_extents;  // of one image: [1, channels, height, width]
  std::map<std::string, Tensor> constants;
  std::vector<Node> nodes;  // each after those whose outputs it takes
  std::string output;
};

constexpr std::int64_t kLeastOpset = 7, kMostOpset = 20;

}  // namespace lop::network::graph
