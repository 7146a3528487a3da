// The traced layers of a workload as operands of a PE.
#include "sim/cli/traced_gemms.hpp"

#include <algorithm>

#include "sim/system/operands.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli {
namespace {

tensor::Matrix<std::uint32_t> sampled(const tensor::Matrix<std::uint32_t>& activations) {
  tensor::Matrix<std::uint32_t> rows((activations.rows + kTokenStride - 1) / kTokenStride, activations.columns);
  for (std::size_t row = 0; row < rows.rows; ++row) {
    std::copy_n(activations.row(row * kTokenStride), activations.columns, rows.row(row));
  }
  return rows;
}

}  // namespace

std::vector<tensor::TracedGemm> traced_gemms(const std::string& stem, const workloads::Workload& workload) {
  std::vector<tensor::TracedGemm> gemms;
  if (workload.tensors.empty()) return gemms;
  const auto slice = pe::make_slice(stem);
  const workloads::TensorFile file(workload.tensors);
  for (const workloads::Layer& layer : workload.layers) {
    const tensor::Matrix<std::uint32_t> activations = sampled(file.read_fp16_codes(layer.activation_tensor));
    const tensor::Matrix<std::uint32_t> weights = file.read_fp16_codes(layer.weight_tensor);
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
      gemms.push_back({layer.name, mode, sim::make_operands(*slice, mode, activations, weights)});
    }
  }
  return gemms;
}

}  // namespace lop::cli
