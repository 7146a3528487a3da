// Error of a PE's arithmetic against exact dot products, on random and on traced operands, as tables.
#pragma once

#include <string>
#include <vector>

#include "models/tensor/arithmetic_error.hpp"
#include "workloads/layer.hpp"

namespace lop::cli {

/// Every layer of a workload with values, quantised for every mode; each `kTokenStride`-th token.
/// errors  quantizers::QuantizeError, pe::OperandError, workloads::TensorFileError
std::vector<tensor::TracedGemm> traced_gemms(const std::string& stem, const workloads::Workload& workload);
inline constexpr std::size_t kTokenStride = 8;

/// A table a source: modes down, choices across, "rms / mean / worst" in each cell; all but the random source are pooled.
std::string arithmetic_markdown(const std::string& stem, const std::vector<tensor::ArithmeticErrorRow>& rows);

/// One line a row.
std::string arithmetic_csv(const std::vector<tensor::ArithmeticErrorRow>& rows);

}  // namespace lop::cli
