// Linked with a kernel that has a fault planted in it: the comparison with the reference notices.
#include <gtest/gtest.h>

#include "models/tensor/fast_gemm.hpp"
#include "tests/models/tensor/kernel_operands.hpp"
#include "tests/models/tensor/kernel_variants.hpp"

namespace lop::test {
namespace {

constexpr int kRounds = 10;  // of random operands, for what shows seldom

bool differ(const pe::Slice& slice, int mode, const tensor::GemmOperands& operands) {
  return tensor::fast_accumulators(slice, mode, operands).values !=
         tensor::reference_accumulators(slice, mode, operands).values;
}

bool corners_differ(const std::string& stem) {
  const auto slice = pe::make_slice(stem);
  for (const CornerGemm& gemm : corner_gemms()) {
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
      const bool meant = gemm.stem == stem && slice->modes()[static_cast<std::size_t>(mode)] == gemm.mode;
      if (meant && differ(*slice, mode, gemm.operands)) return true;
    }
  }
  return false;
}

bool random_ones_differ(const std::string& stem) {
  std::mt19937_64 random(20260701);
  for (const pe::Choices& choices : variants(stem)) {
    const auto slice = pe::make_slice(stem, choices);
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
      const OperandSource source(*slice, mode);
      for (int round = 0; round < kRounds; ++round) {
        for (const CodeDraw draw : kCodeDraws) {
          if (differ(*slice, mode, source.draw(draw, 9, 32 + random() % 481, 20, random()))) return true;
        }
      }
    }
  }
  return false;
}

TEST(KernelFault, LOP_FAULT) { EXPECT_TRUE(corners_differ(LOP_FAULT_STEM) || random_ones_differ(LOP_FAULT_STEM)); }

}  // namespace
}  // namespace lop::test
