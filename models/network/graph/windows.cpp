// Geometry, an axis after the other.
#include "models/network/graph/windows.hpp"

#include <algorithm>

namespace lop::network::graph {
namespace {

/// Along one axis.
struct Side {
  std::int64_t extent, kernel, stride = 1, dilation = 1, before = 0, after = 0, count = 0;

  std::int64_t reach() const { return (kernel - 1) * dilation + 1; }
};

std::vector<std::int64_t> sizes(Call& call, const char* name, std::size_t count, std::int64_t otherwise,
                                std::int64_t least) {
  constexpr std::int64_t kMost = 1 << 20;
  std::vector<std::int64_t> values = call.integers(name, std::vector<std::int64_t>(count, otherwise));
  const bool fit = std::all_of(values.begin(), values.end(), [&](std::int64_t v) { return v >= least && v <= kMost; });
  if (values.size() != count || !fit) {
    call.fail("attribute " + std::string(name) + " is " + text(values) + "; expected " + std::to_string(count) +
              " numbers from " + std::to_string(least) + " to 2^20: images have two dimensions");
  }
  return values;
}

/// SAME: as many windows as the stride leaves, what is missing shared out to both ends.
void pad_for_same(Side& side, bool is_upper) {
  side.count = (side.extent + side.stride - 1) / side.stride;
  const std::int64_t missing = std::max<std::int64_t>((side.count - 1) * side.stride + side.reach() - side.extent, 0);
  side.before = is_upper ? missing / 2 : missing - missing / 2;
  side.after = missing - side.before;
}

void count_windows(const Call& call, Side& side, bool may_exceed) {
  const std::int64_t room = side.extent + side.before + side.after - side.reach();
  if (room < 0) {
    call.fail("a kernel of " + std::to_string(side.reach()) + " does not fit a side of " +
              std::to_string(side.extent + side.before + side.after));
  }
  side.count = room / side.stride + 1;
  // One more, that begins in the image or the padding before it.
  if (may_exceed && room % side.stride != 0 && side.count * side.stride < side.extent + side.before) ++side.count;
}

}  // namespace

Windows make_windows(Call& call, const Extents& kernel, bool may_exceed) {
  const Extents& from = call.float_extents(0);
  if (from.size() != 4 || kernel.size() != 2 || elements(from) == 0) {
    call.fail("its input is " + text(from) + ", its kernel " + text(kernel) +
              "; supported are images of two dimensions");
  }
  const std::string automatic = call.one_of("auto_pad", {"NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"});
  const auto strides_of = sizes(call, "strides", 2, 1, 1), dilations = sizes(call, "dilations", 2, 1, 1);
  const auto pads = sizes(call, "pads", 4, 0, 0);
  if (automatic != "NOTSET" && pads != std::vector<std::int64_t>(4, 0)) call.fail("has both auto_pad and pads");
  Side sides[2];
  for (std::size_t i = 0; i < 2; ++i) {
    if (kernel[i] < 1 || kernel[i] > 1 << 20) call.fail("its kernel is " + text(kernel));
    Side& side = sides[i] = {from[2 + i], kernel[i], strides_of[i], dilations[i], pads[i], pads[2 + i]};
    if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
      pad_for_same(side, automatic == "SAME_UPPER");
    } else {
      count_windows(call, side, may_exceed);
    }
  }
  Windows windows;
  windows.image = {from[2], from[3]};
  windows.out = {sides[0].count, sides[1].count};
  windows.taps = elements(kernel);
  windows.offsets.reserve(elements({sides[0].count, sides[1].count, kernel[0], kernel[1]}));
  const auto at = [](const Side& side, std::int64_t window, std::int64_t tap) {
    return window * side.stride + tap * side.dilation - side.before;
  };
  const auto is_in = [](const Side& side, std::int64_t place) { return place >= 0 && place < side.extent; };
  for (std::int64_t window = 0; window < sides[0].count * sides[1].count; ++window) {
    std::size_t padded = 0;
    for (std::int64_t i = 0; i < kernel[0]; ++i) {
      const std::int64_t y = at(sides[0], window / sides[1].count, i);
      for (std::int64_t j = 0; j < kernel[1]; ++j) {
        const std::int64_t x = at(sides[1], window % sides[1].count, j);
        const bool is_inside = is_in(sides[0], y) && is_in(sides[1], x);
        windows.offsets.push_back(is_inside ? static_cast<std::uint32_t>(y * from[3] + x) : kOutside);
        if (y < sides[0].extent + sides[0].after && x < sides[1].extent + sides[1].after) ++padded;
      }
    }
    windows.padded.push_back(padded);
  }
  return windows;
}

}  // namespace lop::network::graph
