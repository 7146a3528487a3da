// Products in FP32.
#include "models/network/products.hpp"

#include "models/tensor/fp32_gemm.hpp"

namespace lop::network {
namespace {

class Fp32Product : public Product {
 public:
  explicit Fp32Product(const Matrix& weights) : weights_(weights) {}
  Matrix apply(const Matrix& activations, std::size_t) const override {
    return tensor::fp32_gemm(activations, weights_);
  }

 private:
  tensor::PackedWeights weights_;
};

}  // namespace

std::unique_ptr<Product> fp32_product(const Matrix& weights) { return std::make_unique<Fp32Product>(weights); }

std::unique_ptr<Product> Fp32Products::linear(const std::string&, Matrix weights) { return fp32_product(weights); }

std::unique_ptr<Product> Fp32Products::attention(AttentionProduct, std::size_t, const Matrix& weights) const {
  return fp32_product(weights);
}

}  // namespace lop::network
