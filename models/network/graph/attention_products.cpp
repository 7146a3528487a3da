// From each Softmax backwards to its scores and forwards to its values.
#include "models/network/graph/attention_products.hpp"

#include <algorithm>
#include <set>

namespace lop::network::graph {
namespace {

class Search {
 public:
  Search(const Program& program, const std::vector<const Node*>& nodes) : program_(program), nodes_(nodes) {
    makers_.resize(program.values.size());
    takers_.resize(program.values.size());
    for (std::size_t s = 0; s < program.steps.size(); ++s) {
      for (const std::size_t output : program.steps[s].outputs) makers_[output] = s;
      for (const auto& input : program.steps[s].inputs) {
        if (input) takers_[*input].push_back(s);
      }
    }
  }

  /// The product that a step's first input comes from.
  std::optional<std::size_t> product_before(std::size_t step) const {
    std::set<std::size_t> seen;
    std::vector<std::size_t> open = {*program_.steps[step].inputs[0]};
    while (!open.empty()) {
      const std::size_t value = open.back();
      open.pop_back();
      const std::optional<std::size_t> maker = makers_[value];
      if (!maker || !seen.insert(*maker).second) continue;
      if (is_product(*maker)) return maker;
      if (!keeps_places(*maker)) continue;
      // The first operand last, so that it is looked at first.
      const auto& inputs = program_.steps[*maker].inputs;
      for (auto input = inputs.rbegin(); input != inputs.rend(); ++input) {
        if (*input && same_matrix(**input, value)) open.push_back(**input);
      }
    }
    return std::nullopt;
  }

  /// The product whose left operand comes from a step's output.
  std::optional<std::size_t> product_behind(std::size_t step) const {
    std::set<std::size_t> seen;
    std::vector<std::size_t> open = {program_.steps[step].outputs[0]};
    while (!open.empty()) {
      const std::size_t value = open.back();
      open.pop_back();
      for (const std::size_t taker : takers_[value]) {
        const Step& next = program_.steps[taker];
        if (is_product(taker) && next.inputs[0] == value) return taker;
        if (!keeps_places(taker) || !same_matrix(next.outputs[0], value) || !seen.insert(taker).second) continue;
        open.push_back(next.outputs[0]);
      }
    }
    return std::nullopt;
  }

  bool is_softmax_of_rows(std::size_t step) const {
    const Node& node = *nodes_[step];
    if (node.op != "Softmax") return false;
    const auto rank = static_cast<std::int64_t>(type_of(program_.steps[step].outputs[0]).extents.size());
    const auto axis = node.attributes.find("axis");
    const std::int64_t* value = axis == node.attributes.end() ? nullptr : std::get_if<std::int64_t>(&axis->second);
    return value == nullptr || *value == -1 || *value == rank - 1;
  }

 private:
  bool is_product(std::size_t step) const {
    return nodes_[step]->op == "MatMul" && program_.steps[step].operation.multiply;
  }

  bool keeps_places(std::size_t step) const {
    static const std::set<std::string> kOperators = {"Add",  "Sub",      "Mul",     "Div",     "Where",   "Clip",
                                                     "Cast", "Identity", "Dropout", "Reshape", "Squeeze", "Unsqueeze"};
    return kOperators.count(nodes_[step]->op) != 0;
  }

  const TensorType& type_of(std::size_t value) const { return program_.values[value].type; }

  bool same_matrix(std::size_t a, std::size_t b) const {
    const Extents &one = type_of(a).extents, &other = type_of(b).extents;
    return one.size() >= 2 && other.size() >= 2 && std::equal(one.end() - 2, one.end(), other.end() - 2) &&
           elements(one) == elements(other);
  }

  const Program& program_;
  const std::vector<const Node*>& nodes_;
  std::vector<std::optional<std::size_t>> makers_;  // of each value
  std::vector<std::vector<std::size_t>> takers_;
};

}  // namespace

void mark_attention(Program& program, const std::vector<const Node*>& nodes) {
  const Search search(program, nodes);
  std::size_t index = 0;
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    if (!search.is_softmax_of_rows(s)) continue;
    const auto scores = search.product_before(s), values = search.product_behind(s);
    if (!scores || !values || program.steps[*scores].attention || program.steps[*values].attention) continue;
    program.steps[*scores].attention = {AttentionProduct::kScores, index};
    program.steps[*values].attention = {AttentionProduct::kValues, index};
    ++index;
  }
}

}  // namespace lop::network::graph
