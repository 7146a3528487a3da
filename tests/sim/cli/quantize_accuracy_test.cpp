// lopsim quantize on shipped weights against a quantiser written apart from it, and every shipped configuration once.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>

#include "tests/models/quantizers/slow_oracle.hpp"
#include "tests/sim/cli/program.hpp"
#include "tests/sim/cli/tiny_system.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli::test {
namespace {

const std::string kWeights = std::string(LOP_SOURCE_DIR) + "/workloads/presidents_block0.safetensors";
const std::vector<std::string> kMatrices = {"q.weight",    "k.weight",  "v.weight",   "o.weight",
                                            "gate.weight", "up.weight", "down.weight"};

/// The SQNR of a row of the table.
double sqnr_of(const std::string& table, const std::string& name) {
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, a, b, c;
    words >> first >> a >> b;
    if (first != name) continue;
    if (b != "tensors") words >> c;  // "N x K" or "N tensors"
    double sqnr_db = 0;
    words >> sqnr_db;
    return sqnr_db;
  }
  ADD_FAILURE() << "no row " << name << " in\n" << table;
  return 0;
}

/// Pooled over the seven matrices in groups of 128 under FP16 scales.
double slow_sqnr_db(const workloads::TensorFile& file, const std::string& mode, bool plain) {
  constexpr std::size_t kGroup = 128;
  double signal = 0, noise = 0;
  for (const std::string& name : kMatrices) {
    const auto weights = file.read_matrix(name);
    for (std::size_t begin = 0; begin < weights.values.size(); begin += kGroup) {  // which divides every width
      const std::vector<float> group(weights.values.begin() + static_cast<std::ptrdiff_t>(begin),
                                     weights.values.begin() + static_cast<std::ptrdiff_t>(begin + kGroup));
      const lop::test::SlowGroup slow = lop::test::slow_group(group, mode, plain, false, true);
      for (std::size_t i = 0; i < kGroup; ++i) {
        signal += std::pow(double{group[i]}, 2);
        noise += std::pow(slow.values[i] * slow.scale - double{group[i]}, 2);
      }
    }
  }
  return 10 * std::log10(signal / noise);
}

TEST(QuantizeAccuracy, PooledErrorsOfShippedWeightsAreThoseOfTheSlowQuantiser) {
  const TinySystem folder;
  std::string names;
  for (const std::string& name : kMatrices) names += (names.empty() ? "" : ", ") + name;
  folder.write("q.yaml", "weight_mode: int4\ngroup_size: 128\nscale_precision: fp16\ntensors: [" + names + "]\n");
  const workloads::TensorFile file(kWeights);
  double previous = 0;
  // In the order of their accuracy, at 3 bits and then at 4.
  for (const auto& [mode, plain] : {std::pair<const char*, bool>{"int3", false},
                                    {"fp3", true},
                                    {"uint3", false},
                                    {"fp3", false},
                                    {"int4", false},
                                    {"fp4", true},
                                    {"uint4", false},
                                    {"fp4", false}}) {
    const Ran ran = lopsim(folder.folder(), {"quantize", kWeights, "--config", "q.yaml", "--out", "q.safetensors",
                                             "--set", std::string("weight_mode=") + mode, "--set",
                                             std::string("plain=") + (plain ? "true" : "false")});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const double expected = slow_sqnr_db(file, mode, plain);
    EXPECT_NEAR(sqnr_of(ran.out, "pooled"), expected, 0.005 + 1e-9) << mode << " plain " << plain;  // as printed
    EXPECT_GT(expected, previous);
    previous = expected;
  }
}

TEST(QuantizeAccuracy, EveryShippedConfigurationRuns) {
  const TinySystem folder;
  std::size_t ran_files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(LOP_SOURCE_DIR) + "/configs/quantize")) {
    const Ran ran =
        lopsim(folder.folder(), {"quantize", kWeights, "--config", entry.path().string(), "--out", "q.safetensors"});
    EXPECT_EQ(ran.exit_code, 0) << entry.path() << ran.err;
    EXPECT_GT(sqnr_of(ran.out, "pooled"), 10) << entry.path();
    ++ran_files;
  }
  EXPECT_GE(ran_files, 10u);
}

}  // namespace
}  // namespace lop::cli::test
