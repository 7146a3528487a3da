// Ten million outputs of every PE, over all its modes and variants: the fast GEMM gives the reference GEMM's bits.
#include <gtest/gtest.h>

#include "models/tensor/fast_gemm.hpp"
#include "tests/models/tensor/kernel_operands.hpp"
#include "tests/models/tensor/kernel_variants.hpp"

namespace lop::test {
namespace {

constexpr std::size_t kOutputs = 10'000'000;

class ManyOutputs : public testing::TestWithParam<std::string> {};

/// Half of them of the defaults; a third on each instruction set.
TEST_P(ManyOutputs, AreTheBitsOfTheReference) {
  struct Case {
    std::string name;
    std::unique_ptr<pe::Slice> slice;
    int mode;
    OperandSource source;
  };
  std::vector<Case> cases;
  std::size_t of_defaults = 0;
  for (const pe::Choices& choices : variants(GetParam())) {
    const int modes = static_cast<int>(pe::make_slice(GetParam(), choices)->modes().size());
    for (int mode = 0; mode < modes; ++mode) {
      std::unique_ptr<pe::Slice> slice = pe::make_slice(GetParam(), choices);
      const OperandSource source(*slice, mode);
      cases.push_back({name_of(GetParam(), choices), std::move(slice), mode, source});
    }
    if (of_defaults == 0) of_defaults = cases.size();
  }
  std::mt19937_64 random(20260601);
  std::size_t outputs = 0;
  for (std::size_t gemm = 0; outputs < kOutputs; ++gemm) {
    const Case& drawn = cases[gemm % 2 == 0 ? gemm / 2 % of_defaults : gemm / 2 % cases.size()];
    const std::size_t m = 33 + random() % 64, n = 33 + random() % 128, k = 32 + random() % 481;
    const CodeDraw draw = kCodeDraws[random() % std::size(kCodeDraws)];
    const std::uint64_t seed = random();
    const std::vector<InstructionSet> sets = instruction_sets();
    const InstructionSet set = sets[random() % sets.size()];
    const tensor::GemmOperands operands = drawn.source.draw(draw, m, k, n, seed);
    ASSERT_EQ(tensor::fast_gemm(*drawn.slice, drawn.mode, operands, set).values,
              tensor::reference_gemm(*drawn.slice, drawn.mode, operands).values)
        << drawn.name << ' ' << drawn.slice->modes()[static_cast<std::size_t>(drawn.mode)] << " draw "
        << static_cast<int>(draw) << " m " << m << " k " << k << " n " << n << " seed " << seed << " instruction set "
        << static_cast<int>(set);
    outputs += m * n;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, ManyOutputs, testing::ValuesIn(pe::stems()),
                         [](const auto& stem) { return stem.param; });

}  // namespace
}  // namespace lop::test
