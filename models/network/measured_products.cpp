// The first call of each product is the one that is measured.
#include "models/network/measured_products.hpp"

#include <algorithm>
#include <utility>

#include "models/tensor/fp32_gemm.hpp"

namespace lop::network {

class MeasuredProducts::Measured : public Product {
 public:
  Measured(MeasuredProducts& owner, std::string name, std::size_t row, std::size_t n, std::size_t k,
           std::unique_ptr<Product> product)
      : owner_(owner), name_(std::move(name)), row_(row), n_(n), k_(k), product_(std::move(product)) {}

  Matrix apply(const Matrix& activations, std::size_t sequence) const override {
    Matrix out = product_->apply(activations, sequence);
    const std::lock_guard lock(owner_.mutex_);
    if (is_measured_) return out;
    is_measured_ = true;
    quantizers::ErrorMeter& meter = owner_.errors_[name_];
    Matrix first(std::min(kRows, activations.rows), k_);
    std::copy_n(activations.row(0), first.values.size(), first.values.begin());
    constexpr std::size_t kElementsAtATime = 1 << 20;
    const std::size_t channels = std::max<std::size_t>(kElementsAtATime / k_, 1);
    for (std::size_t begin = 0; begin < n_; begin += channels) {
      const std::size_t count = std::min(channels, n_ - begin);
      const Matrix weights = owner_.source_.rows(name_ + ".weight", owner_.rows_.at(name_), k_, row_ + begin, count);
      const Matrix reference = tensor::fp32_gemm(first, weights);
      for (std::size_t r = 0; r < first.rows; ++r) meter.add(reference.row(r), out.row(r) + begin, count);
    }
    return out;
  }

 private:
  MeasuredProducts& owner_;
  std::string name_;
  std::size_t row_, n_, k_;
  std::unique_ptr<Product> product_;
  mutable bool is_measured_ = false;  // guarded by the owner's mutex
};

std::unique_ptr<Product> MeasuredProducts::linear(const std::string& name, Matrix weights) {
  const std::size_t n = weights.rows, k = weights.columns;
  std::unique_ptr<Product> product = measured_.linear(name, std::move(weights));
  const std::lock_guard lock(mutex_);
  if (errors_.count(name) != 0) return product;
  std::size_t& rows = rows_[name];
  rows += n;
  return std::make_unique<Measured>(*this, name, rows - n, n, k, std::move(product));
}

}  // namespace lop::network
