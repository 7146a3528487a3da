// The gates of the FP32 adder against IEEE 754 as the host computes it: every class against every class, and random codes.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/rtl_model.hpp"

namespace lop::cosim {
namespace {

std::filesystem::path build_adder() {
  const std::filesystem::path file = std::filesystem::path(LOP_BINARY_DIR) / "rtl" / "fp32_add.so";
  const std::string command = "bash " LOP_SOURCE_DIR "/scripts/verilate.sh --top fp32_add --out " + file.string();
  EXPECT_EQ(std::system(command.c_str()), 0);
  return file;
}

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

class Adder : public testing::Test {
 protected:
  Adder() : gates_(build_adder(), 1), a_(gates_.port("a_i")), b_(gates_.port("b_i")), sum_(gates_.port("sum_o")) {}

  void expect_host_sum(std::uint32_t a, std::uint32_t b) {
    a_.set(a);
    b_.set(b);
    gates_.eval();
    ASSERT_EQ(sum_.value(), host_sum(a, b)) << std::hex << a << " + " << b;
  }

 private:
  RtlModel gates_;
  RtlPort a_, b_, sum_;
};

TEST_F(Adder, IsIeeeOnEveryPairOfCorners) {
  std::vector<std::uint32_t> corners;
  for (const std::uint32_t exponent : {0u, 1u, 2u, 23u, 24u, 25u, 26u, 126u, 127u, 128u, 150u, 253u, 254u, 255u}) {
    for (const std::uint32_t mantissa : {0u, 1u, 2u, 3u, 0x3fffffu, 0x400000u, 0x400001u, 0x7ffffeu, 0x7fffffu}) {
      corners.push_back(exponent << 23 | mantissa);
      corners.push_back(0x80000000u | exponent << 23 | mantissa);
    }
  }
  for (const std::uint32_t a : corners) {
    for (const std::uint32_t b : corners) expect_host_sum(a, b);
  }
}

TEST_F(Adder, IsIeeeOnRandomCodesOfAllAndOfNeighbouringExponents) {
  Random random(11);
  for (int i = 0; i < 4'000'000; ++i) {
    const std::uint64_t bits = random.next();
    const auto a = static_cast<std::uint32_t>(bits);
    auto b = static_cast<std::uint32_t>(bits >> 32);
    if (i % 2 == 0) b = (b & 0x807fffff) | ((a >> 23) + (b >> 23) % 30 - 15) % 256 << 23;
    expect_host_sum(a, b);
  }
}

}  // namespace
}  // namespace lop::cosim
