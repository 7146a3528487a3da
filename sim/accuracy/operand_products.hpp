// Matrix products of a PE's operands in exact FP32 arithmetic: what its number formats cost without its datapath.
#pragma once

#include <memory>

#include "models/network/quantized_products.hpp"
#include "models/pe/slice.hpp"
#include "sim/accuracy/code_values.hpp"

namespace lop::accuracy {

/// The numbers that the codes of PeProducts stand for, multiplied by tensor::fp32_gemm; the scales that the machine and
/// the host apply to an output are multiplied in FP64 and the output rounded once.
///
/// errors  quantizers::QuantizeError for numbers that are not finite or beyond FP16's range
class OperandProducts : public network::Products {
 public:
  OperandProducts(std::shared_ptr<const pe::Slice> slice, network::Quantization quantization)
      : slice_(std::move(slice)),
        values_(std::make_shared<CodeValues>(slice_, slice_->default_mode())),
        quantization_(std::move(quantization)) {}

  std::unique_ptr<network::Product> linear(const std::string& name, network::Matrix weights) override;
  std::unique_ptr<network::Product> attention(network::AttentionProduct which, std::size_t layer,
                                              const network::Matrix& weights) const override;
  void cache(network::Matrix& rows, std::size_t width) const override;

 private:
  std::shared_ptr<const pe::Slice> slice_;
  std::shared_ptr<const CodeValues> values_;
  network::Quantization quantization_;
};

}  // namespace lop::accuracy
