// One table line an operator: its name, how many inputs it takes, who makes it.
#include "models/network/graph/operators.hpp"

#include <algorithm>
#include <map>

namespace lop::network::graph {
namespace {

struct Rule {
  std::size_t least, most;  // inputs
  Operation (*make)(Call&);
  std::size_t outputs = 1;  // at most
};

constexpr std::size_t kAny = 1u << 16;

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> kRules = {
      {"Abs", {1, 1, make_abs}},
      {"Add", {2, 2, make_add}},
      {"AveragePool", {1, 1, make_average_pool}},
      {"BatchNormalization", {5, 5, make_batch_normalization}},
      {"Cast", {1, 1, make_cast}},
      {"Clip", {1, 3, make_clip}},
      {"Concat", {1, kAny, make_concat}},
      {"Constant", {0, 0, make_constant}},
      {"ConstantOfShape", {1, 1, make_constant_of_shape}},
      {"Conv", {2, 3, make_conv}},
      {"Div", {2, 2, make_div}},
      {"Dropout", {1, 3, make_dropout}},
      {"Equal", {2, 2, make_equal}},
      {"Erf", {1, 1, make_erf}},
      {"Exp", {1, 1, make_exp}},
      {"Expand", {2, 2, make_expand}},
      {"Flatten", {1, 1, make_flatten}},
      {"Gather", {2, 2, make_gather}},
      {"Gelu", {1, 1, make_gelu}},
      {"Gemm", {2, 3, make_gemm}},
      {"GlobalAveragePool", {1, 1, make_global_average_pool}},
      {"Identity", {1, 1, make_identity}},
      {"LayerNormalization", {2, 3, make_layer_normalization}},
      {"LeakyRelu", {1, 1, make_leaky_relu}},
      {"MatMul", {2, 2, make_mat_mul}},
      {"MaxPool", {1, 1, make_max_pool}},
      {"Mul", {2, 2, make_mul}},
      {"Neg", {1, 1, make_neg}},
      {"Pad", {1, 4, make_pad}},
      {"Pow", {2, 2, make_pow}},
      {"ReduceMean", {1, 2, make_reduce_mean}},
      {"ReduceSum", {1, 2, make_reduce_sum}},
      {"Relu", {1, 1, make_relu}},
      {"Reshape", {2, 2, make_reshape}},
      {"Shape", {1, 1, make_shape}},
      {"Sigmoid", {1, 1, make_sigmoid}},
      {"Slice", {1, 5, make_slice}},
      {"Softmax", {1, 1, make_softmax}},
      {"Split", {1, 2, make_split, kAny}},
      {"Sqrt", {1, 1, make_sqrt}},
      {"Squeeze", {1, 2, make_squeeze}},
      {"Sub", {2, 2, make_sub}},
      {"Tanh", {1, 1, make_tanh}},
      {"Tile", {2, 2, make_tile}},
      {"Transpose", {1, 1, make_transpose}},
      {"Unsqueeze", {1, 2, make_unsqueeze}},
      {"Where", {3, 3, make_where}},
  };
  return kRules;
}

std::string counts(std::size_t least, std::size_t most) {
  return least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
}

/// Outputs with a name: the others are optional and nobody takes them.
std::size_t named_outputs(const Node& node) {
  return static_cast<std::size_t>(
      std::count_if(node.outputs.begin(), node.outputs.end(), [](const std::string& name) { return !name.empty(); }));
}

}  // namespace

Operation make_operation(const Node& node, std::int64_t opset, const std::vector<const Operand*>& operands) {
  Call call(node, opset, operands);
  const auto rule = rules().find(node.op);
  if (rule == rules().end()) {
    std::string known;
    for (const auto& [name, some] : rules()) known += (known.empty() ? "" : ", ") + name;
    call.fail("this operator is not supported; supported are " + known);
  }
  const Rule& its = rule->second;
  if (operands.size() < its.least || operands.size() > its.most) {
    call.fail("has " + std::to_string(operands.size()) + " inputs; expected " + counts(its.least, its.most));
  }
  for (std::size_t i = 0; i < its.least; ++i) call.type(i);
  if (node.outputs.empty() || node.outputs[0].empty() || named_outputs(node) > its.outputs) {
    call.fail("has " + std::to_string(named_outputs(node)) + " outputs; supported is " +
              (its.outputs == 1 ? "the first alone" : "at least one"));
  }
  try {
    Operation operation = its.make(call);
    call.finish();
    for (const TensorType& type : operation.outputs) elements(type.extents);
    return operation;
  } catch (const GraphError& error) {
    const std::string message = error.what();
    if (message.rfind(call.place(), 0) == 0) throw;
    call.fail(message);
  }
}

}  // namespace lop::network::graph
