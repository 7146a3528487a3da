// A table of operations: what each does to an element in each pass.
#include "workloads/vector_operation.hpp"

#include <algorithm>

namespace lop::workloads {
namespace {

// A function of one element: an interpolation.
constexpr std::int64_t kFunctionAdds = 2, kFunctionMultiplies = 2;

const std::vector<VectorOperation>& table() {
  using Second = SecondOperand;
  using Result = VectorResult;
  static const std::vector<VectorOperation> operations = {
      // sum of squares | x times the root's reciprocal times gain
      {"rms_norm", {{1, 1, true, false}, {0, 2, false, true}}, Second::kParameters, 1, Result::kActivation},
      // sum and sum of squares | (x - mean) times the root's reciprocal times gain, plus bias
      {"layer_norm", {{2, 1, true, false}, {2, 2, false, true}}, Second::kParameters, 2, Result::kActivation},
      // maximum | sum of exp(x - maximum) | the exponential again, times the sum's reciprocal
      {"softmax",
       {{1, 0, true, false},
        {1 + kFunctionAdds + 1, kFunctionMultiplies, true, false},
        {1 + kFunctionAdds, kFunctionMultiplies + 1, false, false}},
       Second::kNone,
       0,
       Result::kActivation},
      // x times sigmoid(x), an interpolation of its own, times the other matrix
      {"silu_gate", {{kFunctionAdds, kFunctionMultiplies + 2, false, true}}, Second::kMatrix, 0, Result::kActivation},
      // x times an interpolation
      {"gelu", {{kFunctionAdds, kFunctionMultiplies + 1, false, false}}, Second::kNone, 0, Result::kActivation},
      {"relu", {{1, 0, false, false}}, Second::kNone, 0, Result::kActivation},
      // a pair (x, y): x cos - y sin, x sin + y cos
      {"rotary", {{1, 2, false, true}}, Second::kTable, 0, Result::kActivation},
      {"add", {{1, 0, false, true}}, Second::kMatrix, 0, Result::kOutput},
      // largest magnitude of the group | x times the scale's reciprocal, rounded
      {"quantize", {{1, 0, true, false}, {1, 1, false, false}}, Second::kNone, 0, Result::kStored},
  };
  return operations;
}

}  // namespace

const VectorOperation* find_vector_operation(const std::string& name) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const auto& o) { return o.name == name; });
  return found == table().end() ? nullptr : &*found;
}

std::vector<std::string> vector_operation_names() {
  std::vector<std::string> names;
  for (const VectorOperation& operation : table()) names.push_back(operation.name);
  return names;
}

}  // namespace lop::workloads
