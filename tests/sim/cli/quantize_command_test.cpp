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
  const Ran ran =
      lopsim(system.folder(), {"quantize", "tiny.safetensors", "--config", "q.yaml", "--out", "q.safetensors"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const workloads::TensorFile original(system / "tiny.safetensors"), stored(system / "q.safetensors");
  const auto weights = original.read_matrix("w");
  const auto &codes = stored.tensor("w.codes"), &scales = stored.tensor("w.scale_codes"),
             &specials = stored.tensor("w.special");
  ASSERT_EQ(codes.shape, (std::vector<std::uint64_t>{11, 18}));
  ASSERT_EQ(scales.shape, (std::vector<std::uint64_t>{11, 3}));
  double signal = 0, noise = 0, largest = 0;
  for (std::size_t row = 0; row < 11; ++row) {
    for (std::size_t column = 0; column < 36; ++column) {
      const std::size_t group = row * 3 + column / 16;
      const double value = fp4_value(nibble(codes, row, column), specials.bytes.data[group]) *
                           scales.bytes.data[group] *
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
  EXPECT_NEAR(sqnr_db, 10 * std::log10(signal / noise), 0.005 + 1e-9);  // as printed
  EXPECT_NEAR(max_error, largest, 1e-3 * largest);
  EXPECT_NEAR(bits, 4 + (3 * 10 + 32) / 36.0, 5e-5 + 1e-9);
}

TEST(Quantize, TensorsThatAreNotChosenStayAsTheyWere) {
  const TinySystem system;
  system.write("q.yaml", kConfig);
  const Ran ran =
      lopsim(system.folder(), {"quantize", "tiny.safetensors", "--config", "q.yaml", "--out", "q.safetensors"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("left alone: x"), std::string::npos) << ran.out;
  const workloads::TensorFile original(system / "tiny.safetensors"), stored(system / "q.safetensors");
  EXPECT_EQ(original.read_fp16_codes("x").values, stored.read_fp16_codes("x").values);
  EXPECT_FALSE(stored.has("w"));
}

/// w of int8 codes with a scale a row, in the domain that was quantised.
double stored_value(const workloads::TensorFile& stored, std::size_t row, std::size_t column) {
  const auto code = static_cast<std::int8_t>(stored.tensor("w.codes").bytes.data[row * 36 + column]);
  return code * static_cast<double>(float_at(stored.tensor("w.group_scale"), row));
}

Ran quantize_int8(const TinySystem& system, const std::string& more) {
  system.write("q.yaml", "weight_mode: int8\ngranularity: channel\ntensors: [w]\n" + more);
  const Ran ran =
      lopsim(system.folder(), {"quantize", "tiny.safetensors", "--config", "q.yaml", "--out", "q.safetensors"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return ran;
}

TEST(Quantize, ARotationIsStoredRotatedAndJudgedUnrotated) {
  const TinySystem system;
  const Ran ran = quantize_int8(system, "hadamard: 4\n");
  const workloads::TensorFile original(system / "tiny.safetensors"), stored(system / "q.safetensors");
  const auto weights = original.read_matrix("w");
  double largest = 0;
  for (std::size_t row = 0; row < 11; ++row) {
    for (std::size_t begin = 0; begin < 36; begin += 4) {
      // H of size 4 over 2 is its own inverse.
      const double a = stored_value(stored, row, begin), b = stored_value(stored, row, begin + 1),
                   c = stored_value(stored, row, begin + 2), d = stored_value(stored, row, begin + 3);
      const double back[] = {(a + b + c + d) / 2, (a - b + c - d) / 2, (a + b - c - d) / 2, (a - b - c + d) / 2};
      for (std::size_t i = 0; i < 4; ++i) {
        largest = std::fmax(largest, std::abs(back[i] - static_cast<double>(weights(row, begin + i))));
      }
    }
  }
  std::istringstream pooled(ran.out.substr(ran.out.find("\npooled") + 1));
  std::string name, count, tensors;
  double sqnr_db = 0, cosine = 0, max_error = 0;
  pooled >> name >> count >> tensors >> sqnr_db >> cosine >> max_error;
  EXPECT_NEAR(max_error, largest, 1e-3 * largest);
  EXPECT_GT(sqnr_db, 30);
}

TEST(Quantize, SmoothedWeightsAreMultipliedByTheStoredScales) {
  const TinySystem system;
  quantize_int8(system, "smoothing: {exponent: 0.5, statistics: {w: x}}\n");
  const workloads::TensorFile original(system / "tiny.safetensors"), stored(system / "q.safetensors");
  const auto weights = original.read_matrix("w"), activations = original.read_matrix("x");
  for (std::size_t column = 0; column < 36; ++column) {
    double x = 0, w = 0;
    for (std::size_t row = 0; row < 5; ++row) x = std::fmax(x, std::abs(static_cast<double>(activations(row, column))));
    for (std::size_t row = 0; row < 11; ++row) w = std::fmax(w, std::abs(static_cast<double>(weights(row, column))));
    const double scale = static_cast<double>(float_at(stored.tensor("w.smoothing"), column));
    EXPECT_NEAR(scale, x == 0 || w == 0 ? 1 : std::sqrt(x / w), 1e-6 * scale);
    for (std::size_t row = 0; row < 11; ++row) {
      const double step = static_cast<double>(float_at(stored.tensor("w.group_scale"), row));
      EXPECT_NEAR(stored_value(stored, row, column), static_cast<double>(weights(row, column)) * scale, 0.5001 * step);
    }
  }
}

workloads::StoredTensor floats(const std::string& name, std::vector<std::uint64_t> shape,
                               const std::vector<float>& values) {
  workloads::StoredTensor tensor{name, workloads::Dtype::kF32, std::move(shape),
                                 std::vector<std::uint8_t>(4 * values.size())};
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

TEST(Quantize, ANanIsRefusedByTensorAndIndexOrPropagates) {
  const TinySystem system;
  workloads::write_safetensors(system / "nan.safetensors",
                               {floats("good", {1, 2}, {1, 2}), floats("bad", {2, 3}, {1, 2, 3, 4, std::nanf(""), 6})});
  for (const char* extra : {"", "hadamard: 1\n"}) {
    system.write("q.yaml", std::string("weight_mode: int8\ngranularity: channel\n") + extra);
    const std::vector<std::string> command = {"quantize", "nan.safetensors", "--config",
                                              "q.yaml",   "--out",           "q.safetensors"};
    const Ran refused = lopsim(system.folder(), command);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_NE(refused.err.find("bad"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("[1, 1] is nan"), std::string::npos) << refused.err;
    std::vector<std::string> propagating = command;
    propagating.insert(propagating.end(), {"--set", "not_finite=propagate"});
    const Ran ran = lopsim(system.folder(), propagating);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.substr(ran.out.find("\npooled")).find("nan"), std::string::npos) << ran.out;
  }
}

TEST(Quantize, EmptyMatricesAreQuantisedToEmptyCodes) {
  const TinySystem system;
  workloads::write_safetensors(system / "empty.safetensors",
                               {floats("rows", {0, 8}, {}), floats("columns", {3, 0}, {})});
  for (const char* weight_mode : {"fp4", "olive4", "trit_planes", "mxfp4"}) {
    system.write("q.yaml",
                 std::string("weight_mode: ") + weight_mode + "\n" + (weight_mode[0] == 'm' ? "" : "group_size: 4\n"));
    const Ran ran =
        lopsim(system.folder(), {"quantize", "empty.safetensors", "--config", "q.yaml", "--out", "q.safetensors"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const workloads::TensorFile stored(system / "q.safetensors");
    EXPECT_EQ(stored.tensor("rows.codes").shape[0], 0u);
    EXPECT_EQ(stored.tensor("columns.codes").shape, (std::vector<std::uint64_t>{3, 0}));
  }
}

TEST(Quantize, BadOnesAreExitCodeTwo) {
  const TinySystem system;
  system.write("q.yaml", kConfig);
  const auto quantize = [&](const std::string& in, const std::string& override_text) {
    return lopsim(system.folder(),
                  {"quantize", in, "--config", "q.yaml", "--out", "q.safetensors", "--set", override_text});
  };
  EXPECT_EQ(quantize("nowhere.safetensors", "group_size=16").exit_code, 2);
  EXPECT_EQ(quantize("system.yaml", "group_size=16").exit_code, 2);
  EXPECT_EQ(quantize("tiny.safetensors", "group_size=0").exit_code, 2);
  EXPECT_EQ(quantize("tiny.safetensors", "weight_mode=int9").exit_code, 2);
  EXPECT_EQ(quantize("tiny.safetensors", "tensors=[v]").exit_code, 2);
  for (const char* bad :
       {"group_sise=16", "hadamard=5", "hadamard=16", "peak=2", "candidates=[int4]", "clip={from: 90, to: 80, step: 1}",
        "clip={from: 90}", "rounding=up", "smoothing={exponent: 0.3, statistics: {w: x}}",
        "smoothing={exponent: 0.5, statistics: {v: x}}", "smoothing={exponent: 0.5, statistics: {x: w}}",
        "weight_mode=mxfp4", "weight_mode=trit_planes", "scale_precision=fp16"}) {
    const Ran ran = quantize("tiny.safetensors", bad);
    EXPECT_EQ(ran.exit_code, 2) << bad;
    EXPECT_FALSE(ran.err.empty());
  }
  EXPECT_FALSE(std::filesystem::exists(system / "q.safetensors"));
}

}  // namespace
}  // namespace lop::cli::test
