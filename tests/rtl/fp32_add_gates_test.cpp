// The gates of the FP32 adder against the host's IEEE 754: every class against every class, and random codes.
#include <vector>

#include "sim/cosim/operand_source.hpp"
#include "tests/models/formats/exact_oracle.hpp"
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

/// Of a finite number with FP32's exponent and one mantissa bit more.
test::Rational wide_value(std::uint64_t code) {
  const auto magnitude = static_cast<std::uint32_t>(code);
  const test::Rational value = test::number_of({8, 24, 127, true}, magnitude).magnitude;
  return code >> 32 != 0 ? test::Rational(-value) : value;
}

TEST(Adder, RoundsOperandsOfOneMantissaBitMoreOnce) {
  RtlModel gates(build_gates("fp32_add", {}, "-GMantissaBits=24", "fp32_add_24"), 1);
  RtlPort a_port = gates.port("a_i"), b_port = gates.port("b_i"), sum = gates.port("sum_o");
  Comparison comparison;
  Random random(13);
  for (int i = 0; i < 100'000; ++i) {
    // Finite, of neighbouring exponents; every fourth around the lowest ones.
    const std::uint64_t bits = random.next();
    const std::uint64_t field = (bits >> 56) % (i % 4 == 0 ? 32 : 255), other = (field + random.below(60)) % 255;
    const std::uint64_t a = (bits & 0x100ffffff) | field << 24, b = (random.next() & 0x100ffffff) | other << 24;
    a_port.set(a);
    b_port.set(b);
    gates.eval();
    const test::Rational exact = wide_value(a) + wide_value(b);
    const bool negative = exact < 0 || (exact == 0 && (a & b) >> 32 != 0);
    const std::uint32_t code =
        test::code_of(test::kFp32Definition, negative, abs(exact), formats::Rounding::kNearestEven, false);
    comparison.compare(sum.value(), code, [&] { return std::to_string(a) + " + " + std::to_string(b); });
  }
  comparison.expect_equal();
}

TEST(Adder, AForgottenStickyBitIsFound) {
  Adder adder(build_broken_gates("fp32_add", "",
                                 {"fp32_add_sticky", "common/fp32_add.sv", "y_moved[0] | y_lost}", "y_moved[0]}"}));
  compare_corners(adder).expect_different();
}

}  // namespace
}  // namespace lop::cosim
