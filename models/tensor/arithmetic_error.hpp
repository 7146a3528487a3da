// Error of a slice's arithmetic against exact dot products of the same codes: what its datapath widths cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "models/tensor/gemm.hpp"

namespace lop::tensor {

/// Statistics of (accumulator - exact) / sqrt(sum of squared products) over outputs.
struct ArithmeticErrorRow {
  std::string mode;
  std::string choices;           // the parameters that vary, "name=value" separated by commas
  std::string source;            // "random", or the name of the traced GEMM
  std::size_t outputs = 0;       // compared: finite accumulators of finite operands
  std::size_t not_finite = 0;    // left out
  double rms = 0;
  double mean = 0;               // signed
  double worst = 0;              // largest magnitude
};

/// A GEMM as quantised. Group scales are part of the exact values, the channel scale is not.
struct TracedGemm {
  std::string name = "traced";
  int mode = 0;                  // index into Slice::modes()
  GemmOperands operands;
};

/// Activations (and FP16 weights) drawn from N(0,1), other weights
/// uniform over their codes, special values uniform, scale 1.
struct RandomGemm {
  std::size_t m = 128, k = 128, n = 128;   // k: one group
  std::uint64_t seed = 1;
};

/// Of one GEMM on one slice; `choices` stays empty.
///
/// errors  pe::OperandError for operands that do not fit
ArithmeticErrorRow arithmetic_error(const pe::Slice& slice, const TracedGemm& gemm);

/// Every mode, and every combination of the leading build-time parameters that number at most six together; the others
/// keep what `fixed` says or their default. Rows of the random GEMM come first, by mode.
///
/// errors  pe::OperandError for an illegal choice, for operands that do not fit, and for a PE whose weights' exact
///         values are not known here
std::vector<ArithmeticErrorRow> arithmetic_errors(const std::string& stem, const pe::Choices& fixed = {},
                                                  const std::vector<TracedGemm>& traced = {},
                                                  const RandomGemm& random = {});

}  // namespace lop::tensor
