// Places of windows.
#include "models/tensor/convolution.hpp"

namespace lop::tensor {

std::int64_t window_places(std::int64_t input, std::int64_t kernel, std::int64_t stride, std::int64_t dilation,
                           std::int64_t padding) {
  const std::int64_t room = input + 2 * padding - ((kernel - 1) * dilation + 1);
  return room < 0 ? 0 : room / stride + 1;
}

std::int64_t Convolution::out_height() const {
  return window_places(input.height, kernel.height, stride.height, dilation.height, padding.height);
}

std::int64_t Convolution::out_width() const {
  return window_places(input.width, kernel.width, stride.width, dilation.width, padding.width);
}

}  // namespace lop::tensor
