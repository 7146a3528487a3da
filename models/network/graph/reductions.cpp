// Operators along axes. Sums are in FP64 in rising index, so that the bits depend on nothing else.
#include <algorithm>
#include <cmath>

#include "models/network/graph/operators.hpp"
#include "models/network/image_layers.hpp"
#include "models/network/layers.hpp"

namespace lop::network::graph {
namespace {

/// Elements in runs, a run for what is kept of the index.
struct Runs {
  Extents kept;  // in order
  std::size_t length = 1;
  Offsets offsets;  // {runs, length}
};

Runs runs_along(const Extents& from, const std::vector<std::size_t>& axes) {
  Runs runs;
  const Extents own = strides(from);
  Extents along, steps, last;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const bool is_along = std::binary_search(axes.begin(), axes.end(), i);
    (is_along ? along : runs.kept).push_back(from[i]);
    (is_along ? last : steps).push_back(own[i]);
  }
  runs.length = elements(along);
  Extents all = runs.kept;
  all.insert(all.end(), along.begin(), along.end());
  steps.insert(steps.end(), last.begin(), last.end());
  runs.offsets = strided_offsets(all, steps);
  return runs;
}

Operation sums(Call& call, bool is_mean) {
  const Extents& from = call.float_extents(0);
  const bool keeps = call.flag("keepdims", true);
  std::vector<std::size_t> axes = call.axes(call.integers_of("axes", 1), from.size());
  const bool has_choice = call.opset() >= (is_mean ? 18 : 13);
  const bool may_be_none = has_choice && call.flag("noop_with_empty_axes", false);
  if (axes.empty() && !may_be_none) {
    for (std::size_t i = 0; i < from.size(); ++i) axes.push_back(i);
  }
  Runs runs = runs_along(from, axes);
  if (is_mean && runs.length == 0) call.fail("takes a mean of nothing, of " + text(from));
  Extents extents = runs.kept;
  if (keeps) {
    extents = from;
    for (const std::size_t axis : axes) extents[axis] = 1;
  }
  const double divisor = is_mean ? static_cast<double>(runs.length) : 1;
  return single({ElementType::kFloat, extents}, [runs = std::move(runs), divisor](const Inputs& in, Tensor& out) {
    for (std::size_t r = 0; r < out.floats.size(); ++r) {
      double sum = 0;
      for (std::size_t i = 0; i < runs.length; ++i) sum += in[0]->floats[runs.offsets[r * runs.length + i]];
      out.floats[r] = static_cast<float>(sum / divisor);
    }
  });
}

}  // namespace

Operation make_reduce_mean(Call& call) { return sums(call, true); }
Operation make_reduce_sum(Call& call) { return sums(call, false); }

/// Before opset 13 over all axes from the one that is named, since then over that one.
Operation make_softmax(Call& call) {
  const Extents& from = call.float_extents(0);
  const bool is_flat = call.opset() < 13;
  const std::size_t first = call.axis(call.integer("axis", is_flat ? 1 : -1), from.size());
  std::vector<std::size_t> axes = {first};
  for (std::size_t i = first + 1; is_flat && i < from.size(); ++i) axes.push_back(i);
  Runs runs = runs_along(from, axes);
  if (runs.length == 0) call.fail("is over nothing, of " + text(from));
  return single({ElementType::kFloat, from}, [runs = std::move(runs)](const Inputs& in, Tensor& out) {
    std::vector<float> run(runs.length);
    for (std::size_t r = 0; r < runs.offsets.size(); r += runs.length) {
      const std::uint32_t* offsets = runs.offsets.data() + r;
      for (std::size_t i = 0; i < runs.length; ++i) run[i] = in[0]->floats[offsets[i]];
      softmax(run.data(), runs.length);
      for (std::size_t i = 0; i < runs.length; ++i) out.floats[offsets[i]] = run[i];
    }
  });
}

Operation make_layer_normalization(Call& call) {
  const Extents& from = call.float_extents(0);
  const std::size_t axis = call.axis(call.integer("axis", -1), from.size());
  const float epsilon = call.number("epsilon", 1e-5f);
  if (call.integer("stash_type", 1) != 1) call.fail("attribute stash_type: supported is 1, FP32");
  const Extents along(from.begin() + static_cast<std::ptrdiff_t>(axis), from.end());
  const std::size_t columns = elements(along);
  if (columns == 0) call.fail("is over nothing, of " + text(from));
  call.expect_extents(1, along, "its scale");
  if (call.has(2)) call.expect_extents(2, along, "its bias");
  return single({ElementType::kFloat, from}, [columns, epsilon](const Inputs& in, Tensor& out) {
    Matrix rows;
    rows.rows = out.floats.size() / columns;
    rows.columns = columns;
    rows.values = in[0]->floats;
    const bool has_bias = in.size() > 2 && in[2] != nullptr;
    layer_norm(rows, in[1]->floats, has_bias ? in[2]->floats : std::vector<float>(columns, 0.0f), epsilon);
    out.floats = std::move(rows.values);
  });
}

/// As in inference: (x - mean) f + bias with f = scale / sqrt(variance + epsilon) in FP64, rounded once.
Operation make_batch_normalization(Call& call) {
  const Extents& from = call.float_extents(0);
  if (from.size() < 2) call.fail("its input is " + text(from) + "; expected [batch, channels, ...]");
  const double epsilon = call.number("epsilon", 1e-5f);
  call.number("momentum", 0.9f);
  if (call.opset() < 9 && !call.flag("spatial", true)) call.fail("attribute spatial: supported is 1");
  if (call.opset() >= 14 && call.flag("training_mode", false)) call.fail("attribute training_mode: supported is 0");
  const char* const names[] = {"its input", "its scale", "its bias", "its mean", "its variance"};
  const Tensor* parts[5] = {};
  for (std::size_t i = 1; i < 5; ++i) {
    call.expect_extents(i, {from[1]}, names[i]);
    parts[i] = &call.constant(i, names[i]);
  }
  std::vector<float> factors, bias = parts[2]->floats, mean = parts[3]->floats;
  for (std::size_t c = 0; c < mean.size(); ++c) {
    factors.push_back(static_cast<float>(parts[1]->floats[c] / std::sqrt(parts[4]->floats[c] + epsilon)));
  }
  const std::size_t area = elements({from.begin() + 2, from.end()});
  return single({ElementType::kFloat, from}, [=](const Inputs& in, Tensor& out) {
    for (std::size_t i = 0; i < out.floats.size(); ++i) {
      const std::size_t c = i / area % mean.size();
      out.floats[i] = (in[0]->floats[i] - mean[c]) * factors[c] + bias[c];
    }
  });
}

}  // namespace lop::network::graph
