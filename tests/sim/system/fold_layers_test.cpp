// Small layers on arrays through which sums pass: every cycle worked out by hand, SCALE-Sim's law, and refusals.
#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <string>

#include "sim/array/weight_stationary_array.hpp"
#include "sim/fast/pe_facts.hpp"
#include "sim/system/run.hpp"

namespace lop::sim {
namespace {

class FoldLayers : public testing::TestWithParam<std::string> {
 protected:
  LayerResult run(const pe::Slice& slice, const MachineConfig& config, const LayerJob& job) const {
    return (GetParam() == "cycle" ? run_cycle : run_fast)(slice, config, {job}).front();
  }
};

INSTANTIATE_TEST_SUITE_P(Both, FoldLayers, testing::Values("fast", "cycle"),
                         [](const testing::TestParamInfo<std::string>& p) { return p.param; });

/// One burst and one cycle coincide: 64 bytes a cycle, latency 10 cycles. Memories never slow the array down.
MachineConfig wide_machine(int rows, int columns, Dataflow dataflow = Dataflow::kWeightStationary) {
  MachineConfig config;
  config.array = {rows, columns, 1, 1, dataflow};
  config.weight_buffer = config.activation_buffer = {4096, 1, 1 << 20};
  config.output_buffer = {4096, 1, 1 << 12};
  config.dram.bandwidth_gb_per_s = 64;
  config.dram.latency_ns = 10;
  return config;
}

LayerJob job(std::int64_t m, std::int64_t k, std::int64_t n) {
  LayerJob layer;
  layer.name = "layer";
  layer.m = m;
  layer.k = k;
  layer.n = n;
  return layer;
}

std::uint64_t cycles(const LayerResult& result, Cause cause) {
  return result.breakdown[static_cast<std::size_t>(cause)];
}

TEST_P(FoldLayers, TwoFoldsOfThreeTokensTakeFortyOneCycles) {
  const auto slice = pe::make_slice("int8_mac");
  const MachineConfig config = wide_machine(2, 2);
  const PeFacts facts = facts_of(*slice, 0, config.array);
  ASSERT_EQ(facts.array_fill, 3);     // 1 edge, 1 row, 1 column
  ASSERT_EQ(facts.array_latency, 6);  // and 2 of the PE, 1 of the output unit
  const LayerResult result = run(*slice, config, job(3, 3, 2));
  // Weights, a burst a channel: chosen 0, requested 1, channel until 3, arrived 13, seen 14. Activations, a burst a
  // token: chosen 2, requested 3, until 6, arrived 16, seen 17.
  // Fold 0 (2 elements of K): rows of weights 15, 16; vectors 18..20, seen that the activations are there in 17; at
  // the far corner 22..24. The swap goes with the vector of 18, so fold 1 (1 element) loads 4 cycles later, 22 and 23.
  // The sum of the vector of 18 is at the port's other end and in the output SRAM in 18 + 1 + 6 = 25 and read again in
  // 26: vectors 26..28, at the far corner 30..32; the last codes enter the output SRAM in 28 + 1 + 6 = 35.
  // Write-back, a burst a token: chosen 36, requested 37, accepted 40.
  EXPECT_EQ(cycles(result, Cause::kWaitWeight), 15u);     // 0..14
  EXPECT_EQ(cycles(result, Cause::kWaitActivation), 1u);  // 17
  EXPECT_EQ(cycles(result, Cause::kFill), 2u + 4u + 4u);  // 15, 16; 18..21; 26..29
  EXPECT_EQ(cycles(result, Cause::kCompute), 6u);         // 22..24, 30..32
  EXPECT_EQ(cycles(result, Cause::kDrain), 1u + 3u);      // 25; 33..35
  EXPECT_EQ(cycles(result, Cause::kWaitOutput), 5u);      // 36..40
  EXPECT_EQ(result.cycles, 41u);

  EXPECT_EQ(result.counts.at("pe.step"), 3u * 3u * 2u);
  EXPECT_EQ(result.counts.at("pe.idle"), 6u * 4u - 18u);
  EXPECT_EQ(result.counts.at("pe.load"), 3u * 2u);
  EXPECT_EQ(result.counts.at("weight_edge.step"), 3u * 2u);
  EXPECT_EQ(result.counts.at("activation_edge.step"), 3u * 3u);
  EXPECT_EQ(result.counts.at("output.convert"), 3u * 2u);
  EXPECT_EQ(result.counts.at("sram.weight.read"), 3u);  // the row beyond K is not read
  EXPECT_EQ(result.counts.at("sram.activation.read"), 2u * 3u);
  EXPECT_EQ(result.counts.at("sram.output.write"), 3u + 3u);  // sums, codes
  EXPECT_EQ(result.counts.at("sram.output.read"), 3u + 3u);   // sums, codes to the DRAM
  EXPECT_EQ(result.counts.at("dram.read"), 2u + 3u);
  EXPECT_EQ(result.counts.at("dram.write"), 3u);
}

TEST_P(FoldLayers, ANarrowWeightMemoryStretchesEveryRowAndANarrowActivationMemoryEveryVector) {
  const auto slice = pe::make_slice("int8_mac");
  MachineConfig config = wide_machine(4, 4);
  // Weights seen in 16, activations in 19: rows of weights 17..20, vectors from 21 on.
  const LayerResult few = run(*slice, config, job(3, 4, 4));
  config.weight_buffer = {4096, 1, 8};  // a row of 32 bits takes 4 cycles
  const LayerResult slow_rows = run(*slice, config, job(3, 4, 4));
  EXPECT_EQ(slow_rows.cycles, few.cycles + 4 * 3);
  EXPECT_EQ(cycles(slow_rows, Cause::kWaitWeight), cycles(few, Cause::kWaitWeight) + 4 * 4);
  EXPECT_EQ(slow_rows.counts.at("sram.weight.read"), 16u);

  config = wide_machine(4, 4);
  const LayerResult wide = run(*slice, config, job(50, 4, 4));
  config.activation_buffer = {4096, 1, 16};  // a vector of 32 bits takes 2 cycles
  const LayerResult slow_vectors = run(*slice, config, job(50, 4, 4));
  EXPECT_EQ(cycles(slow_vectors, Cause::kWaitActivation), cycles(wide, Cause::kWaitActivation) + 50);
  EXPECT_EQ(slow_vectors.cycles, wide.cycles + 50);
  EXPECT_EQ(slow_vectors.counts.at("sram.activation.read"), 100u);
}

TEST_P(FoldLayers, InputStationaryIsTheTransposedLayerUnderTheNamesOfTheOriginal) {
  const auto slice = pe::make_slice("int8_mac");
  MachineConfig config = wide_machine(4, 3, Dataflow::kInputStationary);
  config.weight_buffer.width_bits = 64;
  config.activation_buffer.width_bits = 128;
  const LayerResult held = run(*slice, config, job(7, 30, 64));
  config.array.dataflow = Dataflow::kWeightStationary;
  config.weight_buffer.width_bits = 128;
  config.activation_buffer.width_bits = 64;
  const LayerResult transposed = run(*slice, config, job(64, 30, 7));
  EXPECT_EQ(held.m, 7);
  EXPECT_EQ(held.n, 64);
  EXPECT_EQ(cycles(held, Cause::kCompute), 8u * 3u * 64u);  // folds of 4 elements x 3 tokens, 64 channels pass
  EXPECT_EQ(cycles(held, Cause::kCompute), cycles(transposed, Cause::kCompute));
  EXPECT_EQ(cycles(held, Cause::kWaitActivation), cycles(transposed, Cause::kWaitWeight));
  EXPECT_EQ(held.counts.at("sram.activation.read"), transposed.counts.at("sram.weight.read"));
  EXPECT_EQ(held.counts.at("sram.weight.read"), transposed.counts.at("sram.activation.read"));
  // A tile of 3 tokens x 64 channels lies in 3 rows of the outputs, 4 bursts each; the transposed one in 64.
  EXPECT_EQ(held.counts.at("dram.write"), 7u * 4u);
  EXPECT_EQ(transposed.counts.at("dram.write"), 64u * 3u);
}

TEST_P(FoldLayers, RowsBeyondKLeaveASumOfMinusZeroAsItIs) {
  // -2^-48 is rounded to minus zero in FP16; the rows behind add products of zero.
  const auto slice = pe::make_slice("fp16_mac", {{"accumulator", "fp16"}});
  LayerJob layer = job(1, 1, 1);
  auto operands = std::make_shared<tensor::GemmOperands>();
  operands->activations = {1, 1};
  operands->activations.values = {0x0001};
  operands->weights = {1, 1};
  operands->weights.values = {0x8001};
  layer.operands = operands;
  for (const Dataflow dataflow : {Dataflow::kWeightStationary, Dataflow::kInputStationary}) {
    EXPECT_EQ(run(*slice, wide_machine(4, 1, dataflow), layer).out->values, std::vector<std::uint32_t>{0x8000});
  }
}

// SCALE-Sim's law of a weight-stationary array: ceil(K/R) ceil(N/C) (M + 2R + C - 2) - 1 cycles. Every fold pays its
// load of R cycles and its skew of R + C - 2. Here the compute part is the same, folds x M, but the next load begins
// R + C cycles after the swap, while vectors still pass: a fold takes max(M, 2R + C) cycles. One fold pays all: its
// load, a cycle for the SRAM's read, one for the edge, the skew, and from the corner to the output SRAM 3 cycles, 2 of
// the PE and 1 of the output unit. The law's own - 1 is a count from 0.
TEST_P(FoldLayers, OfScaleSimsLawEveryFoldPaysLoadAndSkewAndHereTheFirstAlone) {
  const auto slice = pe::make_slice("int8_mac");
  for (const auto& [rows, columns, m, k, n] : std::initializer_list<std::array<int, 5>>{{4, 4, 100, 40, 4},
                                                                                        {4, 4, 100, 38, 12},
                                                                                        {8, 4, 5, 200, 4},
                                                                                        {8, 2, 13, 160, 6},
                                                                                        {4, 8, 15, 44, 8},
                                                                                        {16, 16, 90, 300, 33}}) {
    const LayerResult result = run(*slice, wide_machine(rows, columns), job(m, k, n));
    const int folds = (k + rows - 1) / rows * ((n + columns - 1) / columns);
    const int law = folds * (m + 2 * rows + columns - 2) - 1;
    const auto ours = static_cast<int>(cycles(result, Cause::kCompute) + cycles(result, Cause::kFill) +
                                       cycles(result, Cause::kDrain));
    EXPECT_EQ(cycles(result, Cause::kCompute), static_cast<std::uint64_t>(folds) * static_cast<std::uint64_t>(m));
    const int hidden = std::min(m, 2 * rows + columns) - 2;
    EXPECT_EQ(law - ours, (folds - 1) * hidden - 3 - 3) << rows << " x " << columns << ", " << folds << " folds";
  }
}

TEST_P(FoldLayers, AConvolutionPassesByButIsNotHeld) {
  const auto slice = pe::make_slice("int8_mac");
  tensor::Convolution shape;
  shape.input = {4, 4};
  shape.kernel = {3, 3};
  LayerJob layer = job(4, 9, 1);
  layer.convolution = shape;
  const LayerResult image = run(*slice, wide_machine(4, 4), layer);
  EXPECT_EQ(image.counts.at("dram.read"), 1u + 4u);  // weights, 4 rows of pixels
  EXPECT_EQ(image.counts.at("pe.step"), 4u * 9u);
  EXPECT_THROW(run(*slice, wide_machine(4, 4, Dataflow::kInputStationary), layer), MachineError);
}

TEST(FoldMachines, PesAndArraysThatCannotAreRefused) {
  const auto refused = [](const std::string& stem, const MachineConfig& config) -> std::string {
    const auto slice = pe::make_slice(stem);
    try {
      validate(config, *slice, slice->default_mode());
    } catch (const MachineError& error) {
      return error.key() + ": " + error.problem();
    }
    return "";
  };
  const auto expect_refusal = [&](const std::string& stem, const MachineConfig& config, const std::string& why) {
    const std::string refusal = refused(stem, config);
    EXPECT_NE(refusal.find(why), std::string::npos) << stem << ": " << refusal;
  };
  const MachineConfig weights = wide_machine(4, 4), inputs = wide_machine(4, 4, Dataflow::kInputStationary);
  for (const char* stem : {"bitmod", "rmmec", "mxfp_dot", "nvfp4_dot", "mixpe_w4a16"}) {
    expect_refusal(stem, weights, "array.dataflow: " + std::string(stem) + ": its partial sums cannot leave the PE");
  }
  expect_refusal("mixpe_w4a8", weights, "keeps one sum an output between the folds of K");
  expect_refusal("fp16_int8_mac", inputs, "its PEs hold weights, of format int8, and activations are fp16");
  for (const char* stem : {"fp16_mac", "bf16_mac", "int8_mac", "int4_mac", "lmul"}) {
    EXPECT_EQ(refused(stem, weights), "") << stem;
    EXPECT_EQ(refused(stem, inputs), "") << stem;
  }
  MachineConfig config = weights;
  config.array.columns = 2;
  expect_refusal("int8_mac", config, "array.dataflow: sums pass from PE to PE");
  config = weights;
  config.output_buffer = {64, 1, 127};  // a row of sums has 4 x 32 bits
  expect_refusal("int8_mac", config, "output_buffer.width_bits");
  // 65 rows x 65 columns of 8 bits do not go into half of 8 KiB; the half of the held operand is the one at fault.
  config = wide_machine(65, 65);
  config.weight_buffer.capacity_kib = 8;
  expect_refusal("int8_mac", config, "weight_buffer.capacity_kib");
  config.array.dataflow = Dataflow::kInputStationary;
  EXPECT_EQ(refused("int8_mac", config), "");
  config.activation_buffer.capacity_kib = 8;
  expect_refusal("int8_mac", config, "activation_buffer.capacity_kib");
}

}  // namespace
}  // namespace lop::sim
