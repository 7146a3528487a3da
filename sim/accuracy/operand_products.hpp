// Matrix products of a PE's operands in exact FP32 arithmetic: what its number formats cost without its datapath.
#pragma once

#include <memory>

#include "sim/accuracy/code_values.hpp"
#include "sim/accuracy/slice_products.hpp"

namespace lop::accuracy {

/// The numbers that the codes of PeProducts stand for, multiplied by tensor::fp32_gemm; the scales that the machine and
/// the host apply to an output are multiplied in FP64 and the output rounded once.
class OperandProducts : public SliceProducts {
 public:
  OperandProducts(std::shared_ptr<const pe::Slice> slice, network::Quantization quantization,
                  sim::RowScales scales = sim::RowScales::kOwn)
      : SliceProducts(std::move(slice), std::move(quantization), scales),
        values_(std::make_shared<CodeValues>(slice_, slice_->default_mode())) {}

 protected:
  std::unique_ptr<network::Product> product(
      const network::Matrix& weights, std::shared_ptr<const quantizers::RoundTrip> activations) const override;

 private:
  std::shared_ptr<const CodeValues> values_;
};

}  // namespace lop::accuracy
