// Operators that give the same elements in another shape or order.
#include <algorithm>
#include <numeric>

#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

/// The same elements in the same order.
Operation reshaped(const Call& call, Extents extents) {
  if (elements(extents) != elements(call.extents(0))) {
    call.fail("makes " + text(extents) + " of " + text(call.extents(0)));
  }
  return single({call.type(0).element, std::move(extents)}, [](const Inputs& in, Tensor& out) {
    out.floats = in[0]->floats;
    out.integers = in[0]->integers;
  });
}

Operation moved(const Call& call, Extents extents, Offsets offsets) {
  return single({call.type(0).element, std::move(extents)},
                [offsets = std::move(offsets)](const Inputs& in, Tensor& out) { gather(*in[0], offsets, out); });
}

}  // namespace

Operation make_reshape(Call& call) {
  const bool keeps_zeros = call.opset() >= 14 && call.flag("allowzero", false);
  Extents extents = call.constant_integers(1, "its shape");
  const Extents& from = call.extents(0);
  std::size_t open = extents.size();
  std::int64_t known = 1;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i] == 0 && !keeps_zeros) {
      if (i >= from.size()) call.fail("takes extent " + std::to_string(i) + " of " + text(from));
      extents[i] = from[i];
    }
    if (extents[i] == -1) {
      if (open != extents.size()) call.fail("has -1 twice in its shape " + text(extents));
      open = i;
    } else {
      known = static_cast<std::int64_t>(elements({known, extents[i]}));
    }
  }
  if (open != extents.size()) {
    const auto all = static_cast<std::int64_t>(elements(from));
    if (known == 0 || all % known != 0) call.fail("makes " + text(extents) + " of " + text(from));
    extents[open] = all / known;
  }
  return reshaped(call, std::move(extents));
}

Operation make_flatten(Call& call) {
  const Extents& from = call.extents(0);
  const std::int64_t axis = call.integer("axis", 1);
  const std::size_t split = axis == static_cast<std::int64_t>(from.size())
                                ? from.size()
                                : call.axis(axis, std::max<std::size_t>(from.size(), 1));
  const auto middle = from.begin() + static_cast<std::ptrdiff_t>(split);
  return reshaped(call, {static_cast<std::int64_t>(elements({from.begin(), middle})),
                         static_cast<std::int64_t>(elements({middle, from.end()}))});
}

Operation make_squeeze(Call& call) {
  const Extents& from = call.extents(0);
  const std::vector<std::size_t> axes = call.axes(call.integers_of("axes", 1), from.size());
  Extents extents;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const bool is_named = std::binary_search(axes.begin(), axes.end(), i);
    if (is_named && from[i] != 1) call.fail("squeezes extent " + std::to_string(i) + " of " + text(from));
    if (axes.empty() ? from[i] != 1 : !is_named) extents.push_back(from[i]);
  }
  return reshaped(call, std::move(extents));
}

Operation make_unsqueeze(Call& call) {
  const Extents& from = call.extents(0);
  const std::vector<std::int64_t> named = call.integers_of("axes", 1);
  if (named.empty()) call.fail("has no axes");
  Extents extents = from;
  for (const std::size_t axis : call.axes(named, from.size() + named.size())) {
    extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  }
  return reshaped(call, std::move(extents));
}

Operation make_identity(Call& call) { return reshaped(call, call.extents(0)); }

/// As in inference: nothing.
Operation make_dropout(Call& call) {
  call.number("ratio", 0.5f);
  call.integer("seed", 0);
  if (call.has(2)) {
    const Tensor& training = call.constant(2, "training_mode");
    if (training.integers.size() != 1 || training.integers[0] != 0) call.fail("training_mode: expected false");
  }
  return reshaped(call, call.extents(0));
}

Operation make_transpose(Call& call) {
  const Extents& from = call.extents(0);
  std::vector<std::int64_t> order(from.size());
  std::iota(order.rbegin(), order.rend(), 0);
  order = call.integers("perm", order);
  if (order.size() != from.size() || call.axes(order, from.size()).size() != from.size()) {
    call.fail("perm " + text(order) + " does not fit " + text(from));
  }
  const Extents own = strides(from);
  Extents extents, steps;
  for (const std::int64_t some : order) {
    const std::size_t axis = call.axis(some, from.size());
    extents.push_back(from[axis]);
    steps.push_back(own[axis]);
  }
  Offsets offsets = strided_offsets(extents, steps);
  return moved(call, std::move(extents), std::move(offsets));
}

Operation make_expand(Call& call) {
  const Extents& from = call.extents(0);
  const Extents asked = call.constant_integers(1, "its shape");
  const std::optional<Extents> extents = broadcast(from, asked);
  if (!extents) call.fail("makes " + text(asked) + " of " + text(from));
  return moved(call, *extents, broadcast_offsets(from, *extents));
}

Operation make_tile(Call& call) {
  const Extents& from = call.extents(0);
  const Extents repeats = call.constant_integers(1, "repeats");
  if (repeats.size() != from.size()) call.fail("repeats " + text(repeats) + " does not fit " + text(from));
  const Extents own = strides(from);
  Extents extents, pairs, steps;  // repeats beside each extent
  for (std::size_t i = 0; i < from.size(); ++i) {
    extents.push_back(static_cast<std::int64_t>(elements({repeats[i], from[i]})));
    pairs.insert(pairs.end(), {repeats[i], from[i]});
    steps.insert(steps.end(), {0, own[i]});
  }
  elements(extents);
  Offsets offsets = strided_offsets(pairs, steps);
  return moved(call, std::move(extents), std::move(offsets));
}

}  // namespace lop::network::graph
