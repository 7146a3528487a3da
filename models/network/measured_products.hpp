// How far each linear layer is from the unquantised one on the same input.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "models/network/products.hpp"
#include "models/network/weight_source.hpp"
#include "models/quantizers/error_metrics.hpp"

namespace lop::network {

/// Compares the first rows that a linear layer is given, at most kRows, with FP32 and the weights as the source has
/// them; these are read again for it, so that a layer is never held twice. Weights that are given several times under
/// one name before any of them is used are its groups, in the order of their rows; all are measured.
class MeasuredProducts : public Products {
 public:
  static constexpr std::size_t kRows = 512;

  /// Both live as long as this.
  MeasuredProducts(Products& measured, const WeightSource& source) : measured_(measured), source_(source) {}

  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override;
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override {
    return measured_.attention(which, layer, weights);
  }
  void cache(std::size_t layer, Matrix& rows, std::size_t width) const override { measured_.cache(layer, rows, width); }

  /// By the layer's name.
  const std::map<std::string, quantizers::ErrorMeter>& errors() const { return errors_; }

 private:
  class Measured;

  Products& measured_;
  const WeightSource& source_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> rows_;  // of weights that were given and are not measured yet
  std::map<std::string, quantizers::ErrorMeter> errors_;
};

}  // namespace lop::network
