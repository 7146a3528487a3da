// The gates of the FP32 adder against IEEE 754 as the host computes it: every class against every class, and random codes.
#include "tests/rtl/fp32_corners.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

std::uint32_t host_sum(std::uint32_t a_code, std::uint32_t b_code) {
  float a, b;
  std::memcpy(&a, &a_code, sizeof a);
  std::memcpy(&b, &b_code, sizeof b);
  volatile float sum = a + b;
  const float value = sum;
  if (value != value) return 0x7fc00000;
  std::uint32_t code;
  std::memcpy(&code, &value, sizeof code);
  return code;
}

class Adder {
 public:
  explicit Adder(const std::filesystem::path& gates = build_gates("fp32_add"))
      : gates_(gates, 1), a_(gates_.port("a_i")), b_(gates_.port("b_i")), sum_(gates_.port("sum_o")) {}

  void compare_with_host(std::uint32_t a, std::uint32_t b, Comparison& comparison) {
    a_.set(a);
    b_.set(b);
    gates_.eval();
    comparison.compare(sum_.value(), host_sum(a, b), [&] { return std::to_string(a) + " + " + std::to_string(b); });
  }

 private:
  RtlModel gates_;
  RtlPort a_, b_, sum_;
};

/// Sums of every pair of corners.
Comparison compare_corners(Adder& adder) {
  Comparison comparison;
  const std::vector<std::uint32_t> corners = fp32_corners();
  for (const std::uint32_t a : corners) {
    for (const std::uint32_t b : corners) adder.compare_with_host(a, b, comparison);
  }
  return comparison;
}

TEST(Adder, IsIeeeOnEveryPairOfCorners) {
  Adder adder;
  compare_corners(adder).expect_equal();
}

TEST(Adder, IsIeeeOnRandomCodesOfAllAndOfNeighbouringExponents) {
  Adder adder;
  Comparison comparison;
  Random random(11);
  for (int i = 0; i < 4'000'000; ++i) {
    const auto [a, b] = fp32_pair(random, i % 2 == 0);
    adder.compare_with_host(a, b, comparison);
  }
  comparison.expect_equal();
}

TEST(Adder, AForgottenStickyBitIsFound) {
  Adder adder(
      build_broken_gates("fp32_add", "", {"fp32_add_sticky", "common/fp32_add.sv", "y_moved[0] | y_lost}", "y_moved[0]}"}));
  compare_corners(adder).expect_different();
}

}  // namespace
}  // namespace lop::cosim
