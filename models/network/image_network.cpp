// One rule an operation.
#include "models/network/image_network.hpp"

namespace lop::network {
namespace {

using Kind = ValueShape::Kind;

[[noreturn]] void refuse(const std::string& problem) { throw ImageShapeError(problem); }

void expect_kind(const ValueShape& shape, Kind kind, const char* expected) {
  if (shape.kind != kind) refuse("its input is " + shape.text() + "; expected " + expected);
}

void expect_features(const ValueShape& shape, const char* key, std::size_t stated) {
  if (shape.features != stated) {
    refuse(std::string(key) + " is " + std::to_string(stated) + "; its input is " + shape.text());
  }
}

/// Outputs of windows along one side.
std::size_t windows(const ImageLayer& layer, std::size_t extent) {
  const std::size_t padded = extent + 2 * layer.padding;
  if (layer.kernel > padded) {
    refuse("a kernel of " + std::to_string(layer.kernel) + " does not fit a side of " + std::to_string(padded));
  }
  return (padded - layer.kernel) / layer.stride + 1;
}

ValueShape windowed(const ImageLayer& layer, const ValueShape& input, std::size_t channels) {
  expect_kind(input, Kind::kImage, "[channels, height, width]");
  return {Kind::kImage, windows(layer, input.height), windows(layer, input.width), channels};
}

ValueShape patches(const ImageLayer& layer, const ValueShape& input) {
  expect_features(input, "channels", layer.in);
  const ValueShape grid = windowed(layer, input, layer.out);
  if (input.height % layer.kernel != 0 || input.width % layer.kernel != 0) {
    refuse("patches of " + std::to_string(layer.kernel) + " do not cover " + input.text());
  }
  return {Kind::kTokens, grid.rows(), 1, layer.out};
}

ValueShape attended(const ImageLayer& layer, const std::vector<ValueShape>& inputs) {
  for (const ValueShape& input : inputs) {
    expect_kind(input, Kind::kTokens, "[tokens, features]");
    expect_features(input, "heads x head_dim", layer.heads * layer.head_width);
    if (!(input == inputs[0])) refuse("q is " + inputs[0].text() + ", another input " + input.text());
  }
  return inputs[0];
}

ValueShape with_positions(const ImageLayer& layer, const ValueShape& input) {
  expect_kind(input, Kind::kTokens, "[tokens, features]");
  expect_features(input, "features", layer.out);
  if (input.height != layer.tokens) {
    refuse("tokens is " + std::to_string(layer.tokens) + "; its input is " + input.text());
  }
  return input;
}

}  // namespace

std::string ValueShape::text() const {
  const std::string last = std::to_string(features);
  if (kind == Kind::kFeatures) return "[" + last + "]";
  if (kind == Kind::kTokens) return "[" + std::to_string(height) + ", " + last + "]";
  return "[" + last + ", " + std::to_string(height) + ", " + std::to_string(width) + "]";
}

bool operator==(const ValueShape& a, const ValueShape& b) {
  return a.kind == b.kind && a.height == b.height && a.width == b.width && a.features == b.features;
}

ValueShape output_shape(const ImageLayer& layer, const std::vector<ValueShape>& inputs) {
  const std::size_t expected = layer.operation == ImageOperation::kAttention ? 3
                               : layer.operation == ImageOperation::kAdd     ? 2
                                                                             : 1;
  if (inputs.size() != expected) {
    refuse("has " + std::to_string(inputs.size()) + " inputs; expected " + std::to_string(expected));
  }
  ValueShape shape = inputs[0];
  switch (layer.operation) {
    case ImageOperation::kConv2d:
      expect_features(shape, "in_channels", layer.in);
      return windowed(layer, shape, layer.out);
    case ImageOperation::kMaxPool2d: return windowed(layer, shape, shape.features);
    case ImageOperation::kFlatten: return {Kind::kFeatures, 1, 1, shape.elements()};
    case ImageOperation::kLinear:
      if (shape.kind == Kind::kImage) refuse("its input is " + shape.text() + "; expected tokens or features");
      expect_features(shape, "in_features", layer.in);
      shape.features = layer.out;
      return shape;
    case ImageOperation::kRelu:
    case ImageOperation::kGelu: return shape;
    case ImageOperation::kPatchEmbedding: return patches(layer, shape);
    case ImageOperation::kClassToken:
      expect_kind(shape, Kind::kTokens, "[tokens, features]");
      expect_features(shape, "features", layer.out);
      ++shape.height;
      return shape;
    case ImageOperation::kPositionEmbedding: return with_positions(layer, shape);
    case ImageOperation::kLayerNorm: expect_features(shape, "features", layer.out); return shape;
    case ImageOperation::kAttention: return attended(layer, inputs);
    case ImageOperation::kAdd:
      if (!(inputs[0] == inputs[1])) refuse("adds " + inputs[0].text() + " and " + inputs[1].text());
      return shape;
    case ImageOperation::kSelectToken:
      expect_kind(shape, Kind::kTokens, "[tokens, features]");
      if (layer.index >= shape.height) {
        refuse("index is " + std::to_string(layer.index) + "; its input is " + shape.text());
      }
      return {Kind::kFeatures, 1, 1, shape.features};
  }
  refuse("has no operation");
}

std::vector<ValueShape> value_shapes(const ImageNetwork& network) {
  std::vector<ValueShape> shapes = {network.input};
  for (const ImageLayer& layer : network.layers) {
    std::vector<ValueShape> inputs;
    for (const std::size_t input : layer.inputs) {
      if (input >= shapes.size()) refuse("layer '" + layer.name + "': takes a value that comes after it");
      inputs.push_back(shapes[input]);
    }
    try {
      shapes.push_back(output_shape(layer, inputs));
    } catch (const ImageShapeError& error) {
      refuse("layer '" + layer.name + "': " + error.what());
    }
  }
  return shapes;
}

LayerTensors tensors_of(const ImageLayer& layer) {
  const auto shape = [](auto... extents) { return std::vector<std::uint64_t>{extents...}; };
  switch (layer.operation) {
    case ImageOperation::kConv2d: return {shape(layer.out, layer.in, layer.kernel, layer.kernel), shape(layer.out)};
    case ImageOperation::kPatchEmbedding:
    case ImageOperation::kLinear: return {shape(layer.out, product_inputs(layer)), shape(layer.out)};
    case ImageOperation::kClassToken: return {shape(layer.out), {}};
    case ImageOperation::kPositionEmbedding: return {shape(layer.tokens, layer.out), {}};
    case ImageOperation::kLayerNorm: return {shape(layer.out), shape(layer.out)};
    default: return {};
  }
}

bool is_convolution(const ImageLayer& layer) {
  return layer.operation == ImageOperation::kConv2d || layer.operation == ImageOperation::kPatchEmbedding;
}

bool has_product(const ImageLayer& layer) {
  return is_convolution(layer) || layer.operation == ImageOperation::kLinear;
}

std::size_t product_inputs(const ImageLayer& layer) {
  return is_convolution(layer) ? layer.in * layer.kernel * layer.kernel : layer.in;
}

std::uint64_t macs_per_image(const ImageNetwork& network) {
  const std::vector<ValueShape> shapes = value_shapes(network);
  std::uint64_t macs = 0;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const ImageLayer& layer = network.layers[i];
    const ValueShape& out = shapes[i + 1];
    if (has_product(layer)) macs += out.elements() * product_inputs(layer);
    if (layer.operation == ImageOperation::kAttention) macs += 2 * out.rows() * out.elements();
  }
  return macs;
}

}  // namespace lop::network
