// The gates of the OliVe slice on every pair of weight codes beside every pair of activation codes.
#include <gtest/gtest.h>

#include "sim/cosim/dot_product.hpp"
#include "sim/cosim/rtl_build.hpp"

namespace lop::cosim {
namespace {

TEST(OlivePairs, AreDecodedAlikeInValuesAndGates) {
  const auto slice = pe::make_slice("olive");
  const auto gates = make_rtl_witness(*slice, {}, find_or_build({slice.get(), {}, false, {}, {}}), 3);
  const auto grid = slice->make_grid(1, 1);
  for (const int mode : {0, 1}) {
    ASSERT_EQ(slice->lanes(mode), 4);
    for (std::uint32_t a = 0; a < 256; ++a) {
      for (std::uint32_t w = 0; w < 256; ++w) {
        DotProduct dot;
        dot.activations = {a % 16, a / 16, 0, 0};
        dot.weights = {w % 16, w / 16, 0, 0};
        if (w % 2 == 1) {  // in the second pair of lanes
          dot.activations = {0, 0, a % 16, a / 16};
          dot.weights = {0, 0, w % 16, w / 16};
        }
        ASSERT_EQ(dot_from_values(*slice, *grid, mode, dot).accumulator,
                  dot_from_gates(*slice, *gates, mode, dot).accumulator)
            << slice->modes()[static_cast<std::size_t>(mode)] << " " << a << " " << w;
      }
    }
  }
}

}  // namespace
}  // namespace lop::cosim
