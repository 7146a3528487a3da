// Rows are independent of each other, so threads share them out.
#include "models/network/image_layers.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

namespace lop::network {
namespace {

template <typename Body>
void for_each(std::size_t count, std::size_t at_a_time, Body body) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, at_a_time),
                    [&](const tbb::blocked_range<std::size_t>& range) {
                      for (std::size_t i = range.begin(); i < range.end(); ++i) body(i);
                    });
}

constexpr std::size_t kRowsAtATime = 16;

/// Where a window begins, in pixels of the image, by its number.
struct Corner {
  std::ptrdiff_t y, x;
};

Corner corner(const ImageLayer& layer, std::size_t out_width, std::size_t window) {
  const auto padding = static_cast<std::ptrdiff_t>(layer.padding);
  return {static_cast<std::ptrdiff_t>(window / out_width * layer.stride) - padding,
          static_cast<std::ptrdiff_t>(window % out_width * layer.stride) - padding};
}

/// out  {in, kernel, kernel}
void copy_window(const ImageLayer& layer, const ValueShape& input, const float* image, const Corner& at, float* out) {
  const std::size_t area = layer.kernel * layer.kernel;
  for (std::size_t i = 0; i < layer.kernel; ++i) {
    const std::ptrdiff_t y = at.y + static_cast<std::ptrdiff_t>(i);
    for (std::size_t j = 0; j < layer.kernel; ++j) {
      const std::ptrdiff_t x = at.x + static_cast<std::ptrdiff_t>(j);
      float* target = out + i * layer.kernel + j;
      const bool inside = y >= 0 && x >= 0 && y < static_cast<std::ptrdiff_t>(input.height) &&
                          x < static_cast<std::ptrdiff_t>(input.width);
      if (!inside) {
        for (std::size_t c = 0; c < input.features; ++c) target[c * area] = 0;
        continue;
      }
      const float* pixel =
          image + (static_cast<std::size_t>(y) * input.width + static_cast<std::size_t>(x)) * input.features;
      for (std::size_t c = 0; c < input.features; ++c) target[c * area] = pixel[c];
    }
  }
}

}  // namespace

Matrix convolution_windows(const ImageLayer& layer, const ValueShape& input, const Matrix& images) {
  const ValueShape out_shape = output_shape(layer, {input});
  const std::size_t windows = out_shape.rows(), count = images.rows / input.rows();
  const std::size_t across = (input.width + 2 * layer.padding - layer.kernel) / layer.stride + 1;
  Matrix out(count * windows, product_inputs(layer));
  for_each(out.rows, kRowsAtATime, [&](std::size_t r) {
    copy_window(layer, input, images.row(r / windows * input.rows()), corner(layer, across, r % windows), out.row(r));
  });
  return out;
}

Matrix max_pool(const ImageLayer& layer, const ValueShape& input, const Matrix& images) {
  const ValueShape out_shape = output_shape(layer, {input});
  const std::size_t windows = out_shape.rows(), count = images.rows / input.rows();
  Matrix out(count * windows, input.features);
  for_each(out.rows, kRowsAtATime, [&](std::size_t r) {
    const Corner at = corner(layer, out_shape.width, r % windows);
    const std::size_t first =
        r / windows * input.rows() + static_cast<std::size_t>(at.y) * input.width + static_cast<std::size_t>(at.x);
    float* most = out.row(r);
    std::copy_n(images.row(first), input.features, most);
    for (std::size_t i = 0; i < layer.kernel; ++i) {
      for (std::size_t j = 0; j < layer.kernel; ++j) {
        const float* pixel = images.row(first + i * input.width + j);
        for (std::size_t c = 0; c < input.features; ++c) most[c] = pixel[c] > most[c] ? pixel[c] : most[c];
      }
    }
  });
  return out;
}

Matrix flatten(const ValueShape& input, const Matrix& images) {
  const std::size_t rows = input.rows();
  Matrix out(images.rows / rows, input.elements());
  for_each(out.rows, 1, [&](std::size_t image) {
    for (std::size_t r = 0; r < rows; ++r) {
      const float* pixel = images.row(image * rows + r);
      for (std::size_t c = 0; c < input.features; ++c) out(image, c * rows + r) = pixel[c];
    }
  });
  return out;
}

Matrix with_class_token(const ValueShape& input, const Matrix& rows, const std::vector<float>& token) {
  const std::size_t count = rows.rows / input.rows();
  Matrix out(count * (input.rows() + 1), rows.columns);
  for (std::size_t image = 0; image < count; ++image) {
    float* first = out.row(image * (input.rows() + 1));
    std::copy(token.begin(), token.end(), first);
    std::copy_n(rows.row(image * input.rows()), input.elements(), first + rows.columns);
  }
  return out;
}

Matrix selected_tokens(const ValueShape& input, const Matrix& rows, std::size_t index) {
  Matrix out(rows.rows / input.rows(), rows.columns);
  for (std::size_t image = 0; image < out.rows; ++image) {
    std::copy_n(rows.row(image * input.rows() + index), rows.columns, out.row(image));
  }
  return out;
}

}  // namespace lop::network
