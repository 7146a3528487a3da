// Operators whose outputs are known before any image.
#include <algorithm>

#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

Operation always(Tensor tensor) {
  TensorType type = tensor.type;
  return single(std::move(type), [tensor = std::move(tensor)](const Inputs&, Tensor& out) { out = tensor; });
}

Tensor integers(std::vector<std::int64_t> values, Extents extents) {
  Tensor tensor(TensorType{ElementType::kInteger, std::move(extents)});
  tensor.integers = std::move(values);
  return tensor;
}

Tensor floats(std::vector<float> values, Extents extents) {
  Tensor tensor(TensorType{ElementType::kFloat, std::move(extents)});
  tensor.floats = std::move(values);
  return tensor;
}

}  // namespace

Operation make_constant(Call& call) {
  if (const Attribute* value = call.attribute("value")) {
    if (const auto* tensor = std::get_if<Tensor>(value)) return always(*tensor);
  }
  if (call.has_attribute("value_float")) return always(floats({call.number("value_float", 0)}, {}));
  if (call.has_attribute("value_int")) return always(integers({call.integer("value_int", 0)}, {}));
  if (const Attribute* value = call.attribute("value_floats")) {
    if (const auto* list = std::get_if<std::vector<float>>(value)) {
      return always(floats(*list, {static_cast<std::int64_t>(list->size())}));
    }
  }
  if (call.has_attribute("value_ints")) {
    std::vector<std::int64_t> list = call.integers("value_ints", {});
    const auto count = static_cast<std::int64_t>(list.size());
    return always(integers(std::move(list), {count}));
  }
  call.fail("expected attribute value, value_float, value_floats, value_int or value_ints");
}

Operation make_constant_of_shape(Call& call) {
  const Extents extents = call.constant_integers(0, "its shape");
  Tensor value(TensorType{ElementType::kFloat, {1}});
  if (const Attribute* given = call.attribute("value")) {
    const auto* tensor = std::get_if<Tensor>(given);
    if (tensor == nullptr || elements(tensor->extents()) != 1) call.fail("attribute value: expected one element");
    value = *tensor;
  }
  Tensor out(TensorType{value.type.element, extents});
  if (value.is_float()) {
    std::fill(out.floats.begin(), out.floats.end(), value.floats[0]);
  } else {
    std::fill(out.integers.begin(), out.integers.end(), value.integers[0]);
  }
  return always(std::move(out));
}

Operation make_shape(Call& call) {
  const Extents& from = call.extents(0);
  const auto rank = static_cast<std::int64_t>(from.size());
  const auto bound = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
  std::int64_t begin = 0, end = rank;
  if (call.opset() >= 15) {
    begin = bound(call.integer("start", 0));
    end = std::max(bound(call.integer("end", rank)), begin);
  }
  return always(integers({from.begin() + begin, from.begin() + end}, {end - begin}));
}

}  // namespace lop::network::graph
