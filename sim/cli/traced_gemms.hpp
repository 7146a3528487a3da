// The traced layers of a workload as operands of a PE, in every mode.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/tensor/arithmetic_error.hpp"
#include "workloads/layer.hpp"

namespace lop::cli {

/// Every layer of a workload with values, quantised for every mode; each `kTokenStride`-th token.
/// errors  quantizers::QuantizeError, pe::OperandError, workloads::TensorFileError
std::vector<tensor::TracedGemm> traced_gemms(const std::string& stem, const workloads::Workload& workload);
inline constexpr std::size_t kTokenStride = 8;

}  // namespace lop::cli
