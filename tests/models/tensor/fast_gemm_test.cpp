// The fast GEMM gives the reference GEMM's bits: every PE, its variants and modes, odd shapes, each instruction set.
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include "models/tensor/fast_gemm.hpp"
#include "tests/models/tensor/kernel_operands.hpp"
#include "tests/models/tensor/kernel_variants.hpp"

namespace lop::test {
namespace {

class FastGemmOf : public testing::TestWithParam<std::string> {};

TEST_P(FastGemmOf, GivesTheBitsOfTheReferenceInEveryModeAndVariant) {
  std::mt19937_64 random(20260501);
  for (const pe::Choices& choices : variants(GetParam())) {
    const auto slice = pe::make_slice(GetParam(), choices);
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
      const OperandSource source(*slice, mode);
      for (const CodeDraw draw : kCodeDraws) {
        const std::size_t m = 1 + random() % 19, n = 1 + random() % 40;
        const std::size_t k = 1 + random() % (random() % 2 == 0 ? 512 : 40);
        const std::uint64_t seed = random();
        SCOPED_TRACE(name_of(GetParam(), choices) + " " + slice->modes()[static_cast<std::size_t>(mode)] + " draw " +
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

TEST_P(FastGemmOf, OneThreadAndFourGiveTheSameBits) {
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

TEST_P(FastGemmOf, EveryModeOfTheDefaultsHasAKernel) {
  const auto slice = pe::make_slice(GetParam());
  for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
    EXPECT_TRUE(tensor::has_kernel(*slice, mode, OperandSource(*slice, mode).draw(CodeDraw::kFinite, 2, 3, 2, 1)));
  }
}

TEST(FastGemm, GivesTheBitsOfTheReferenceWhereSumsWrapAndWhereTheLastPlaceDecides) {
  for (const CornerGemm& gemm : corner_gemms()) {
    const auto slice = pe::make_slice(gemm.stem);
    const auto mode =
        static_cast<int>(std::find(slice->modes().begin(), slice->modes().end(), gemm.mode) - slice->modes().begin());
    const auto out = tensor::reference_gemm(*slice, mode, gemm.operands);
    for (const InstructionSet set : instruction_sets()) {
      EXPECT_EQ(tensor::fast_gemm(*slice, mode, gemm.operands, set).values, out.values) << gemm.stem;
    }
  }
}

TEST(FastGemm, ShapesThatDoNotFitAreRefused) {
  const auto slice = pe::make_slice("bitmod");
  tensor::GemmOperands operands;
  operands.activations = {2, 8};
  operands.weights = {3, 8};
  EXPECT_THROW(tensor::fast_gemm(*slice, 0, operands), pe::OperandError);  // no metadata
}

INSTANTIATE_TEST_SUITE_P(Catalogue, FastGemmOf, testing::ValuesIn(pe::stems()),
                         [](const auto& stem) { return stem.param; });

}  // namespace
}  // namespace lop::test
