// Matrix products through a PE: operands in its formats, its order of operations, its output codes.
#pragma once

#include <memory>

#include "sim/accuracy/slice_products.hpp"

namespace lop::accuracy {

class PeProducts : public SliceProducts {
 public:
  using SliceProducts::SliceProducts;

 protected:
  std::unique_ptr<network::Product> product(std::shared_ptr<const pe::Slice> slice, tensor::GemmOperands weights,
                                            std::shared_ptr<const quantizers::RoundTrip> activations) const override;
};

}  // namespace lop::accuracy
