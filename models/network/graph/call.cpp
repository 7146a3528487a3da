// Reading a node strictly.
#include "models/network/graph/call.hpp"

#include <algorithm>

namespace lop::network::graph {

std::string text(const Node& node) {
  const std::string name = !node.name.empty() ? node.name : node.outputs.empty() ? "" : node.outputs[0];
  return "node '" + name + "' (" + node.op + ")";
}

void Call::fail(const std::string& problem) const { throw GraphError(place() + problem); }

const Operand& Call::operand(std::size_t i) const {
  if (!has(i)) fail("input " + std::to_string(i) + " is missing");
  return *operands_[i];
}

const Tensor& Call::constant(std::size_t i, const char* what) const {
  const Operand& some = operand(i);
  if (!some.constant) fail(std::string(what) + " depends on the image; expected a constant");
  return *some.constant;
}

std::vector<std::int64_t> Call::constant_integers(std::size_t i, const char* what) const {
  const Tensor& tensor = constant(i, what);
  if (tensor.type.element != ElementType::kInteger || tensor.extents().size() > 1) {
    fail(std::string(what) + ": expected a list of integers, found a tensor of " + text(tensor.extents()));
  }
  return tensor.integers;
}

float Call::constant_number(std::size_t i, const char* what) const {
  const Tensor& tensor = constant(i, what);
  if (tensor.floats.size() != 1) fail(std::string(what) + ": expected one FLOAT, found " + text(tensor.extents()));
  return tensor.floats[0];
}

const Extents& Call::float_extents(std::size_t i) const {
  if (type(i).element != ElementType::kFloat) fail("input " + std::to_string(i) + " has integers; expected FLOAT");
  return extents(i);
}

void Call::expect_extents(std::size_t i, const Extents& expected, const char* what) const {
  if (float_extents(i) != expected)
    fail(std::string(what) + " is " + text(extents(i)) + "; expected " + text(expected));
}

const Attribute* Call::attribute(const std::string& name) {
  asked_.insert(name);
  const auto found = node_.attributes.find(name);
  return found == node_.attributes.end() ? nullptr : &found->second;
}

template <typename T>
const T* Call::find(const std::string& name, const char* kind) {
  const Attribute* found = attribute(name);
  if (found == nullptr) return nullptr;
  const T* value = std::get_if<T>(found);
  if (value == nullptr) fail("attribute " + name + ": expected " + kind);
  return value;
}

std::int64_t Call::integer(const std::string& name, std::int64_t otherwise) {
  const auto* value = find<std::int64_t>(name, "an integer");
  return value == nullptr ? otherwise : *value;
}

bool Call::flag(const std::string& name, bool otherwise) {
  const std::int64_t value = integer(name, otherwise ? 1 : 0);
  if (value != 0 && value != 1) fail("attribute " + name + " is " + std::to_string(value) + "; expected 0 or 1");
  return value == 1;
}

float Call::number(const std::string& name, float otherwise) {
  const auto* value = find<float>(name, "a number");
  return value == nullptr ? otherwise : *value;
}

std::string Call::one_of(const std::string& name, std::initializer_list<const char*> allowed) {
  const auto* value = find<std::string>(name, "a text");
  if (value == nullptr) return *allowed.begin();
  if (std::find(allowed.begin(), allowed.end(), *value) == allowed.end()) {
    std::string known;
    for (const char* some : allowed) known += (known.empty() ? "" : ", ") + std::string(some);
    fail("attribute " + name + " is '" + *value + "'; supported are " + known);
  }
  return *value;
}

std::vector<std::int64_t> Call::integers(const std::string& name, std::vector<std::int64_t> otherwise) {
  const auto* value = find<std::vector<std::int64_t>>(name, "a list of integers");
  return value == nullptr ? otherwise : *value;
}

std::vector<std::int64_t> Call::integers_of(const std::string& name, std::size_t input) {
  return has(input) ? constant_integers(input, name.c_str()) : integers(name, {});
}

std::size_t Call::axis(std::int64_t value, std::size_t rank) const {
  const auto most = static_cast<std::int64_t>(rank);
  if (value < -most || value >= most) {
    fail("axis " + std::to_string(value) + " of a tensor of " + std::to_string(rank) + " dimensions");
  }
  return static_cast<std::size_t>(value < 0 ? value + most : value);
}

std::vector<std::size_t> Call::axes(const std::vector<std::int64_t>& values, std::size_t rank) const {
  std::set<std::size_t> found;
  for (const std::int64_t value : values) {
    if (!found.insert(axis(value, rank)).second) fail("axis " + std::to_string(value) + " is named twice");
  }
  return {found.begin(), found.end()};
}

void Call::finish() const {
  for (const auto& [name, value] : node_.attributes) {
    if (asked_.count(name) != 0) continue;
    std::string known;
    for (const std::string& some : asked_) known += (known.empty() ? "" : ", ") + some;
    fail("attribute " + name + " is not supported in opset " + std::to_string(opset_) + "; supported are " +
         (known.empty() ? "none" : known));
  }
}

}  // namespace lop::network::graph
