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
  explicit OperandProducts(Numerics numerics);

 protected:
  std::unique_ptr<network::Product> product(std::shared_ptr<const pe::Slice> slice, tensor::GemmOperands weights,
                                            std::shared_ptr<const quantizers::RoundTrip> activations) const override;

 private:
  std::map<std::shared_ptr<const pe::Slice>, std::shared_ptr<const CodeValues>> values_;
};

}  // namespace lop::accuracy
