// A graph that was read, made ready to be run: shapes known, constants folded, products named.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/network/classifier.hpp"
#include "models/network/graph/graph.hpp"
#include "models/network/graph/operation.hpp"

namespace lop::network::graph {

/// A node that depends on the image.
struct Step {
  struct Attention {
    AttentionProduct which;
    std::size_t index;  // of the attention, from 0
  };

  Operation operation;
  std::vector<std::optional<std::size_t>> inputs;  // values; none where an optional one is left out
  std::vector<std::size_t> outputs;
  std::string layer;                   // of a product with constant weights
  std::optional<Attention> attention;  // of a product of two computed tensors
};

struct Value {
  TensorType type;
  std::shared_ptr<const Tensor> constant;  // null where it depends on the image
  std::size_t last_use = 0;                // the step after which it can go
};

struct Program {
  std::vector<Value> values;
  std::vector<Step> steps;  // those that the output depends on
  std::size_t input = 0, output = 0;
};

/// Of an image that is one of a batch of 1: all extents are known before there is one.
/// errors  GraphError with node, operator and what is expected or supported
Program make_program(const Graph& graph);

class GraphNetwork : public Classifier {
 public:
  /// errors  GraphError, also where the graph's output are no scores of classes
  GraphNetwork(const Graph& graph, PixelScale scale);
  ~GraphNetwork() override;

  std::string name() const override { return name_; }
  Image image() const override;
  std::size_t classes() const override;
  std::vector<Layer> layers() const override;
  const WeightSource& weights() const override;
  std::uint64_t macs_per_image() const override;
  std::unique_ptr<ClassifierRunner> runner(Products& products) const override;

 private:
  class Weights;

  std::string name_;
  std::shared_ptr<const Program> program_;
  PixelScale scale_;
  std::unique_ptr<Weights> weights_;
};

/// Runs a program on a batch. products  as in ImageRunner
class GraphRunner : public ClassifierRunner {
 public:
  GraphRunner(std::shared_ptr<const Program> program, PixelScale scale, Products& products);
  ~GraphRunner() override;

  Matrix logits(const std::uint8_t* pixels, std::size_t images) const override;
  std::size_t images_at_a_time() const override;

  /// The output for each input.
  std::vector<Tensor> run(std::vector<Tensor> images) const;

 private:
  using Batch = std::vector<Tensor>;

  std::vector<Batch> compute(std::size_t step, const std::vector<Batch>& values, std::size_t images) const;

  std::shared_ptr<const Program> program_;
  PixelScale scale_;
  std::vector<std::vector<std::unique_ptr<Product>>> layers_;  // of each step, of each group
  const Products& products_;
};

/// A step for one image, its products as `multiply` computes them; used to fold constants.
std::vector<Tensor> run_once(const Operation& operation, const Inputs& inputs);

/// The product of FP32, in rising k.
Matrix fp32_multiply(const Matrix& left, const Matrix& right);

}  // namespace lop::network::graph
