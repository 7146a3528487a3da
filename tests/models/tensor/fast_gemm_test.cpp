// The fast GEMM gives the reference GEMM's bits: every PE, its variants and modes, odd shapes, each instruction set.
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include "models/tensor/fast_gemm.hpp"
#include "tests/models/tensor/kernel_operands.hpp"

namespace lop::test {
namespace {

using tensor::kernels::InstructionSet;

std::vector<InstructionSet> instruction_sets() {
  std::vector<InstructionSet> sets;
  for (const auto set : {InstructionSet::kPortable, InstructionSet::kAvx2, InstructionSet::kAvx512}) {
    if (set <= tensor::kernels::best_instruction_set()) sets.push_back(set);
  }
  return sets;
}

/// The defaults, and every other value of a build-time parameter beside them.
std::vector<pe::Choices> variants(const std::string& stem) {
  std::vector<pe::Choices> all = {{}};
  for (const pe::Parameter& parameter : pe::make_slice(stem)->parameters()) {
    if (parameter.kind == pe::ParameterKind::kMode) continue;
    for (std::size_t i = 1; i < parameter.values.size(); ++i) all.push_back({{parameter.name, parameter.values[i]}});
  }
  const std::vector<std::pair<std::string, std::vector<pe::Choices>>> more = {
      {"bitmod",
       {{{"group_size", "20"}},
        {{"alignment", "five_input"}, {"rounding", "nearest_even"}},
        {{"alignment", "post_shift"}, {"rounding", "nearest_even"}}}},
      {"mixpe_w4a8", {{{"group_size", "1"}}, {{"group_size", "37"}}, {{"group_size", "8192"}}}},
      {"mixpe_w4a16",
       {{{"group_size", "37"}},
        {{"group_size", "33"}, {"accumulator", "fp16"}},
        {{"group_size", "33"}, {"accumulator", "block_aligned"}},
        {{"guard_bits", "0"}, {"accumulator", "block_aligned"}},
        {{"guard_bits", "4"}, {"accumulator", "block_aligned"}},
        {{"guard_bits", "8"}, {"accumulator", "block_aligned"}}}},
      {"lmul",
       {{{"form", "literal"}, {"accumulator", "fp16"}},
        {{"form", "literal"}, {"accumulator", "bf16"}},
        {{"format", "e4m3"}, {"form", "literal"}},
        {{"format", "fp16"}, {"form", "literal"}, {"accumulator", "bf16"}},
        {{"format", "e5m2"}, {"accumulator", "fp16"}},
        {{"format", "e4m3"}, {"strict", "true"}},
        {{"format", "e3m2"}, {"offset", "3"}},
        {{"format", "e7m9"}, {"offset", "511"}},
        {{"format", "e8m17"}, {"form", "literal"}},
        {{"format", "fp32"}, {"form", "literal"}},
        {{"format", "e2m1"}, {"accumulator", "fixed"}}}},
  };
  for (const auto& [name, choices] : more) {
    if (name == stem) all.insert(all.end(), choices.begin(), choices.end());
  }
  return all;
}

class FastGemm : public testing::TestWithParam<std::string> {};

TEST_P(FastGemm, GivesTheBitsOfTheReferenceInEveryModeAndVariant) {
  std::mt19937_64 random(20260501);
  for (const pe::Choices& choices : variants(GetParam())) {
    const auto slice = pe::make_slice(GetParam(), choices);
    std::string name = GetParam();
    for (const auto& [key, value] : choices) name += " " + key + "=" + value;
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
      const OperandSource source(*slice, mode);
      for (const CodeDraw draw : kCodeDraws) {
        const std::size_t m = 1 + random() % 19, n = 1 + random() % 40, k = 1 + random() % (random() % 2 == 0 ? 512 : 40);
        const std::uint64_t seed = random();
        SCOPED_TRACE(name + " " + slice->modes()[static_cast<std::size_t>(mode)] + " draw " +
                     std::to_string(static_cast<int>(draw)) + " m " + std::to_string(m) + " k " + std::to_string(k) +
                     " n " + std::to_string(n) + " seed " + std::to_string(seed));
        const tensor::GemmOperands operands = source.draw(draw, m, k, n, seed);
        const auto accumulators = tensor::reference_accumulators(*slice, mode, operands);
        const auto out = tensor::reference_gemm(*slice, mode, operands);
        for (const InstructionSet set : instruction_sets()) {
          ASSERT_EQ(tensor::fast_accumulators(*slice, mode, operands, set).values, accumulators.values)
              << "instruction set " << static_cast<int>(set);
          ASSERT_EQ(tensor::fast_gemm(*slice, mode, operands, set).values, out.values)
              << "instruction set " << static_cast<int>(set);
        }
      }
    }
  }
}

TEST_P(FastGemm, OneThreadAndFourGiveTheSameBits) {
  const auto slice = pe::make_slice(GetParam());
  const int mode = slice->default_mode();
  const tensor::GemmOperands operands = OperandSource(*slice, mode).draw(CodeDraw::kFinite, 150, 70, 150, 7);
  std::vector<std::vector<std::uint32_t>> outs;
  for (const std::size_t threads : {1, 4}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    outs.push_back(tensor::fast_gemm(*slice, mode, operands).values);
  }
  EXPECT_EQ(outs[0], outs[1]);
}

TEST_P(FastGemm, EveryModeOfTheDefaultsHasAKernel) {
  const auto slice = pe::make_slice(GetParam());
  for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
    EXPECT_TRUE(tensor::has_kernel(*slice, mode, OperandSource(*slice, mode).draw(CodeDraw::kFinite, 2, 3, 2, 1)));
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, FastGemm, testing::ValuesIn(pe::stems()),
                         [](const auto& stem) { return stem.param; });

}  // namespace
}  // namespace lop::test
