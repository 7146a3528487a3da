// Every operator of a graph against what PyTorch and numpy make of the same inputs, bit by bit.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "models/network/graph/graph_network.hpp"
#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

using Json = nlohmann::json;

Tensor tensor_of(const Json& json) {
  const std::string type = json["type"];
  Tensor tensor({type == "float"     ? ElementType::kFloat
                 : type == "integer" ? ElementType::kInteger
                                     : ElementType::kBoolean,
                 json["extents"].get<Extents>()});
  for (std::size_t i = 0; i < json["values"].size(); ++i) {
    const Json& value = json["values"][i];
    if (!tensor.is_float()) {
      tensor.integers[i] = value;
    } else {
      tensor.floats[i] = value.is_string() ? std::stof(value.get<std::string>()) : value.get<float>();
    }
  }
  return tensor;
}

Attribute attribute_of(const Json& json) {
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<float>();
  if (json.is_string()) return json.get<std::string>();
  return json.get<std::vector<std::int64_t>>();
}

/// A node, and its inputs as the file has them.
struct Case {
  explicit Case(const Json& json) : opset(json["opset"]) {
    node.op = json["op"];
    for (const auto& [name, value] : json["attributes"].items()) node.attributes[name] = attribute_of(value);
    for (std::size_t i = 0; i < json["outputs"].size(); ++i) node.outputs.push_back("out" + std::to_string(i));
    for (const Json& input : json["inputs"]) {
      inputs.push_back(input.is_null() ? nullptr : std::make_shared<const Tensor>(tensor_of(input)));
    }
    for (const std::size_t i : json["constants"]) constants.insert(i);
  }

  /// all_constant  as when a graph is folded
  std::vector<Tensor> run(bool all_constant) const {
    std::vector<Operand> operands;
    std::vector<const Operand*> given;
    Inputs values;
    operands.reserve(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool is_constant = all_constant || constants.count(i) != 0;
      if (inputs[i]) operands.push_back({inputs[i]->type, is_constant ? inputs[i] : nullptr});
      given.push_back(inputs[i] ? &operands.back() : nullptr);
      values.push_back(inputs[i].get());
    }
    return run_once(make_operation(node, opset, given), values);
  }

  Node node;
  std::int64_t opset;
  std::vector<std::shared_ptr<const Tensor>> inputs;
  std::set<std::size_t> constants;
};

Json cases() { return Json::parse(std::ifstream(LOP_SOURCE_DIR "/tests/vectors/onnx_operators.json")); }

bool are_equal(const Tensor& a, const Tensor& b) {
  if (!(a.type == b.type) || a.integers != b.integers || a.floats.size() != b.floats.size()) return false;
  for (std::size_t i = 0; i < a.floats.size(); ++i) {
    if (a.floats[i] != b.floats[i] && !(std::isnan(a.floats[i]) && std::isnan(b.floats[i]))) return false;
  }
  return true;
}

std::string all_of(const Tensor& tensor) {
  std::string out = text(tensor.extents()) + ":";
  for (const float value : tensor.floats) out += " " + std::to_string(value);
  for (const std::int64_t value : tensor.integers) out += " " + std::to_string(value);
  return out;
}

// It fails when pads of the two ends are exchanged, and for what the test below changes.
TEST(GraphOperators, GiveWhatPyTorchAndNumpyGive) {
  std::set<std::string> operators;
  for (const Json& json : cases()) {
    const std::string name = json["name"];
    const Case some(json);
    operators.insert(some.node.op);
    for (const bool all_constant : {false, true}) {
      try {
        const std::vector<Tensor> found = some.run(all_constant);
        ASSERT_EQ(found.size(), json["outputs"].size()) << name;
        for (std::size_t i = 0; i < found.size(); ++i) {
          const Tensor expected = tensor_of(json["outputs"][i]);
          EXPECT_TRUE(are_equal(found[i], expected)) << name << "\n" << all_of(found[i]) << "\n" << all_of(expected);
        }
      } catch (const GraphError& error) {
        ADD_FAILURE() << name << ": " << error.what();
      }
    }
  }
  EXPECT_EQ(operators.size(), 47u);  // all that there are
}

// The comparison above would be worthless if it took anything: a wrong pad, axis or operator is seen.
TEST(GraphOperators, AnotherAttributeGivesSomethingElse) {
  std::size_t found = 0;
  for (Json json : cases()) {
    for (const char* name : {"pads", "perm", "axis", "strides", "epsilon", "transA", "group", "count_include_pad"}) {
      if (!json["attributes"].contains(name)) continue;
      Json changed = json;
      changed["attributes"].erase(name);
      try {
        const std::vector<Tensor> out = Case(changed).run(false);
        found += are_equal(out[0], tensor_of(json["outputs"][0])) ? 0 : 1;
      } catch (const GraphError&) {
        ++found;
      }
    }
  }
  EXPECT_GT(found, 20u);
}

/// Of a FLOAT input, and integers as constants behind it.
std::string refusal(const std::string& op, const Extents& input,
                    const std::map<std::string, Attribute>& attributes = {},
                    const std::vector<std::vector<std::int64_t>>& constants = {}, std::int64_t opset = 17) {
  const Node node{"it", op, {}, {"out"}, attributes};
  std::vector<Operand> operands = {{{ElementType::kFloat, input}, nullptr}};
  for (const auto& values : constants) {
    Tensor tensor({ElementType::kInteger, {static_cast<std::int64_t>(values.size())}});
    tensor.integers = values;
    operands.push_back({tensor.type, std::make_shared<const Tensor>(tensor)});
  }
  std::vector<const Operand*> given;
  for (const Operand& operand : operands) given.push_back(&operand);
  try {
    make_operation(node, opset, given);
  } catch (const GraphError& error) {
    return error.what();
  }
  return "no error";
}

using Integers = std::vector<std::int64_t>;

TEST(GraphOperators, RefuseWithNodeOperatorAndWhatIsSupported) {
  const auto expect = [](const std::string& message, const std::string& part) {
    EXPECT_EQ(message.rfind("node 'it' (", 0), 0u) << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  expect(refusal("Loop", {1}), "(Loop): this operator is not supported; supported are Abs, Add, AveragePool");
  expect(refusal("Relu", {1}, {{"slope", 1.0f}}), "attribute slope is not supported in opset 17; supported are none");
  expect(refusal("Relu", {1}, {}, {{1}}), "has 2 inputs; expected 1");
  expect(refusal("Flatten", {2, 3}, {{"axis", std::int64_t{4}}}), "axis 4 of a tensor of 2 dimensions");
  expect(refusal("Flatten", {2, 3}, {{"axis", 1.0f}}), "attribute axis: expected an integer");
  expect(refusal("Reshape", {2, 3}, {}, {{4, -1}}), "makes [4, -1] of [2, 3]");
  expect(refusal("Reshape", {2, 3}, {}, {{-1, -1}}), "has -1 twice");
  expect(refusal("Reshape", {2, 3}, {}, {{1 << 20, 1 << 20}}), "expected at most 2^28 elements");
  expect(refusal("Reshape", {2, 3}, {}, {{2, 1, 0}}), "takes extent 2 of [2, 3]");
  expect(refusal("Transpose", {2, 3}, {{"perm", Integers{0, 0}}}), "axis 0 is named twice");
  expect(refusal("Squeeze", {2, 3}, {}, {{0}}), "squeezes extent 0 of [2, 3]");
  expect(refusal("Expand", {2, 3}, {}, {{4, 3}}), "makes [4, 3] of [2, 3]");
  expect(refusal("Tile", {2, 3}, {}, {{1 << 27, 1 << 27}}), "expected at most 2^28 elements");
  expect(refusal("Gather", {2, 3}, {}, {{2}}), "index 2 of an extent of 2");
  expect(refusal("Slice", {4}, {}, {{0}, {4}, {0}, {0}}), "step 0");
  expect(refusal("Slice", {4}, {}, {{0, 1}, {4}}), "expected as many starts as ends");
  expect(refusal("Split", {4}, {}, {{1, 3}}), "splits extent 4 into [1, 3] for 1 outputs");
  expect(refusal("Concat", {4}), "attribute axis is missing");
  expect(refusal("Pad", {4}, {{"mode", std::string("reflect")}}, {{1, 1}}), "'reflect'; supported are constant");
  expect(refusal("Pad", {4}, {}, {{-1, 1}}), "supported are those of at least 0");
  expect(refusal("Cast", {4}, {{"to", std::int64_t{10}}}), "casts to data type 10; supported are FLOAT, INT32");
  expect(refusal("Add", {4}, {}, {{1}}), "elements of different types");
  expect(refusal("Equal", {4}, {}, {{1}}), "elements of different types");
  expect(refusal("Conv", {1, 2, 4, 4}, {}, {{1}}), "input 1 has integers; expected FLOAT");
  const Attribute two = Integers{2, 2};
  expect(refusal("MaxPool", {1, 2, 4}, {{"kernel_shape", two}}), "supported are images of two dimensions");
  expect(refusal("MaxPool", {1, 2, 0, 4}, {{"kernel_shape", two}, {"auto_pad", std::string("SAME_UPPER")}}),
         "its input is [1, 2, 0, 4]");
  expect(refusal("MaxPool", {1, 2, 4, 1}, {{"kernel_shape", two}}), "a kernel of 2 does not fit a side of 1");
  expect(refusal("MaxPool", {1, 2, 4, 4}, {{"kernel_shape", two}, {"pads", Integers{2, 0, 0, 0}}}),
         "a window lies in the padding alone");
  expect(refusal("MaxPool", {1, 2, 4, 4}, {{"kernel_shape", two}, {"strides", Integers{0, 1}}}),
         "attribute strides is [0, 1]; expected 2 numbers from 1 to 2^20");
  expect(refusal("AveragePool", {1, 2, 4, 4}, {{"kernel_shape", two}, {"auto_pad", std::string("SAME")}}),
         "attribute auto_pad is 'SAME'; supported are NOTSET, VALID, SAME_UPPER, SAME_LOWER");
  expect(refusal("BatchNormalization", {1, 2}), "has 1 inputs; expected 5");
  expect(refusal("LayerNormalization", {1, 2}, {}, {{1, 1}}), "input 1 has integers");
  expect(refusal("Softmax", {}, {}), "axis -1 of a tensor of 0 dimensions");
  expect(refusal("ReduceMean", {0, 3}), "takes a mean of nothing, of [0, 3]");
}

TEST(GraphOperators, IntegersThatLeaveTheirRangeAreAnError) {
  for (const char* op : {"Add", "Mul", "Div"}) {
    auto one = std::make_shared<Tensor>(TensorType{ElementType::kInteger, {1}});
    auto other = std::make_shared<Tensor>(*one);
    one->integers = {std::string(op) == "Div" ? std::numeric_limits<std::int64_t>::min() : std::int64_t{1} << 62};
    other->integers = {std::string(op) == "Div" ? -1 : std::int64_t{1} << 62};
    const Operand a{one->type, one}, b{other->type, other};
    const Operation operation = make_operation({"it", op, {}, {"out"}, {}}, 17, {&a, &b});
    EXPECT_THROW(run_once(operation, {one.get(), other.get()}), GraphError) << op;
  }
}

}  // namespace
}  // namespace lop::network::graph
