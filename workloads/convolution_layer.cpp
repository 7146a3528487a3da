// Keys of a convolution, checked.
#include "workloads/convolution_layer.hpp"

#include <vector>

#include "workloads/limits.hpp"

namespace lop::workloads {
namespace {

tensor::Plane read_plane(const config::Map& layer, const std::string& key, std::int64_t least) {
  const std::vector<std::int64_t> pair = layer.integers(key, least, kPlaneMax);
  if (pair.size() != 2) {
    layer.fail(key, "expected two integers [height, width], found " + std::to_string(pair.size()));
  }
  return {pair[0], pair[1]};
}

void check_divides(const config::Map& layer, std::int64_t groups, const std::string& what, std::int64_t channels) {
  if (channels % groups == 0) return;
  layer.fail("groups", "expected a divisor of " + what + " (" + std::to_string(channels) + ")");
}

}  // namespace

Layer convolution_layer(const std::string& name, const tensor::Convolution& convolution, std::int64_t count) {
  Layer layer;
  layer.name = name;
  layer.m = convolution.m();
  layer.k = convolution.k();
  layer.n = convolution.n();
  layer.count = count * convolution.groups;
  layer.convolution = convolution;
  return layer;
}

tensor::Convolution read_convolution(const config::Map& layer) {
  tensor::Convolution convolution;
  const std::vector<std::int64_t> input = layer.integers("input", 1, kExtentMax);
  if (input.size() != 3) {
    layer.fail("input", "expected three integers [channels, height, width], found " + std::to_string(input.size()));
  }
  convolution.channels = input[0];
  convolution.input = {input[1], input[2]};
  if (input[1] > kPlaneMax || input[2] > kPlaneMax) layer.fail("input", "has a height or width of more than 2^16");
  convolution.output_channels = layer.integer("output_channels", 1, kExtentMax);
  convolution.kernel = read_plane(layer, "kernel", 1);
  if (layer.has("stride")) convolution.stride = read_plane(layer, "stride", 1);
  if (layer.has("dilation")) convolution.dilation = read_plane(layer, "dilation", 1);
  if (layer.has("padding")) convolution.padding = read_plane(layer, "padding", 0);
  if (layer.has("batch")) convolution.batch = layer.integer("batch", 1, kCountMax);
  if (layer.has("groups")) {
    convolution.groups = layer.integer("groups", 1, kCountMax);
    check_divides(layer, convolution.groups, "the input's channels", convolution.channels);
    check_divides(layer, convolution.groups, "output_channels", convolution.output_channels);
  }
  if (convolution.out_height() == 0 || convolution.out_width() == 0) {
    layer.fail("kernel", "with its dilation it is larger than the input with its padding");
  }
  if (convolution.m() > kExtentMax || convolution.k() > kExtentMax) {
    layer.fail("input", "the windows have " + std::to_string(convolution.m()) + " places of " +
                            std::to_string(convolution.k()) + " elements; expected at most 2^24 of either");
  }
  return convolution;
}

}  // namespace lop::workloads
