// Step after step over a batch: a layer's products for all images at once, the rest an image at a time.
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "models/network/graph/graph_network.hpp"

namespace lop::network::graph {
namespace {

template <typename Body>
void for_each_image(std::size_t images, Body body) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, images, 1), [&](const tbb::blocked_range<std::size_t>& range) {
    for (std::size_t i = range.begin(); i < range.end(); ++i) body(i);
  });
}

Matrix transposed(const Matrix& matrix) {
  Matrix out(matrix.columns, matrix.rows);
  for (std::size_t r = 0; r < matrix.rows; ++r) {
    for (std::size_t c = 0; c < matrix.columns; ++c) out(c, r) = matrix(r, c);
  }
  return out;
}

/// Keys are given as {width, positions}, values as {positions, width}; the cache has a row a position.
Multiply attention_multiply(const Step::Attention& attention, const Products& products) {
  return [attention, &products](const Matrix& left, const Matrix& right) {
    const bool are_keys = attention.which == AttentionProduct::kScores;
    Matrix cached = are_keys ? transposed(right) : right;
    products.cache(attention.index, cached, cached.columns);
    const Matrix weights = are_keys ? std::move(cached) : transposed(cached);
    return products.attention(attention.which, attention.index, weights)->apply(left, left.rows);
  };
}

std::vector<Tensor> outputs_of(const Operation& operation) {
  return {operation.outputs.begin(), operation.outputs.end()};
}

/// out  of each image
void run_linear(const Linear& linear, const std::vector<std::unique_ptr<Product>>& products,
                const std::vector<Inputs>& inputs, std::vector<Tensor>& out) {
  const std::size_t images = inputs.size();
  for (std::size_t g = 0; g < linear.groups; ++g) {
    Matrix activations(images * linear.rows, linear.weights.columns);
    for_each_image(images, [&](std::size_t i) { linear.take(inputs[i], g, activations.row(i * linear.rows)); });
    const Matrix sums = products[g]->apply(activations, linear.rows);
    for_each_image(images, [&](std::size_t i) { linear.give(sums.row(i * linear.rows), g, out[i]); });
  }
  if (linear.finish) for_each_image(images, [&](std::size_t i) { linear.finish(inputs[i], out[i]); });
}

std::vector<std::unique_ptr<Product>> products_of(const Linear& linear, const std::string& name, Products& products) {
  std::vector<std::unique_ptr<Product>> made;
  for (std::size_t g = 0; g < linear.groups; ++g) {
    Matrix weights(linear.outputs(), linear.weights.columns);
    std::copy_n(linear.weights.row(g * weights.rows), weights.values.size(), weights.values.begin());
    made.push_back(products.linear(name, std::move(weights)));
  }
  return made;
}

}  // namespace

Matrix fp32_multiply(const Matrix& left, const Matrix& right) {
  return fp32_product(transposed(right))->apply(left, left.rows);
}

std::vector<Tensor> run_once(const Operation& operation, const Inputs& inputs) {
  std::vector<Tensor> out = outputs_of(operation);
  if (operation.linear) {
    Fp32Products products;
    run_linear(*operation.linear, products_of(*operation.linear, "", products), {inputs}, out);
  } else if (operation.multiply) {
    operation.multiply(inputs, fp32_multiply, out[0]);
  } else {
    operation.compute(inputs, out);
  }
  return out;
}

GraphRunner::GraphRunner(std::shared_ptr<const Program> program, PixelScale scale, Products& products)
    : program_(std::move(program)), scale_(std::move(scale)), products_(products) {
  for (const Step& step : program_->steps) {
    layers_.emplace_back();
    if (step.operation.linear) layers_.back() = products_of(*step.operation.linear, step.layer, products);
  }
}

GraphRunner::~GraphRunner() = default;

std::vector<GraphRunner::Batch> GraphRunner::compute(std::size_t number, const std::vector<Batch>& values,
                                                     std::size_t images) const {
  const Step& step = program_->steps[number];
  const Operation& operation = step.operation;
  std::vector<Inputs> inputs(images);
  for (std::size_t i = 0; i < images; ++i) {
    for (const auto& input : step.inputs) {
      const Tensor* constant = input ? program_->values[*input].constant.get() : nullptr;
      inputs[i].push_back(!input || constant != nullptr ? constant : &values[*input][i]);
    }
  }
  std::vector<Batch> out(operation.outputs.size(), Batch(images));
  if (operation.linear) {
    for (Tensor& image : out[0]) image = Tensor(operation.outputs[0]);
    run_linear(*operation.linear, layers_[number], inputs, out[0]);
    return out;
  }
  const Multiply multiply = step.attention ? attention_multiply(*step.attention, products_) : fp32_multiply;
  for_each_image(images, [&](std::size_t i) {
    std::vector<Tensor> made = outputs_of(operation);
    if (operation.multiply) {
      operation.multiply(inputs[i], multiply, made[0]);
    } else {
      operation.compute(inputs[i], made);
    }
    for (std::size_t o = 0; o < made.size(); ++o) out[o][i] = std::move(made[o]);
  });
  return out;
}

std::vector<Tensor> GraphRunner::run(std::vector<Tensor> images) const {
  const std::size_t count = images.size();
  std::vector<Batch> values(program_->values.size());
  values[program_->input] = std::move(images);
  for (std::size_t s = 0; s < program_->steps.size(); ++s) {
    const Step& step = program_->steps[s];
    std::vector<Batch> made = compute(s, values, count);
    for (std::size_t o = 0; o < made.size(); ++o) values[step.outputs[o]] = std::move(made[o]);
    const auto give_back = [&](std::size_t value) {
      if (program_->values[value].last_use == s) values[value] = Batch();
    };
    for (const auto& input : step.inputs) {
      if (input) give_back(*input);
    }
    for (const std::size_t output : step.outputs) give_back(output);
  }
  return std::move(values[program_->output]);
}

Matrix GraphRunner::logits(const std::uint8_t* pixels, std::size_t images) const {
  const TensorType& type = program_->values[program_->input].type;
  const std::size_t size = elements(type.extents), area = size / static_cast<std::size_t>(type.extents[1]);
  std::vector<Tensor> batch;
  for (std::size_t i = 0; i < images; ++i) {
    Tensor image(type);
    for (std::size_t p = 0; p < size; ++p) image.floats[p] = scale_.of(pixels[i * size + p], p / area);
    batch.push_back(std::move(image));
  }
  const std::vector<Tensor> scores = run(std::move(batch));
  Matrix out(images, elements(program_->values[program_->output].type.extents));
  for (std::size_t i = 0; i < images; ++i) std::copy(scores[i].floats.begin(), scores[i].floats.end(), out.row(i));
  return out;
}

std::size_t GraphRunner::images_at_a_time() const {
  constexpr std::size_t kFloats = 1u << 20;  // a few such matrices stay in a cache
  std::size_t largest = elements(program_->values[program_->input].type.extents);
  for (const Step& step : program_->steps) {
    for (const TensorType& type : step.operation.outputs) largest = std::max(largest, elements(type.extents));
    const auto& linear = step.operation.linear;
    if (linear) largest = std::max(largest, linear->rows * linear->weights.columns);
  }
  return std::max<std::size_t>(kFloats / largest, 1);
}

}  // namespace lop::network::graph
