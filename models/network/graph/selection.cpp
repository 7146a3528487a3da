// Operators that take tensors apart and put them together.
#include <algorithm>

#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

/// Of one extent.
struct Range {
  std::int64_t first = 0, step = 1, count = 0;
};

/// As ONNX cuts it: begin and end are counted from the end where negative, and clipped.
Range cut(std::int64_t extent, std::int64_t begin, std::int64_t end, std::int64_t step) {
  if (extent == 0) return {};
  const auto clipped = [&](std::int64_t at, std::int64_t least, std::int64_t most) {
    return std::clamp(at < 0 ? at + extent : at, least, most);
  };
  Range range;
  if (step > 0) {
    range.first = clipped(begin, 0, extent);
    const std::int64_t behind = clipped(end, 0, extent);
    range.count = behind > range.first ? (behind - range.first - 1) / step + 1 : 0;
  } else {
    range.first = clipped(begin, 0, extent - 1);
    const std::int64_t behind = clipped(end, -1, extent - 1);
    range.count = range.first > behind ? (range.first - behind - 1) / -step + 1 : 0;
  }
  if (range.count > 1) range.step = step;  // otherwise nothing steps, however far
  return range;
}

Offsets offsets_of(const Extents& from, const std::vector<Range>& ranges) {
  const Extents own = strides(from);
  Extents extents, steps;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    first += ranges[i].first * own[i];
    extents.push_back(ranges[i].count);
    steps.push_back(ranges[i].step * own[i]);
  }
  return strided_offsets(extents, steps, first);
}

std::vector<Range> whole(const Extents& from) {
  std::vector<Range> ranges;
  for (const std::int64_t extent : from) ranges.push_back({0, 1, extent});
  return ranges;
}

/// Elements before an axis, along it, and behind it.
struct Around {
  std::size_t outer, along, inner;
};

Around around(const Extents& extents, std::size_t axis) {
  const auto at = extents.begin() + static_cast<std::ptrdiff_t>(axis);
  return {elements({extents.begin(), at}), static_cast<std::size_t>(*at), elements({at + 1, extents.end()})};
}

void copy_run(const Tensor& from, std::size_t first, std::size_t count, Tensor& to, std::size_t at) {
  if (from.is_float()) {
    std::copy_n(from.floats.begin() + static_cast<std::ptrdiff_t>(first), count,
                to.floats.begin() + static_cast<std::ptrdiff_t>(at));
  } else {
    std::copy_n(from.integers.begin() + static_cast<std::ptrdiff_t>(first), count,
                to.integers.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

}  // namespace

Operation make_slice(Call& call) {
  const Extents& from = call.extents(0);
  std::vector<std::int64_t> lists[4];  // starts, ends, axes, steps
  const char* const names[] = {"starts", "ends", "axes", "steps"};
  for (std::size_t i = 0; i < 4; ++i) {
    lists[i] = call.opset() < 10 && i < 3 ? call.integers(names[i], {})
               : call.has(i + 1)          ? call.constant_integers(i + 1, names[i])
                                          : std::vector<std::int64_t>{};
  }
  auto& [starts, ends, axes, steps] = lists;
  if (axes.empty()) {
    for (std::size_t i = 0; i < starts.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  }
  if (steps.empty()) steps.assign(starts.size(), 1);
  if (starts.empty() || ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
    call.fail("expected as many starts as ends, axes and steps, and at least one");
  }
  call.axes(axes, from.size());  // all different
  std::vector<Range> ranges = whole(from);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t axis = call.axis(axes[i], from.size());
    if (steps[i] == 0 || steps[i] < -(std::int64_t{1} << 31)) call.fail("step " + std::to_string(steps[i]));
    ranges[axis] = cut(from[axis], starts[i], ends[i], steps[i]);
  }
  TensorType type{call.type(0).element, {}};
  for (const Range& range : ranges) type.extents.push_back(range.count);
  return single(std::move(type),
                [offsets = offsets_of(from, ranges)](const Inputs& in, Tensor& out) { gather(*in[0], offsets, out); });
}

Operation make_split(Call& call) {
  const Extents& from = call.extents(0);
  const std::size_t axis = call.axis(call.integer("axis", 0), from.size());
  const auto count = static_cast<std::int64_t>(call.outputs());
  std::vector<std::int64_t> parts = call.integers_of("split", 1);
  if (call.opset() >= 18 && call.integer("num_outputs", count) != count)
    call.fail("num_outputs is not that of outputs");
  if (parts.empty()) {
    if (call.opset() < 18 && from[axis] % count != 0) {
      call.fail("splits extent " + std::to_string(from[axis]) + " into " + std::to_string(count) + " equal parts");
    }
    const std::int64_t size = (from[axis] + count - 1) / count;
    for (std::int64_t i = 0; i < count; ++i) parts.push_back(std::min(size, from[axis] - i * size));
  }
  std::int64_t sum = 0;
  for (const std::int64_t part : parts) {
    if (part < 0 || part > from[axis]) call.fail("splits " + text(from) + " into " + text(parts));
    sum += part;
  }
  if (sum != from[axis] || parts.size() != call.outputs()) {
    call.fail("splits extent " + std::to_string(from[axis]) + " into " + text(parts) + " for " + std::to_string(count) +
              " outputs");
  }
  Operation operation;
  std::vector<Offsets> offsets;
  std::int64_t first = 0;
  for (const std::int64_t part : parts) {
    std::vector<Range> ranges = whole(from);
    ranges[axis] = {first, 1, part};
    offsets.push_back(offsets_of(from, ranges));
    operation.outputs.push_back({call.type(0).element, from});
    operation.outputs.back().extents[axis] = part;
    first += part;
  }
  operation.compute = [offsets = std::move(offsets)](const Inputs& in, std::vector<Tensor>& out) {
    for (std::size_t i = 0; i < offsets.size(); ++i) gather(*in[0], offsets[i], out[i]);
  };
  return operation;
}

Operation make_gather(Call& call) {
  const Extents& from = call.extents(0);
  const std::size_t axis = call.axis(call.integer("axis", 0), from.size());
  const Tensor& indices = call.constant(1, "its indices");
  if (indices.type.element != ElementType::kInteger) call.fail("its indices: expected INT64 or INT32");
  const Around at = around(from, axis);
  TensorType type{call.type(0).element, {from.begin(), from.begin() + static_cast<std::ptrdiff_t>(axis)}};
  type.extents.insert(type.extents.end(), indices.extents().begin(), indices.extents().end());
  type.extents.insert(type.extents.end(), from.begin() + static_cast<std::ptrdiff_t>(axis) + 1, from.end());
  Offsets offsets;
  offsets.reserve(elements(type.extents));
  for (std::size_t o = 0; o < at.outer; ++o) {
    for (const std::int64_t index : indices.integers) {
      if (index < -from[axis] || index >= from[axis]) {
        call.fail("index " + std::to_string(index) + " of an extent of " + std::to_string(from[axis]));
      }
      const auto i = static_cast<std::size_t>(index < 0 ? index + from[axis] : index);
      for (std::size_t j = 0; j < at.inner; ++j) {
        offsets.push_back(static_cast<std::uint32_t>((o * at.along + i) * at.inner + j));
      }
    }
  }
  return single(std::move(type),
                [offsets = std::move(offsets)](const Inputs& in, Tensor& out) { graph::gather(*in[0], offsets, out); });
}

Operation make_concat(Call& call) {
  TensorType type = call.type(0);
  if (!call.has_attribute("axis")) call.fail("attribute axis is missing");
  const std::size_t axis = call.axis(call.integer("axis", 0), type.extents.size());
  type.extents[axis] = 0;
  for (std::size_t i = 0; i < call.inputs(); ++i) {
    TensorType other = call.type(i);
    if (other.extents.size() == type.extents.size()) other.extents[axis] = type.extents[axis];
    if (!(other == type)) call.fail("joins " + text(call.extents(0)) + " and " + text(call.extents(i)));
    type.extents[axis] += call.extents(i)[axis];
  }
  return single(type, [axis](const Inputs& in, Tensor& out) {
    const Around all = around(out.extents(), axis);
    std::size_t first = 0;
    for (const Tensor* some : in) {
      const Around part = around(some->extents(), axis);
      const std::size_t run = part.along * part.inner;
      for (std::size_t o = 0; o < all.outer; ++o)
        copy_run(*some, o * run, run, out, (o * all.along + first) * all.inner);
      first += part.along;
    }
  });
}

Operation make_pad(Call& call) {
  call.one_of("mode", {"constant"});
  const Extents& from = call.extents(0);
  const bool by_inputs = call.opset() >= 11;
  const std::vector<std::int64_t> pads = by_inputs ? call.constant_integers(1, "pads") : call.integers("pads", {});
  float value = by_inputs ? 0 : call.number("value", 0);
  if (by_inputs && call.has(2)) {
    value = call.constant_number(2, "its value");
    call.float_extents(0);
  }
  std::vector<std::int64_t> axes = call.has(3) ? call.constant_integers(3, "axes") : std::vector<std::int64_t>{};
  if (axes.empty()) {
    for (std::size_t i = 0; i < from.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  }
  call.axes(axes, from.size());  // all different
  if (pads.size() != 2 * axes.size()) call.fail("pads " + text(pads) + " do not fit " + text(from));
  TensorType type = call.type(0);
  Extents before(from.size(), 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = call.axis(axes[i], from.size());
    const std::int64_t first = pads[i], last = pads[axes.size() + i];
    if (std::min(first, last) < 0) call.fail("pads " + text(pads) + "; supported are those of at least 0");
    before[axis] = first;
    // Each is looked at alone, so that no sum leaves the range.
    elements({first});
    elements({last});
    type.extents[axis] += first + last;
  }
  Offsets offsets(elements(type.extents), kOutside);
  const Extents steps = strides(type.extents);
  std::int64_t first = 0;
  for (std::size_t i = 0; i < from.size(); ++i) first += before[i] * steps[i];
  const Offsets targets = strided_offsets(from, steps, first);
  for (std::size_t i = 0; i < targets.size(); ++i) offsets[targets[i]] = static_cast<std::uint32_t>(i);
  return single(std::move(type), [offsets = std::move(offsets), value](const Inputs& in, Tensor& out) {
    gather(*in[0], offsets, out, value);
  });
}

}  // namespace lop::network::graph
