// A program seen as a classifier.
#include "models/network/graph/graph_network.hpp"

#include <algorithm>

namespace lop::network::graph {

class GraphNetwork::Weights : public WeightSource {
 public:
  explicit Weights(const Program& program) {
    for (const Step& step : program.steps) {
      if (step.operation.linear) matrices_[step.layer + ".weight"] = &step.operation.linear->weights;
    }
  }

  bool has(const std::string& name) const override { return matrices_.count(name) != 0; }
  std::vector<float> vector(const std::string& name, std::size_t size) const override {
    return rows(name, 1, size, 0, 1).values;
  }
  Matrix rows(const std::string& name, std::size_t rows, std::size_t columns, std::size_t first,
              std::size_t count) const override {
    const auto found = matrices_.find(name);
    if (found == matrices_.end()) throw GraphError("no layer has weights '" + name + "'");
    const Matrix& all = *found->second;
    if (all.rows != rows || all.columns != columns || first + count > rows) {
      throw GraphError("weights '" + name + "' are asked for as another shape than they have");
    }
    Matrix out(count, columns);
    std::copy_n(all.row(first), out.values.size(), out.values.begin());
    return out;
  }

 private:
  std::map<std::string, const Matrix*> matrices_;
};

GraphNetwork::GraphNetwork(const Graph& graph, PixelScale scale)
    : name_(graph.name), program_(std::make_shared<const Program>(make_program(graph))), scale_(std::move(scale)) {
  weights_ = std::make_unique<Weights>(*program_);
  if (graph.input_extents.size() != 4) {
    throw GraphError("its input '" + graph.input + "' is " + text(graph.input_extents) +
                     "; expected [1, channels, height, width]");
  }
  const TensorType& out = program_->values[program_->output].type;
  const auto wide = std::count_if(out.extents.begin(), out.extents.end(), [](std::int64_t e) { return e != 1; });
  if (out.element != ElementType::kFloat || wide > 1 || elements(out.extents) == 0) {
    throw GraphError("its output '" + graph.output + "' is " + text(out.extents) +
                     " of an image; expected logits in FLOAT, [1, classes]");
  }
}

GraphNetwork::~GraphNetwork() = default;

Classifier::Image GraphNetwork::image() const {
  const Extents& extents = program_->values[program_->input].type.extents;
  return {static_cast<std::size_t>(extents[1]), static_cast<std::size_t>(extents[2]),
          static_cast<std::size_t>(extents[3])};
}

std::size_t GraphNetwork::classes() const { return elements(program_->values[program_->output].type.extents); }

std::vector<Classifier::Layer> GraphNetwork::layers() const {
  std::vector<Layer> layers;
  for (const Step& step : program_->steps) {
    if (!step.operation.linear) continue;
    layers.push_back({step.layer, step.operation.linear->weights.rows, step.operation.linear->weights.columns});
  }
  return layers;
}

const WeightSource& GraphNetwork::weights() const { return *weights_; }

std::uint64_t GraphNetwork::macs_per_image() const {
  std::uint64_t macs = 0;
  for (const Step& step : program_->steps) macs += step.operation.macs;
  return macs;
}

std::unique_ptr<ClassifierRunner> GraphNetwork::runner(Products& products) const {
  return std::make_unique<GraphRunner>(program_, scale_, products);
}

}  // namespace lop::network::graph
