// The shape of a convolution, and of the GEMM that its windows make.
#pragma once

#include <cstdint>
#include <tuple>

namespace lop::tensor {

/// Down and across.
struct Plane {
  std::int64_t height = 1, width = 1;

  auto tied() const { return std::tie(height, width); }
};

/// shapes  input {batch, input.height, input.width, channels}, weights {output_channels, kernel.height, kernel.width,
///         channels / groups}, output {batch, out_height, out_width, output_channels}; groups divides both numbers of
///         channels, and the padded input holds a window
struct Convolution {
  std::int64_t batch = 1, channels = 1, output_channels = 1, groups = 1;
  Plane input, kernel, stride, dilation;
  Plane padding{0, 0};  // on either side

  std::int64_t out_height() const;
  std::int64_t out_width() const;
  std::int64_t group_channels() const { return channels / groups; }

  /// The GEMM of one group: output pixels, images and rows slowest; elements of a window in the order kernel row,
  /// kernel column, channel; output channels.
  std::int64_t m() const { return batch * out_height() * out_width(); }
  std::int64_t k() const { return kernel.height * kernel.width * group_channels(); }
  std::int64_t n() const { return output_channels / groups; }

  auto tied() const {
    return std::tuple_cat(std::tie(batch, channels, output_channels, groups), input.tied(), kernel.tied(),
                          stride.tied(), dilation.tied(), padding.tied());
  }
};

inline bool operator==(const Convolution& a, const Convolution& b) { return a.tied() == b.tied(); }
inline bool operator<(const Convolution& a, const Convolution& b) { return a.tied() < b.tied(); }

/// Places of a window of `kernel` elements, `dilation` apart, on a line of `input` elements; 0 when it is too short.
std::int64_t window_places(std::int64_t input, std::int64_t kernel, std::int64_t stride, std::int64_t dilation,
                           std::int64_t padding);

}  // namespace lop::tensor
