// A ModelProto, read strictly.
#include "workloads/onnx_file.hpp"

#include <charconv>

#include "workloads/data_file.hpp"
#include "workloads/onnx_tensor.hpp"

namespace lop::workloads {
namespace {

using network::graph::Attribute;
using network::graph::Extents;
using network::graph::Graph;
using network::graph::GraphError;
using network::graph::Node;

bool is_of_onnx(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }

std::int64_t opset_of(const onnx::ModelProto& model) {
  for (const auto& set : model.opset_import()) {
    if (is_of_onnx(set.domain())) return set.version();
  }
  throw GraphError("names no opset of ai.onnx");
}

Attribute attribute_of(const onnx::AttributeProto& proto, const Node& node, OnnxTensors& tensors) {
  const std::string place = text(node) + ": attribute " + proto.name();
  if (!proto.ref_attr_name().empty()) throw GraphError(place + " is that of a function, which is not supported");
  switch (proto.type()) {
    case onnx::AttributeProto::FLOAT: return proto.f();
    case onnx::AttributeProto::INT: return std::int64_t{proto.i()};
    case onnx::AttributeProto::STRING: return proto.s();
    case onnx::AttributeProto::FLOATS: return std::vector<float>(proto.floats().begin(), proto.floats().end());
    case onnx::AttributeProto::INTS: return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
    case onnx::AttributeProto::TENSOR: try { return tensors.read(proto.t());
      } catch (const GraphError& error) {
        throw GraphError(place + ": " + error.what());
      }
    case onnx::AttributeProto::GRAPH:
    case onnx::AttributeProto::GRAPHS:
      throw GraphError(place + " is a graph; operators that choose or repeat graphs are not supported");
    default: throw GraphError(place + ": expected FLOAT, INT, STRING, TENSOR, FLOATS or INTS");
  }
}

Node node_of(const onnx::NodeProto& proto, OnnxTensors& tensors) {
  Node node{proto.name(),
            proto.op_type(),
            {proto.input().begin(), proto.input().end()},
            {proto.output().begin(), proto.output().end()},
            {}};
  if (!is_of_onnx(proto.domain())) {
    throw GraphError(text(node) + ": is of domain '" + proto.domain() + "'; supported is ai.onnx");
  }
  for (const onnx::AttributeProto& attribute : proto.attribute()) {
    if (!node.attributes.emplace(attribute.name(), attribute_of(attribute, node, tensors)).second) {
      throw GraphError(text(node) + ": attribute " + attribute.name() + " is there twice");
    }
  }
  return node;
}

/// Of one image.
Extents input_extents(const onnx::ValueInfoProto& input) {
  const std::string place = "input '" + input.name() + "'";
  const std::string expected = "; expected FLOAT [batch, channels, height, width] with a batch of 1 or a symbol";
  const auto& type = input.type().tensor_type();
  if (!input.type().has_tensor_type() || type.elem_type() != onnx::TensorProto::FLOAT) {
    throw GraphError(place + " has elements of data type " + std::to_string(type.elem_type()) + expected);
  }
  Extents extents;
  for (const auto& dimension : type.shape().dim()) {
    const bool is_known = dimension.has_dim_value() && dimension.dim_value() > 0;
    extents.push_back(is_known ? dimension.dim_value() : extents.empty() ? 1 : -1);
  }
  bool fits = extents.size() == 4 && extents[0] == 1;
  for (const std::int64_t extent : extents) fits = fits && extent > 0;
  if (!fits) throw GraphError(place + " is " + network::graph::text(extents) + expected);
  network::graph::elements(extents);
  return extents;
}

std::vector<float> numbers_of(const onnx::ModelProto& model, const std::string& key) {
  std::vector<float> numbers;
  for (const auto& entry : model.metadata_props()) {
    if (entry.key() != key) continue;
    const char *at = entry.value().data(), *end = at + entry.value().size();
    for (;;) {
      double value = 0;
      const auto [behind, error] = std::from_chars(at, end, value);
      if (error != std::errc() || (behind != end && *behind != ',')) {
        throw GraphError("metadata '" + key + "' is '" + entry.value() + "'; expected numbers with commas between");
      }
      numbers.push_back(static_cast<float>(value));
      if (behind == end) break;
      at = behind + 1;
    }
  }
  return numbers;
}

OnnxFile read(const onnx::ModelProto& model, OnnxTensors& tensors) {
  if (!model.has_graph()) throw GraphError("has no graph; expected an ONNX file");
  const onnx::GraphProto& proto = model.graph();
  OnnxFile file;
  Graph& graph = file.graph;
  graph.name = proto.name();
  graph.opset = opset_of(model);
  if (proto.sparse_initializer_size() != 0) throw GraphError("has sparse initializers, which are not supported");
  for (const onnx::TensorProto& tensor : proto.initializer()) {
    if (!graph.constants.emplace(tensor.name(), tensors.read(tensor)).second) {
      throw GraphError("tensor '" + tensor.name() + "' is there twice");
    }
  }
  std::string names;
  for (const onnx::ValueInfoProto& input : proto.input()) {
    if (graph.constants.count(input.name()) != 0) continue;
    names += (names.empty() ? "'" : ", '") + input.name() + "'";
    graph.input = input.name();
    if (names == "'" + input.name() + "'") graph.input_extents = input_extents(input);
  }
  if (names != "'" + graph.input + "'") throw GraphError("has inputs " + names + "; expected one, the image");
  if (proto.output_size() != 1) {
    throw GraphError("has " + std::to_string(proto.output_size()) + " outputs; expected one, the logits");
  }
  graph.output = proto.output(0).name();
  for (const onnx::NodeProto& node : proto.node()) graph.nodes.push_back(node_of(node, tensors));
  file.mean = numbers_of(model, "mean");
  file.deviation = numbers_of(model, "std");
  for (const auto& [path, bytes] : tensors.files()) file.tensor_files.push_back(path);
  return file;
}

}  // namespace

OnnxFile read_onnx(const std::filesystem::path& file) {
  onnx::ModelProto model;
  if (!model.ParseFromString(read_data_file(file))) throw OnnxError(file, "is damaged, or no ONNX file");
  OnnxTensors tensors(file.parent_path());
  try {
    return read(model, tensors);
  } catch (const GraphError& error) {
    throw OnnxError(file, error.what());
  }
}

}  // namespace lop::workloads
