// The gates of the FP32 multiplier: FP32 products against the host's IEEE 754, FP16 ones against exact ones in FP64.
#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"
#include "tests/rtl/fp32_corners.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

constexpr const char* kTop = "fp32_multiply_units";

class Multiplier {
 public:
  explicit Multiplier(const std::filesystem::path& gates = build_gates(kTop)) : gates_(gates) {}

  void compare_with_host(std::uint32_t a, std::uint32_t b, Comparison& comparison) {
    gates_.eval(a, b);
    const auto describe = [&] { return std::to_string(a) + " x " + std::to_string(b); };
    comparison.compare(gates_.slot<std::uint32_t>(0), formats::fp32_mul(a, b), describe);
    // 48 bits fit FP64, whose range is wide enough.
    const double product = static_cast<double>(formats::fp32_value(a)) * static_cast<double>(formats::fp32_value(b));
    comparison.compare(gates_.slot<std::uint32_t>(1), formats::encode(formats::kFp16, product), describe);
  }

 private:
  UnitGates gates_;
};

Comparison compare_corners(Multiplier& multiplier) {
  Comparison comparison;
  const std::vector<std::uint32_t> corners = fp32_corners();
  for (const std::uint32_t a : corners) {
    for (const std::uint32_t b : corners) multiplier.compare_with_host(a, b, comparison);
  }
  return comparison;
}

TEST(Multiplier, IsIeeeOnEveryPairOfCorners) {
  Multiplier multiplier;
  compare_corners(multiplier).expect_equal();
}

TEST(Multiplier, IsIeeeOnRandomCodesOfAllExponentsAndOfThoseAroundTheRangeOfFp16) {
  Multiplier multiplier;
  Comparison comparison;
  Random random(12);
  for (int i = 0; i < 2'000'000; ++i) {
    auto [a, b] = fp32_pair(random, false);
    // Exponents that add up to that of a product from below FP16's least number to above its largest.
    if (i % 2 == 0) b = (b & 0x807fffff) | (224 - (a >> 23) % 256 + (b >> 23) % 50) % 256 << 23;
    multiplier.compare_with_host(a, b, comparison);
  }
  comparison.expect_equal();
}

TEST(Multiplier, AnExponentOffByOneForSubnormalsIsFound) {
  Multiplier multiplier(build_broken_gates(kTop, "",
                                           {"fp32_multiply_subnormal", "common/fp32_multiply.sv",
                                            "(b_i[30:23] == '0) ? 8'd1", "(b_i[30:23] == '0) ? 8'd0"}));
  compare_corners(multiplier).expect_different();
}

}  // namespace
}  // namespace lop::cosim
