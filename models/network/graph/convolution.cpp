// A convolution as the product of its windows: inputs in the order channel, row, column.
#include <algorithm>

#include "models/network/graph/operators.hpp"
#include "models/network/graph/windows.hpp"

namespace lop::network::graph {

Operation make_conv(Call& call) {
  const Tensor& weights = call.constant(1, "its weight");
  const Extents& from = call.float_extents(0);
  const Extents shape = call.float_extents(1);  // [outputs, inputs of a group, height, width]
  if (from.size() != 4 || shape.size() != 4) {
    call.fail("its input is " + text(from) + ", its weight " + text(shape) +
              "; supported are images of two dimensions");
  }
  const Extents kernel(shape.begin() + 2, shape.end());
  if (call.integers("kernel_shape", kernel) != kernel)
    call.fail("kernel_shape is not that of its weight, " + text(shape));
  const std::int64_t groups = call.integer("group", 1);
  if (groups < 1 || groups > shape[0] || shape[0] % groups != 0 || shape[1] > from[1] || shape[1] * groups != from[1]) {
    call.fail("its input is " + text(from) + ", its weight " + text(shape) + ", in " + std::to_string(groups) +
              " groups; expected as many channels as weights, and outputs in equal groups");
  }
  std::vector<float> bias(static_cast<std::size_t>(shape[0]), 0.0f);
  if (call.has(2)) {
    call.expect_extents(2, {shape[0]}, "its bias");
    bias = call.constant(2, "its bias").floats;
  }
  const Windows windows = make_windows(call, kernel, false);
  const auto channels = static_cast<std::size_t>(shape[1]);
  Linear linear;
  linear.weights.rows = static_cast<std::size_t>(shape[0]);
  linear.weights.columns = channels * windows.taps;
  linear.weights.values = weights.floats;
  linear.groups = static_cast<std::size_t>(groups);
  linear.rows = windows.count();
  elements({static_cast<std::int64_t>(linear.rows), static_cast<std::int64_t>(linear.weights.columns)});
  linear.take = [windows, channels](const Inputs& in, std::size_t group, float* rows) {
    const float* first = in[0]->floats.data() + group * channels * windows.pixels();
    for (std::size_t w = 0; w < windows.count(); ++w) {
      const std::uint32_t* offsets = windows.offsets.data() + w * windows.taps;
      for (std::size_t c = 0; c < channels; ++c) {
        const float* pixels = first + c * windows.pixels();
        for (std::size_t t = 0; t < windows.taps; ++t) *rows++ = offsets[t] == kOutside ? 0 : pixels[offsets[t]];
      }
    }
  };
  const std::size_t outputs = linear.outputs(), count = windows.count();
  linear.give = [outputs, count](const float* products, std::size_t group, Tensor& out) {
    for (std::size_t w = 0; w < count; ++w) {
      for (std::size_t n = 0; n < outputs; ++n) out.floats[(group * outputs + n) * count + w] = *products++;
    }
  };
  if (call.has(2)) {
    linear.finish = [bias, count](const Inputs&, Tensor& out) {
      for (std::size_t i = 0; i < out.floats.size(); ++i) out.floats[i] += bias[i / count];
    };
  }
  Operation operation;
  operation.outputs = {{ElementType::kFloat, {from[0], shape[0], windows.out[0], windows.out[1]}}};
  operation.macs = std::uint64_t{linear.rows} * linear.weights.values.size();
  operation.linear = std::move(linear);
  return operation;
}

}  // namespace lop::network::graph
