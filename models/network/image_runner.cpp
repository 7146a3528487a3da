// Layers in order over a batch; values that no later layer takes are given back.
#include "models/network/image_runner.hpp"

#include <algorithm>

#include "models/network/attention.hpp"
#include "models/network/image_layers.hpp"
#include "models/network/layers.hpp"

namespace lop::network {

struct ImageRunner::Layer {
  std::unique_ptr<Product> product;
  Matrix weight;  // of layers without a product
  std::vector<float> bias;
};

ImageRunner::ImageRunner(const ImageNetwork& network, const WeightSource& weights, Products& products)
    : network_(network), shapes_(value_shapes(network)), last_use_(shapes_.size(), 0), products_(products) {
  for (std::size_t i = 0; i < network_.layers.size(); ++i) {
    const ImageLayer& layer = network_.layers[i];
    for (const std::size_t input : layer.inputs) last_use_[input] = i;
    Layer held;
    const LayerTensors tensors = tensors_of(layer);
    if (has_product(layer)) {
      held.product =
          products.linear(layer.name, weights.matrix(layer.name + ".weight", layer.out, product_inputs(layer)));
      if (weights.has(layer.name + ".bias")) held.bias = weights.vector(layer.name + ".bias", layer.out);
    } else if (tensors.weight.size() == 2) {
      held.weight = weights.matrix(layer.name + ".weight", tensors.weight[0], tensors.weight[1]);
    } else if (tensors.weight.size() == 1) {
      held.weight = Matrix(1, layer.out);
      held.weight.values = weights.vector(layer.name + ".weight", layer.out);
      if (!tensors.bias.empty()) held.bias = weights.vector(layer.name + ".bias", layer.out);
    }
    layers_.push_back(std::move(held));
  }
}

ImageRunner::~ImageRunner() = default;

Matrix ImageRunner::input(const std::uint8_t* pixels, std::size_t images) const {
  const ValueShape& shape = network_.input;
  const std::size_t rows = shape.rows();
  const PixelScale scale{{network_.mean}, {network_.deviation}};
  Matrix out(images * rows, shape.features);
  for (std::size_t r = 0; r < out.rows; ++r) {
    const std::uint8_t* image = pixels + r / rows * shape.elements();
    for (std::size_t c = 0; c < shape.features; ++c) out(r, c) = scale.of(image[c * rows + r % rows], 0);
  }
  return out;
}

Matrix ImageRunner::compute(std::size_t index, std::vector<Matrix>& values) const {
  const ImageLayer& layer = network_.layers[index];
  const Layer& held = layers_[index];
  Matrix& x = values[layer.inputs[0]];
  const ValueShape& in = shapes_[layer.inputs[0]];
  if (has_product(layer)) {
    const std::size_t rows = shapes_[index + 1].rows();
    Matrix out = held.product->apply(is_convolution(layer) ? convolution_windows(layer, in, x) : x, rows);
    if (!held.bias.empty()) add_to_rows(out, held.bias);
    return out;
  }
  switch (layer.operation) {
    case ImageOperation::kMaxPool2d: return max_pool(layer, in, x);
    case ImageOperation::kFlatten: return flatten(in, x);
    case ImageOperation::kClassToken: return with_class_token(in, x, held.weight.values);
    case ImageOperation::kSelectToken: return selected_tokens(in, x, layer.index);
    case ImageOperation::kAttention: {
      Matrix keys = values[layer.inputs[1]], some_values = values[layer.inputs[2]];
      products_.cache(index, keys, layer.head_width);
      products_.cache(index, some_values, layer.head_width);
      return attend({layer.heads, layer.heads, layer.head_width, false}, index, products_, x, keys, some_values,
                    in.rows());
    }
    default: break;
  }
  // In place where nobody needs the input any more.
  const bool is_twice = layer.inputs.size() > 1 && layer.inputs[0] == layer.inputs[1];
  Matrix out = last_use_[layer.inputs[0]] == index && !is_twice ? std::move(x) : x;
  switch (layer.operation) {
    case ImageOperation::kRelu: relu(out); break;
    case ImageOperation::kGelu: gelu(out); break;
    case ImageOperation::kLayerNorm: layer_norm(out, held.weight.values, held.bias, layer.epsilon); break;
    case ImageOperation::kPositionEmbedding: add_positions(out, held.weight); break;
    case ImageOperation::kAdd: add(out, values[layer.inputs[1]]); break;
    default: throw ImageShapeError("layer '" + layer.name + "' has no operation");
  }
  return out;
}

Matrix ImageRunner::run(Matrix images) const {
  std::vector<Matrix> values(shapes_.size());
  values[0] = std::move(images);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    values[i + 1] = compute(i, values);
    for (const std::size_t input : network_.layers[i].inputs) {
      if (last_use_[input] == i) values[input] = Matrix();
    }
  }
  return std::move(values.back());
}

std::size_t ImageRunner::images_at_a_time() const {
  constexpr std::size_t kFloats = 1u << 20;  // a few such matrices stay in a cache
  std::size_t largest = network_.input.elements();
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const ImageLayer& layer = network_.layers[i];
    largest = std::max(largest, shapes_[i + 1].elements());
    if (is_convolution(layer)) largest = std::max(largest, shapes_[i + 1].rows() * product_inputs(layer));
  }
  return std::max<std::size_t>(kFloats / largest, 1);
}

ImageClassifier::ImageClassifier(ImageNetwork network, std::shared_ptr<const WeightSource> weights)
    : network_(std::move(network)), weights_(std::move(weights)) {
  const ValueShape out = value_shapes(network_).back();
  if (out.kind != ValueShape::Kind::kFeatures) {
    throw ImageShapeError("its last layer makes " + out.text() + " of an image; expected logits, [classes]");
  }
  classes_ = out.features;
}

Classifier::Image ImageClassifier::image() const {
  return {network_.input.features, network_.input.height, network_.input.width};
}

std::vector<Classifier::Layer> ImageClassifier::layers() const {
  std::vector<Layer> layers;
  for (const ImageLayer& layer : network_.layers) {
    if (has_product(layer)) layers.push_back({layer.name, layer.out, product_inputs(layer)});
  }
  return layers;
}

std::unique_ptr<ClassifierRunner> ImageClassifier::runner(Products& products) const {
  return std::make_unique<ImageRunner>(network_, *weights_, products);
}

}  // namespace lop::network
