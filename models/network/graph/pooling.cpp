// Pooling, a channel at a time.
#include <algorithm>

#include "models/network/graph/operators.hpp"
#include "models/network/graph/windows.hpp"

namespace lop::network::graph {
namespace {

Windows windows_of(Call& call) {
  const bool may_exceed = call.opset() >= 10 && call.flag("ceil_mode", false);
  Windows windows = make_windows(call, call.integers("kernel_shape", {}), may_exceed);
  for (auto first = windows.offsets.begin(); first != windows.offsets.end();) {
    const auto behind = first + static_cast<std::ptrdiff_t>(windows.taps);
    if (std::all_of(first, behind, [](std::uint32_t offset) { return offset == kOutside; })) {
      call.fail("a window lies in the padding alone");
    }
    first = behind;
  }
  return windows;
}

/// of_window(pixels of the channel, number of the window)
template <typename OfWindow>
Operation pooled(const Call& call, const Windows& windows, OfWindow of_window) {
  const Extents& from = call.extents(0);
  const std::size_t count = windows.count(), pixels = windows.pixels();
  return single({ElementType::kFloat, {from[0], from[1], windows.out[0], windows.out[1]}},
                [=](const Inputs& in, Tensor& out) {
                  for (std::size_t i = 0; i < out.floats.size(); ++i) {
                    out.floats[i] = of_window(in[0]->floats.data() + i / count * pixels, i % count);
                  }
                });
}

}  // namespace

/// What lies in the padding is not looked at.
Operation make_max_pool(Call& call) {
  Windows windows = windows_of(call);
  if (call.integer("storage_order", 0) != 0) call.fail("attribute storage_order: supported is 0");
  return pooled(call, windows, [windows](const float* pixels, std::size_t w) {
    const std::uint32_t* offsets = windows.offsets.data() + w * windows.taps;
    const std::uint32_t* first = std::find_if(offsets, offsets + windows.taps, [](auto o) { return o != kOutside; });
    float most = pixels[*first];
    for (std::size_t t = 0; t < windows.taps; ++t) {
      if (offsets[t] != kOutside && pixels[offsets[t]] > most) most = pixels[offsets[t]];
    }
    return most;
  });
}

/// The sum in FP64 over the number of pixels, or with count_include_pad of those and the padding.
Operation make_average_pool(Call& call) {
  Windows windows = windows_of(call);
  const bool counts_padding = call.flag("count_include_pad", false);
  if (call.opset() < 19 && call.has_attribute("dilations")) call.fail("attribute dilations: supported from opset 19");
  return pooled(call, windows, [windows, counts_padding](const float* pixels, std::size_t w) {
    const std::uint32_t* offsets = windows.offsets.data() + w * windows.taps;
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t t = 0; t < windows.taps; ++t) {
      if (offsets[t] == kOutside) continue;
      sum += pixels[offsets[t]];
      ++count;
    }
    return static_cast<float>(sum / static_cast<double>(counts_padding ? windows.padded[w] : count));
  });
}

Operation make_global_average_pool(Call& call) {
  const Extents& from = call.float_extents(0);
  if (from.size() < 3) call.fail("its input is " + text(from) + "; expected [batch, channels, ...]");
  Extents extents(from.size(), 1);
  std::copy_n(from.begin(), 2, extents.begin());
  const std::size_t area = elements({from.begin() + 2, from.end()});
  if (area == 0) call.fail("takes a mean of nothing, of " + text(from));
  return single({ElementType::kFloat, std::move(extents)}, [area](const Inputs& in, Tensor& out) {
    for (std::size_t i = 0; i < out.floats.size(); ++i) {
      double sum = 0;
      for (std::size_t p = 0; p < area; ++p) sum += in[0]->floats[i * area + p];
      out.floats[i] = static_cast<float>(sum / static_cast<double>(area));
    }
  });
}

}  // namespace lop::network::graph
