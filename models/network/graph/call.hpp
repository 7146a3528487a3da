// What an operator is made ready from: its node, and what is known of its inputs.
#pragma once

#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "models/network/graph/graph.hpp"

namespace lop::network::graph {

/// A value before any image is there: constant where it depends on none.
struct Operand {
  TensorType type;
  std::shared_ptr<const Tensor> constant;
};

/// errors  every getter throws GraphError with the node and what was expected
class Call {
 public:
  /// operands  null where an optional input is left out; they live as long as this
  Call(const Node& node, std::int64_t opset, std::vector<const Operand*> operands)
      : node_(node), opset_(opset), operands_(std::move(operands)) {}

  std::int64_t opset() const { return opset_; }
  std::size_t inputs() const { return operands_.size(); }
  std::size_t outputs() const { return node_.outputs.size(); }
  bool has(std::size_t i) const { return i < operands_.size() && operands_[i] != nullptr; }
  const TensorType& type(std::size_t i) const { return operand(i).type; }
  const Extents& extents(std::size_t i) const { return type(i).extents; }
  bool is_constant(std::size_t i) const { return has(i) && operands_[i]->constant != nullptr; }
  /// what  of the input, for the error where it depends on the image
  const Tensor& constant(std::size_t i, const char* what) const;
  std::vector<std::int64_t> constant_integers(std::size_t i, const char* what) const;
  /// Of one element.
  float constant_number(std::size_t i, const char* what) const;

  /// FP32, or fails.
  const Extents& float_extents(std::size_t i) const;
  void expect_extents(std::size_t i, const Extents& expected, const char* what) const;

  // Attributes; the one asked for need not be there.
  bool has_attribute(const std::string& name) const { return node_.attributes.count(name) != 0; }
  std::int64_t integer(const std::string& name, std::int64_t otherwise);
  bool flag(const std::string& name, bool otherwise);
  float number(const std::string& name, float otherwise);
  std::string one_of(const std::string& name, std::initializer_list<const char*> allowed);  // otherwise the first
  std::vector<std::int64_t> integers(const std::string& name, std::vector<std::int64_t> otherwise);
  const Attribute* attribute(const std::string& name);

  /// Integers that are an attribute up to some opset and an input from then on; empty where they are left out.
  std::vector<std::int64_t> integers_of(const std::string& name, std::size_t input);

  /// An axis counted from the end where it is negative.
  std::size_t axis(std::int64_t value, std::size_t rank) const;
  /// All different, in rising order.
  std::vector<std::size_t> axes(const std::vector<std::int64_t>& values, std::size_t rank) const;

  [[noreturn]] void fail(const std::string& problem) const;
  /// The start of each error, for those that come later.
  std::string place() const { return text(node_) + ": "; }

  /// Call last: refuses an attribute that nobody asked for.
  void finish() const;

 private:
  const Operand& operand(std::size_t i) const;
  template <typename T>
  const T* find(const std::string& name, const char* kind);

  const Node& node_;
  std::int64_t opset_;
  std::vector<const Operand*> operands_;
  std::set<std::string> asked_;
};

}  // namespace lop::network::graph
