// Operands through the PE's kernel, and back.
#include "sim/accuracy/pe_products.hpp"

#include <algorithm>
#include <utility>

#include "models/tensor/fast_gemm.hpp"
#include "sim/system/operands.hpp"

namespace lop::accuracy {
namespace {

class PeProduct : public SliceProduct {
 public:
  using SliceProduct::SliceProduct;

 private:
  void multiply(const tensor::GemmOperands& operands, std::size_t, std::size_t first,
                network::Matrix& out) const override {
    const std::vector<double> outputs =
        sim::output_values(*slice_, operands, tensor::fast_gemm(*slice_, mode(), operands));
    std::transform(outputs.begin(), outputs.end(), out.row(first),
                   [](double value) { return static_cast<float>(value); });
  }
};

}  // namespace

std::unique_ptr<network::Product> PeProducts::product(std::shared_ptr<const pe::Slice> slice,
                                                      tensor::GemmOperands weights,
                                                      std::shared_ptr<const quantizers::RoundTrip> activations) const {
  return std::make_unique<PeProduct>(std::move(slice), numerics().scales, std::move(weights), std::move(activations));
}

}  // namespace lop::accuracy
