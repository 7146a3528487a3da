// Arithmetic errors of single outputs, worked out by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "models/tensor/arithmetic_error.hpp"

namespace lop::test {
namespace {

using tensor::ArithmeticErrorRow;

constexpr int kInt8 = 0, kFp4 = 5;

/// One output of activations times weights, one group of them.
tensor::TracedGemm one_output(int mode, std::vector<std::uint32_t> activations, std::vector<std::uint32_t> weights,
                              std::uint32_t scale) {
  tensor::TracedGemm gemm;
  gemm.mode = mode;
  gemm.operands.activations = tensor::Matrix<std::uint32_t>(1, activations.size());
  gemm.operands.activations.values = std::move(activations);
  gemm.operands.weights = tensor::Matrix<std::uint32_t>(1, weights.size());
  gemm.operands.weights.values = std::move(weights);
  if (scale > 0) gemm.operands.metadata = tensor::Matrix<pe::Metadata>(1, 1, pe::Metadata{scale, 0, 0});
  return gemm;
}

std::vector<ArithmeticErrorRow> traced_rows(const std::string& stem, const pe::Choices& fixed,
                                            const tensor::TracedGemm& gemm) {
  std::vector<ArithmeticErrorRow> rows, all = tensor::arithmetic_errors(stem, fixed, {gemm}, {1, 4, 1, 1});
  for (ArithmeticErrorRow& row : all) {
    if (row.source == "traced") rows.push_back(std::move(row));
  }
  return rows;
}

TEST(ArithmeticError, IsWhatTheDatapathLostOverTheRootOfTheSquares) {
  // 3 * 2^15 is kept and 3 * 2^-24 is shifted out: the error is -3 * 2^-24 over 3 * 2^15, the square of the lost part
  // being far below the last place of the sum of squares.
  const auto rows = traced_rows("bitmod", {{"alignment", "bsig_aware"}, {"rounding", "truncate"}},
                                one_output(kInt8, {0x7800, 0x0001}, {1, 1}, 3));
  ASSERT_EQ(rows.size(), 5u);   // scale_bits varies when the others are fixed
  for (const ArithmeticErrorRow& row : rows) {
    EXPECT_EQ(row.outputs, 1u);
    EXPECT_EQ(row.mean, -0x1p-39);
    EXPECT_EQ(row.rms, 0x1p-39);
    EXPECT_EQ(row.worst, 0x1p-39);
  }
}

TEST(ArithmeticError, OfAnExactSumIsZero) {
  for (const ArithmeticErrorRow& row :
       traced_rows("bitmod", {}, one_output(kFp4, {0x3c00, 0x4000, 0xbc00}, {1, 8, 7}, 255))) {
    EXPECT_EQ(row.rms, 0) << row.choices;   // 0.5 + 2 * 5 - 6, times 255
    EXPECT_EQ(row.outputs, 1u);
  }
}

TEST(ArithmeticError, OfTheFp16AccumulatorIsItsRounding) {
  // 1 + 2^-11 rounds to 1.
  const auto rows = traced_rows("fp16_mac", {}, one_output(0, {0x3c00, 0x1000}, {0x3c00, 0x3c00}, 0));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].choices, "accumulator=fp32");
  EXPECT_EQ(rows[0].rms, 0);
  EXPECT_EQ(rows[1].choices, "accumulator=fp16");
  EXPECT_DOUBLE_EQ(rows[1].mean, -0x1p-11 / std::sqrt(1 + 0x1p-22));
}

TEST(ArithmeticError, LeavesOutWhatIsNotFiniteAndSaysSo) {
  for (const ArithmeticErrorRow& row : traced_rows("bitmod", {}, one_output(kInt8, {0x7c00, 0x3c00}, {1, 1}, 1))) {
    EXPECT_EQ(row.outputs, 0u);
    EXPECT_EQ(row.not_finite, 1u);
  }
}

TEST(ArithmeticError, ComesForEveryModeAndTheLeadingChoices) {
  const auto rows = tensor::arithmetic_errors("bitmod", {}, {}, {2, 8, 2, 1});
  ASSERT_EQ(rows.size(), 7u * 6u);
  EXPECT_EQ(rows.front().mode, "int8");
  EXPECT_EQ(rows.front().choices, "alignment=bsig_aware,rounding=truncate");
  EXPECT_EQ(rows.back().mode, "fp3");
  EXPECT_EQ(rows.back().choices, "alignment=post_shift,rounding=nearest_even");
}

TEST(ArithmeticError, OrdersTheAlignmentsAsTheirLossesDo) {
  const auto rows = tensor::arithmetic_errors("bitmod", {{"rounding", "truncate"}}, {}, {32, 128, 32, 1});
  const auto rms = [&](const std::string& mode, const std::string& alignment) {
    for (const ArithmeticErrorRow& row : rows) {
      if (row.mode == mode && row.choices == "alignment=" + alignment) return row.rms;
    }
    return -1.0;
  };
  for (const char* mode : {"int8", "int6"}) {
    EXPECT_LT(4 * rms(mode, "bsig_aware"), rms(mode, "post_shift")) << mode;
    EXPECT_LT(2 * rms(mode, "post_shift"), rms(mode, "five_input")) << mode;
  }
  EXPECT_LT(rms("fp4", "bsig_aware"), rms("fp4", "five_input"));
  EXPECT_LT(rms("fp4", "five_input"), rms("fp4", "post_shift"));
}

TEST(ArithmeticError, RefusesOperandsThatDoNotFit) {
  EXPECT_THROW(traced_rows("bitmod", {}, one_output(99, {0}, {0}, 1)), pe::OperandError);
  EXPECT_THROW(traced_rows("bitmod", {}, one_output(kInt8, {0, 0}, {0}, 1)), pe::OperandError);
  EXPECT_THROW(tensor::arithmetic_errors("bitmod", {{"alignment", "none"}}), pe::OperandError);
}

}  // namespace
}  // namespace lop::test
