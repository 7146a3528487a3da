// lopsim quantize: what it stores means what its table says.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <sstream>

#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli::test {
namespace {

constexpr const char* kConfig = "weight_mode: fp4\ngroup_size: 16\nscale_bits: 8\nsecond_level: int8\ntensors: [w]\n";

float float_at(const workloads::Tensor& tensor, std::size_t index) {
  float value;
  std::memcpy(&value, tensor.bytes.data + 4 * index, sizeof value);
  return value;
}

/// Element of a row of 4-bit codes, lowest bits first.
unsigned nibble(const workloads::Tensor& codes, std::size_t row, std::size_t column) {
  return codes.bytes.data[row * codes.shape[1] + column / 2] >> (column % 2 * 4) & 15u;
}

double fp4_value(unsigned code, unsigned special) {
  constexpr double kMagnitudes[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
  constexpr double kSpecials[] = {5, -5, 8, -8};
  if (code == 8) return kSpecials[special];
  return (code & 8 ? -1 : 1) * kMagnitudes[code & 7];
}

TEST(Quantize, StoredCodesAndScalesGiveTheErrorOfTheTable) {
  const TinySystem system;
  system.write("q.yaml", kConfig);
  const Ran ran = lopsim(system.folder(), {"quantize", "tiny.safetensors", "--config", "q.yaml", "--out", "q.safetensors"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const workloads::TensorFile original(system / "tiny.safetensors"), stored(system / "q.safetensors");
  const auto weights = original.read_matrix("w");
  const auto &codes = stored.tensor("w.codes"), &scales = stored.tensor("w.scale_codes"), &specials = stored.tensor("w.special");
  ASSERT_EQ(codes.shape, (std::vector<std::uint64_t>{11, 18}));
  ASSERT_EQ(scales.shape, (std::vector<std::uint64_t>{11, 3}));
  double signal = 0, noise = 0, largest = 0;
  for (std::size_t row = 0; row < 11; ++row) {
    for (std::size_t column = 0; column < 36; ++column) {
      const std::size_t group = row * 3 + column / 16;
      const double value = fp4_value(nibble(codes, row, column), specials.bytes.data[group]) * scales.bytes.data[group] *
                           static_cast<double>(float_at(stored.tensor("w.channel_scale"), row));
      const double error = value - static_cast<double>(weights(row, column));
      signal += std::pow(static_cast<double>(weights(row, column)), 2);
      noise += error * error;
      largest = std::fmax(largest, std::abs(error));
    }
  }
  std::istringstream lines(ran.out.substr(ran.out.find("\nw ") + 1));
  std::string name, rows, by, columns;
  double sqnr_db = 0, cosine = 0, max_error = 0, bits = 0;
  lines >> name >> rows >> by >> columns >> sqnr_db >> cosine >> max_error >> bits;
  EXPECT_NEAR(sqnr_db, 10 * std::log10(signal / noise), 0.005 + 1e-9);   // as printed
  EXPECT_NEAR(max_error, largest, 1e-3 * largest);
  EXPECT_NEAR(bits, 4 + (3 * 10 + 32) / 36.0, 5e-5 + 1e-9);
}

TEST(Quantize, TensorsThatAreNotChosenStayAsTheyWere) {
  const TinySystem system;
  system.write("q.yaml", kConfig);
  const Ran ran = lopsim(system.folder(), {"quantize", "tiny.safetensors", "--config", "q.yaml", "--out", "q.safetensors"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("left alone: x"), std::string::npos) << ran.out;
  const workloads::TensorFile original(system / "tiny.safetensors"), stored(system / "q.safetensors");
  EXPECT_EQ(original.read_fp16_codes("x").values, stored.read_fp16_codes("x").values);
  EXPECT_FALSE(stored.has("w"));
}

TEST(Quantize, BadOnesAreExitCodeTwo) {
  const TinySystem system;
  system.write("q.yaml", kConfig);
  const auto quantize = [&](const std::string& in, const std::string& override_text) {
    return lopsim(system.folder(), {"quantize", in, "--config", "q.yaml", "--out", "q.safetensors", "--set", override_text});
  };
  EXPECT_EQ(quantize("nowhere.safetensors", "group_size=16").exit_code, 2);
  EXPECT_EQ(quantize("system.yaml", "group_size=16").exit_code, 2);
  EXPECT_EQ(quantize("tiny.safetensors", "group_size=0").exit_code, 2);
  EXPECT_EQ(quantize("tiny.safetensors", "weight_mode=int9").exit_code, 2);
  EXPECT_EQ(quantize("tiny.safetensors", "tensors=[v]").exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(system / "q.safetensors"));
}

}  // namespace
}  // namespace lop::cli::test
