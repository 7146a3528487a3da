// The first call of each layer is the one that is measured.
#include "models/network/measured_products.hpp"

#include <algorithm>
#include <utility>

#include "models/tensor/fp32_gemm.hpp"

namespace lop::network {

class MeasuredProducts::Measured : public Product {
 public:
  Measured(MeasuredProducts& owner, std::string name, std::size_t n, std::size_t k, std::unique_ptr<Product> product)
      : owner_(owner), name_(std::move(name)), n_(n), k_(k), product_(std::move(product)) {}

  Matrix apply(const Matrix& activations, std::size_t sequence) const override {
    Matrix out = product_->apply(activations, sequence);
    const std::lock_guard lock(owner_.mutex_);
    const auto [meter, is_new] = owner_.errors_.try_emplace(name_);
    if (!is_new) return out;
    Matrix first(std::min(kRows, activations.rows), k_);
    std::copy_n(activations.row(0), first.values.size(), first.values.begin());
    constexpr std::size_t kElementsAtATime = 1 << 20;
    const std::size_t channels = std::max<std::size_t>(kElementsAtATime / k_, 1);
    for (std::size_t begin = 0; begin < n_; begin += channels) {
      const std::size_t count = std::min(channels, n_ - begin);
      const Matrix reference = tensor::fp32_gemm(first, owner_.source_.rows(name_ + ".weight", n_, k_, begin, count));
      for (std::size_t r = 0; r < first.rows; ++r) meter->second.add(reference.row(r), out.row(r) + begin, count);
    }
    return out;
  }

 private:
  MeasuredProducts& owner_;
  std::string name_;
  std::size_t n_, k_;
  std::unique_ptr<Product> product_;
};

std::unique_ptr<Product> MeasuredProducts::linear(const std::string& name, Matrix weights) {
  const std::size_t n = weights.rows, k = weights.columns;
  return std::make_unique<Measured>(*this, name, n, k, measured_.linear(name, std::move(weights)));
}

}  // namespace lop::network
