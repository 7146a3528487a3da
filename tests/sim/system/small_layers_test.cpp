// Small layers whose every cycle is worked out by hand, in both fidelities.
#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <string>

#include "sim/array/output_stationary_array.hpp"
#include "sim/system/run.hpp"

namespace lop::sim {
namespace {

class EitherFidelity : public testing::TestWithParam<std::string> {
 protected:
  std::vector<LayerResult> run_all(const pe::Slice& slice, const MachineConfig& config,
                                   const std::vector<LayerJob>& jobs) const {
    return GetParam() == "cycle" ? run_cycle(slice, config, jobs) : run_fast(slice, config, jobs);
  }
  LayerResult run(const pe::Slice& slice, const MachineConfig& config, const LayerJob& job) const {
    return run_all(slice, config, {job}).front();
  }
};

INSTANTIATE_TEST_SUITE_P(Both, EitherFidelity, testing::Values("fast", "cycle"),
                         [](const testing::TestParamInfo<std::string>& p) { return p.param; });

/// One burst and one cycle coincide: 64 bytes a cycle, latency 10 cycles. Memories never slow the array down.
MachineConfig wide_machine(const ArrayGeometry& array) {
  MachineConfig config;
  config.array = array;
  config.weight_buffer = config.activation_buffer = config.output_buffer = {4096, 1, 1 << 20};
  config.dram.bandwidth_gb_per_s = 64;
  config.dram.latency_ns = 10;
  return config;
}

LayerJob job(const pe::Slice& slice, std::int64_t m, std::int64_t k, std::int64_t n) {
  LayerJob layer;
  layer.name = "layer";
  layer.m = m;
  layer.k = k;
  layer.n = n;
  layer.mode = slice.default_mode();
  return layer;
}

std::uint64_t cycles(const LayerResult& result, Cause cause) {
  return result.breakdown[static_cast<std::size_t>(cause)];
}

TEST_P(EitherFidelity, OneOutputOfFourProductsTakesThirtyCycles) {
  const auto slice = pe::make_slice("fp16_mac");
  const MachineConfig config = wide_machine({1, 1, 1, 1});
  ASSERT_EQ(array_fill(*slice, config.array), 1);     // 1 edge
  ASSERT_EQ(array_latency(*slice, config.array), 6);  // 1 edge, 2 PE, 1 drain register, 1 chain, 1 output
  const LayerResult result = run(*slice, config, job(*slice, 1, 4, 1));
  // Weights: chosen 0, requested 1, channel until 2, arrived 12, seen 13. Activations: chosen 2, requested 3, until 4,
  // arrived 14, seen 15. Steps issued 16..19, at the far corner two cycles later: 18..21.
  // Read step issued 19, at the port 20, its row at the output SRAM 26, seen by the DMA 27, requested 28, accepted 29.
  EXPECT_EQ(cycles(result, Cause::kWaitWeight), 14u);     // 0..13
  EXPECT_EQ(cycles(result, Cause::kWaitActivation), 2u);  // 14, 15
  EXPECT_EQ(cycles(result, Cause::kFill), 2u);            // 16, 17
  EXPECT_EQ(cycles(result, Cause::kCompute), 4u);         // 18..21
  EXPECT_EQ(cycles(result, Cause::kDrain), 5u);           // 22..26
  EXPECT_EQ(cycles(result, Cause::kWaitOutput), 3u);      // 27..29
  EXPECT_EQ(result.cycles, 30u);
}

TEST_P(EitherFidelity, AThirdOutputTileWaitsForTheWriteBackOfTheFirst) {
  const auto slice = pe::make_slice("fp16_mac");
  MachineConfig config = wide_machine({1, 1, 1, 1});
  config.dram.bandwidth_gb_per_s = 0.64;  // a burst takes 100 cycles
  config.dram.latency_ns = 0;
  const LayerResult result = run(*slice, config, job(*slice, 1, 2, 3));
  // Weights of all three channels, one burst each: requested 1, until 301, seen 302. The DMA chooses again in 200,
  // requested 201: activations until 401, seen 402. Tiles 0 and 1 issue 403..406; their rows enter the output SRAM in
  // 404 + 7 = 411 and 413. Write-back of tile 0: chosen 412, requested 413, until 513, seen 514: tile 2 issues 515,
  // 516. Write-back of tile 1: until 613, of tile 2: row 516 + 7 = 523, until 713, so the last cycle is 713.
  EXPECT_EQ(result.cycles, 714u);
  EXPECT_EQ(cycles(result, Cause::kCompute), 6u);
  EXPECT_EQ(cycles(result, Cause::kWaitWeight), 303u);
  EXPECT_EQ(cycles(result, Cause::kWaitActivation), 100u);
  EXPECT_EQ(cycles(result, Cause::kFill), 2u + 2u);
  EXPECT_EQ(cycles(result, Cause::kDrain), 5u + 5u);  // 409..413, 519..523
  EXPECT_EQ(cycles(result, Cause::kWaitOutput), (514u - 413u) + (713u - 523u));
}

TEST_P(EitherFidelity, AGroupOf128TakesTheCyclesOfItsTerms) {
  for (const auto& [mode, group_cycles] : std::initializer_list<std::pair<const char*, std::uint64_t>>{
           {"fp3", 64}, {"fp4", 64}, {"int3", 64}, {"int4", 64}, {"int5", 96}, {"int6", 96}, {"int8", 128}}) {
    const auto slice = pe::make_slice("bitmod", {{"weight_mode", mode}});
    const LayerResult result = run(*slice, wide_machine({1, 1, 8, 8}), job(*slice, 8, 128 * 5, 8));
    EXPECT_EQ(cycles(result, Cause::kCompute), 5 * group_cycles) << mode;
    EXPECT_EQ(cycles(result, Cause::kDequantize), 0u) << mode;
  }
}

TEST_P(EitherFidelity, OnEightRowsFp4GroupsOf16AreJustHiddenAndGroupsOf8Stall) {
  const auto just_hidden = pe::make_slice("bitmod", {{"weight_mode", "fp4"}, {"group_size", "16"}});
  EXPECT_EQ(cycles(run(*just_hidden, wide_machine({1, 1, 8, 8}), job(*just_hidden, 8, 160, 8)), Cause::kDequantize),
            0u);
  const auto stalls = pe::make_slice("bitmod", {{"weight_mode", "fp4"}, {"group_size", "8"}});
  const LayerResult result = run(*stalls, wide_machine({1, 1, 8, 8}), job(*stalls, 8, 160, 8));
  EXPECT_EQ(cycles(result, Cause::kDequantize), 20u * 4u);  // 4 of 8 cycles, 20 groups
  EXPECT_EQ(cycles(result, Cause::kCompute), 20u * 4u);
}

TEST_P(EitherFidelity, EmptyRowsOfTheArrayAreCountedAsIdle) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "fp4"}});
  const LayerResult result = run(*slice, wide_machine({1, 1, 8, 8}), job(*slice, 1, 256, 8));
  EXPECT_EQ(result.counts.at("pe.step"), 8u * 128u);
  EXPECT_EQ(result.counts.at("pe.idle"), 56u * 128u);
  EXPECT_EQ(result.counts.at("pe.wait"), 64u * (result.cycles - 128u));
  EXPECT_EQ(result.counts.at("weight_edge.step"), 8u * 128u);
  EXPECT_EQ(result.counts.at("activation_edge.step"), 128u);
  EXPECT_EQ(result.counts.at("column.accumulate"), 8u * 2u);
}

TEST_P(EitherFidelity, PartsThatASliceDoesNotHaveAreNotCounted) {
  const auto slice = pe::make_slice("fp16_mac");
  const LayerResult result = run(*slice, wide_machine({1, 1, 2, 2}), job(*slice, 2, 4, 2));
  EXPECT_EQ(result.counts.count("column.accumulate"), 0u);
}

TEST_P(EitherFidelity, ALayerDoesNotDependOnTheLayersBeforeIt) {
  const auto slice = pe::make_slice("bitmod");
  const MachineConfig config = wide_machine({2, 1, 4, 4});
  const LayerJob first = job(*slice, 9, 130, 5), other = job(*slice, 3, 50, 20);
  const std::vector<LayerResult> results = run_all(*slice, config, {first, other, first});
  EXPECT_EQ(results[0].breakdown, results[2].breakdown);
  EXPECT_EQ(results[0].counts, results[2].counts);
  EXPECT_NE(results[0].cycles, results[1].cycles);
}

TEST_P(EitherFidelity, ExponentsOfActivationGroupsReachTheArray) {
  // Groups of two: exponents 15 and 20, then 15 alone. A significand of
  // 1 + 2^-10 loses its last bit five places below the group's exponent.
  const auto slice = pe::make_slice("mixpe_w4a16", {{"accumulator", "block_aligned"}, {"group_size", "2"}});
  LayerJob layer = job(*slice, 1, 4, 1);
  auto operands = std::make_shared<tensor::GemmOperands>();
  operands->activations = {1, 4};
  operands->activations.values = {0x3c01, 0x5000, 0x3c01, 0x0000};
  operands->weights = {1, 4};
  operands->weights.values = {1, 0, 1, 0};
  operands->metadata = {1, 2};
  operands->metadata.values = {{0x3f800000, 0, 0}, {0xbf800000, 0, 0}};
  layer.operands = operands;
  EXPECT_THROW(run(*slice, wide_machine({1, 1, 2, 2}), layer), pe::OperandError);
  tensor::derive_row_metadata(*slice, layer.mode, *operands);
  EXPECT_EQ(operands->row_metadata.values, (std::vector<std::uint32_t>{20, 15}));
  // 1 - (1 + 2^-10)
  EXPECT_EQ(run(*slice, wide_machine({1, 1, 2, 2}), layer).out->values, std::vector<std::uint32_t>{0x9400});
}

TEST_P(EitherFidelity, ExponentsOfActivationGroupsTakeRoomAndTime) {
  const auto slice = pe::make_slice("mixpe_w4a16", {{"accumulator", "block_aligned"}, {"group_size", "4"}});
  MachineConfig config = wide_machine({1, 1, 1, 1});
  config.activation_buffer.width_bits = 16;
  ASSERT_EQ(array_fill(*slice, config.array), 1);
  ASSERT_EQ(array_latency(*slice, config.array), 9);  // 1 edge, 1 PE, 1 group end, 4 column, 1 chain, 1 output
  const LayerResult result = run(*slice, config, job(*slice, 1, 32, 1));
  // A token has 32 x 16 bits of codes, one burst, and 8 x 5 of exponents, which make it two: 552 bits, 35 words.
  // Weights: 32 x 4 + 8 x 36 bits, one burst, and one of channel scales.
  EXPECT_EQ(result.counts.at("dram.read"), 2u + 2u);
  EXPECT_EQ(result.counts.at("sram.activation.write"), 35u);
  // the first code of a group comes with 5 bits more
  EXPECT_EQ(result.counts.at("sram.activation.read"), 8u * (2 + 3));
  // Weights: requested 1, channel until 3, seen 14. Activations: requested 3, until 5, seen 16. 8 x (1 + 4) slots are
  // issued 17..56, at the far corner 19..58; the row at the output SRAM 57 + 9 = 66, the write-back accepted 69.
  EXPECT_EQ(cycles(result, Cause::kWaitWeight), 15u);          // 0..14
  EXPECT_EQ(cycles(result, Cause::kWaitActivation), 2u + 8u);  // 15, 16, and a bubble a group
  EXPECT_EQ(cycles(result, Cause::kFill), 2u);                 // 17, 18
  EXPECT_EQ(cycles(result, Cause::kCompute), 32u);
  EXPECT_EQ(cycles(result, Cause::kDrain), 8u);       // 59..66
  EXPECT_EQ(cycles(result, Cause::kWaitOutput), 3u);  // 67..69
  EXPECT_EQ(result.cycles, 70u);
}

TEST_P(EitherFidelity, ABufferWithoutRoomForTheExponentsIsRefused) {
  // Half of 1 KiB holds the codes of 16 tokens x 16 elements to the bit, but not 16 x 5 bits more.
  const auto slice = pe::make_slice("mixpe_w4a16", {{"accumulator", "block_aligned"}, {"group_size", "16"}});
  MachineConfig config = wide_machine({1, 1, 16, 1});
  config.activation_buffer = {1, 1, 64};
  EXPECT_THROW(run(*slice, config, job(*slice, 16, 32, 1)), MachineError);
  const auto without = pe::make_slice("mixpe_w4a16", {{"accumulator", "fp32"}, {"group_size", "16"}});
  EXPECT_EQ(run(*without, config, job(*without, 16, 32, 1)).counts.at("pe.step"), 16u * 32u);
}

TEST_P(EitherFidelity, AConvolutionBringsItsImageAndReadsEveryWindow) {
  const auto slice = pe::make_slice("fp16_mac");
  tensor::Convolution shape;
  shape.input = {4, 4};
  shape.kernel = {3, 3};
  LayerJob layer = job(*slice, 4, 9, 1);
  MachineConfig config = wide_machine({1, 1, 2, 2});
  config.activation_buffer.width_bits = 64;
  const Counts windows = run(*slice, config, layer).counts;
  layer.convolution = shape;
  const Counts image = run(*slice, config, layer).counts;
  // A burst each for the weights and for 4 rows of pixels; 16 codes of 16 bits in words of 64, where 4 windows have 36.
  EXPECT_EQ(image.at("dram.read"), 1u + 4u);
  EXPECT_EQ(image.at("sram.activation.write") * 9, windows.at("sram.activation.write") * 4);
  EXPECT_EQ(image.at("sram.activation.read"), windows.at("sram.activation.read"));
  EXPECT_EQ(image.at("dram.write"), 2u);   // 2 rows of outputs
  layer.m = 5;
  EXPECT_THROW(run(*slice, config, layer), pe::OperandError);
}

TEST_P(EitherFidelity, OperandsThatDoNotFitTheLayerAreRefused) {
  const auto slice = pe::make_slice("fp16_mac");
  LayerJob layer = job(*slice, 2, 4, 2);
  auto operands = std::make_shared<tensor::GemmOperands>();
  operands->activations = {2, 4};
  operands->weights = {3, 4};
  layer.operands = operands;
  EXPECT_THROW(run(*slice, wide_machine({1, 1, 2, 2}), layer), pe::OperandError);
  layer.operands = nullptr;
  layer.k = 0;
  EXPECT_THROW(run(*slice, wide_machine({1, 1, 2, 2}), layer), pe::OperandError);
}

// SCALE-Sim's law of an output-stationary array: ceil(M/R) ceil(N/C) (K + R + C - 2) - 1 compute cycles. It pays the
// skew of R + C - 2 for every tile; this array's next tile follows without a gap, so the skew is paid once, as `fill`,
// with a cycle for the SRAM's read and one for the edge. The law's own - 1 is a count from 0.
TEST_P(EitherFidelity, OfScaleSimsLawEveryTilePaysItsSkewAndHereTheFirstAlone) {
  const auto slice = pe::make_slice("int8_mac");
  for (const auto& [rows, columns, m, k, n] : std::initializer_list<std::array<int, 5>>{
           {4, 4, 4, 90, 4}, {4, 4, 16, 90, 12}, {2, 8, 7, 120, 33}, {8, 2, 9, 80, 5}, {1, 1, 3, 50, 4}}) {
    const MachineConfig config = wide_machine({rows, columns, 1, 1});
    const LayerResult result = run(*slice, config, job(*slice, m, k, n));
    const int tiles = (m + rows - 1) / rows * ((n + columns - 1) / columns);
    const int law = tiles * (k + rows + columns - 2) - 1;
    const auto ours = static_cast<int>(cycles(result, Cause::kCompute) + cycles(result, Cause::kFill));
    EXPECT_EQ(cycles(result, Cause::kCompute), static_cast<std::uint64_t>(tiles) * static_cast<std::uint64_t>(k));
    EXPECT_EQ(law - ours, (tiles - 1) * (rows + columns - 2) - 3)
        << rows << " x " << columns << ", " << tiles << " tiles";
  }
}

}  // namespace
}  // namespace lop::sim
