// Where the windows of a convolution or of pooling lie in the image of one channel.
#pragma once

#include "models/network/graph/call.hpp"

namespace lop::network::graph {

struct Windows {
  Extents image;                    // [height, width]
  Extents out;                      // of windows: [height, width]
  std::size_t taps = 0;             // of a window
  Offsets offsets;                  // {windows, taps} in the image; kOutside in its padding
  std::vector<std::size_t> padded;  // of each window: taps in the image or its padding, and not beyond

  std::size_t count() const { return offsets.size() / taps; }
  std::size_t pixels() const { return static_cast<std::size_t>(image[0] * image[1]); }
};

/// Reads auto_pad, pads, strides and dilations.
/// kernel      [height, width]
/// may_exceed  ceil_mode: a last window may reach beyond the padding
Windows make_windows(Call& call, const Extents& kernel, bool may_exceed);

}  // namespace lop::network::graph
