// Nodes in order: what depends on no image is computed at once, the rest becomes steps.
#include <algorithm>
#include <set>

#include "models/network/graph/attention_products.hpp"
#include "models/network/graph/graph_network.hpp"
#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

class Maker {
 public:
  explicit Maker(const Graph& graph) : graph_(graph) {}

  Program make() {
    if (graph_.opset < kLeastOpset || graph_.opset > kMostOpset) {
      throw GraphError("is of opset " + std::to_string(graph_.opset) + "; supported are " +
                       std::to_string(kLeastOpset) + " to " + std::to_string(kMostOpset));
    }
    for (const auto& [name, tensor] : graph_.constants) {
      add(name, {tensor.type, std::make_shared<const Tensor>(tensor)});
    }
    if (!add(graph_.input, {{ElementType::kFloat, graph_.input_extents}, nullptr})) {
      throw GraphError("its input '" + graph_.input + "' is a constant too");
    }
    program_.input = numbers_.at(graph_.input);
    for (const Node& node : graph_.nodes) read(node);
    const auto output = numbers_.find(graph_.output);
    if (output == numbers_.end()) throw GraphError("no node makes its output '" + graph_.output + "'");
    program_.output = output->second;
    if (operands_[program_.output].constant) throw GraphError("its output does not depend on the image");
    keep_what_is_needed();
    mark_attention(program_, nodes_);
    name_layers();
    finish_values();
    return std::move(program_);
  }

 private:
  bool add(const std::string& name, Operand operand) {
    if (!numbers_.emplace(name, operands_.size()).second) return false;
    operands_.push_back(std::move(operand));
    program_.values.push_back({operands_.back().type, nullptr, 0});
    return true;
  }

  void read(const Node& node) {
    Step step;
    std::vector<const Operand*> operands;
    Inputs constants;
    for (const std::string& name : node.inputs) {
      step.inputs.push_back(name.empty() ? std::nullopt : std::optional(value_of(node, name)));
      operands.push_back(name.empty() ? nullptr : &operands_[*step.inputs.back()]);
      constants.push_back(name.empty() ? nullptr : operands.back()->constant.get());
    }
    step.operation = make_operation(node, graph_.opset, operands);
    const bool is_constant =
        node.op == "Shape" || std::all_of(operands.begin(), operands.end(),
                                          [](const Operand* some) { return some == nullptr || some->constant; });
    std::vector<Tensor> folded;
    if (is_constant) folded = run_once(step.operation, constants);
    for (std::size_t i = 0; i < step.operation.outputs.size(); ++i) {
      Operand made{step.operation.outputs[i], nullptr};
      if (is_constant) made.constant = std::make_shared<const Tensor>(std::move(folded[i]));
      step.outputs.push_back(operands_.size());
      // One without a name is taken by nobody.
      const std::string name = node.outputs[i].empty() ? unnamed() : node.outputs[i];
      if (!add(name, std::move(made))) throw GraphError(text(node) + ": makes '" + name + "', which is there already");
    }
    if (is_constant) {
      if (node.op == "Transpose" || node.op == "Identity") origins_[node.outputs[0]] = origin(node.inputs[0]);
      return;
    }
    program_.steps.push_back(std::move(step));
    nodes_.push_back(&node);
  }

  std::size_t value_of(const Node& node, const std::string& name) const {
    const auto found = numbers_.find(name);
    if (found != numbers_.end()) return found->second;
    for (const Node& other : graph_.nodes) {
      if (std::count(other.outputs.begin(), other.outputs.end(), name) == 0) continue;
      throw GraphError(text(node) + ": takes '" + name + "' of " + text(other) +
                       ", which does not stand before it; expected nodes in order, without a cycle");
    }
    throw GraphError(text(node) + ": takes '" + name + "', which is neither an initializer nor made by a node");
  }

  /// Of a weight that stands the other way round: its name.
  std::string origin(const std::string& name) const {
    const auto found = origins_.find(name);
    return found == origins_.end() ? name : found->second;
  }

  std::string unnamed() { return std::string(1, '\0') + std::to_string(operands_.size()); }

  /// Steps from whose outputs the graph's output comes.
  void keep_what_is_needed() {
    std::set<std::size_t> needed = {program_.output};
    std::vector<Step> steps;
    std::vector<const Node*> nodes;
    for (std::size_t s = program_.steps.size(); s-- > 0;) {
      Step& step = program_.steps[s];
      if (std::none_of(step.outputs.begin(), step.outputs.end(), [&](std::size_t o) { return needed.count(o) != 0; })) {
        continue;
      }
      for (const auto& input : step.inputs) {
        if (input) needed.insert(*input);
      }
      steps.push_back(std::move(step));
      nodes.push_back(nodes_[s]);
    }
    program_.steps.assign(std::make_move_iterator(steps.rbegin()), std::make_move_iterator(steps.rend()));
    nodes_.assign(nodes.rbegin(), nodes.rend());
  }

  /// After the weight where this, perhaps transposed, is called NAME.weight, otherwise the node, otherwise its output;
  /// the first of them that no other layer has.
  void name_layers() {
    std::set<std::string> taken = {"attention", "scores", "values"};
    for (std::size_t s = 0; s < program_.steps.size(); ++s) {
      if (!program_.steps[s].operation.linear) continue;
      std::vector<std::string> names;
      for (std::size_t i = 0; i < 2; ++i) {
        const std::string weight = origin(nodes_[s]->inputs[i]), ending = ".weight";
        if (weight.size() > ending.size() && graph_.constants.count(weight) != 0 &&
            weight.compare(weight.size() - ending.size(), ending.size(), ending) == 0) {
          names.push_back(weight.substr(0, weight.size() - ending.size()));
        }
      }
      names.insert(names.end(), {nodes_[s]->name, nodes_[s]->outputs[0]});
      const auto free = std::find_if(names.begin(), names.end(),
                                     [&](const std::string& name) { return !name.empty() && taken.count(name) == 0; });
      if (free == names.end()) throw GraphError(text(*nodes_[s]) + ": has no name that no other layer has");
      taken.insert(program_.steps[s].layer = *free);
    }
  }

  /// Constants that steps take, and when values can go. Weights of layers are in their operations.
  void finish_values() {
    std::vector<bool> is_taken(program_.values.size(), false);
    for (std::size_t s = 0; s < program_.steps.size(); ++s) {
      auto& inputs = program_.steps[s].inputs;
      for (std::size_t i = 0; program_.steps[s].operation.linear && i < 2; ++i) {
        if (operands_[*inputs[i]].constant) inputs[i].reset();
      }
      for (const auto& input : inputs) {
        if (!input) continue;
        program_.values[*input].last_use = s;
        is_taken[*input] = true;
      }
      for (const std::size_t output : program_.steps[s].outputs) program_.values[output].last_use = s;
    }
    program_.values[program_.output].last_use = program_.steps.size();
    for (std::size_t v = 0; v < program_.values.size(); ++v) {
      if (is_taken[v]) program_.values[v].constant = operands_[v].constant;
    }
  }

  const Graph& graph_;
  Program program_;
  std::map<std::string, std::size_t> numbers_;  // of values
  std::vector<Operand> operands_;               // of each value
  std::map<std::string, std::string> origins_;  // of constants that were transposed
  std::vector<const Node*> nodes_;              // of each step
};

}  // namespace

Program make_program(const Graph& graph) { return Maker(graph).make(); }

}  // namespace lop::network::graph
