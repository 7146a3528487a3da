// Each layer through its own arithmetic, the others in FP32.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "models/network/quantized_products.hpp"

namespace lop::network {

/// The role of a linear layer by its name.
using RoleOf = std::function<std::string(const std::string& name)>;

/// Types of keys and values; null: FP32.
struct Caches {
  std::shared_ptr<const quantizers::RoundTrip> of_all;
  std::map<std::size_t, std::shared_ptr<const quantizers::RoundTrip>> of_layers;  // go before that of all
};

class ChosenProducts : public Products {
 public:
  /// by_role  live as long as this; of linear layers, of attention "scores" and "values", or those of one layer,
  ///          "3.scores". What is not there is FP32
  ChosenProducts(std::map<std::string, Products*> by_role, Caches caches, RoleOf role_of)
      : by_role_(std::move(by_role)), caches_(std::move(caches)), role_of_(std::move(role_of)) {}

  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override;
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override;
  void cache(std::size_t layer, Matrix& rows, std::size_t width) const override;

 private:
  /// Null where it is not there.
  Products* find(const std::string& role) const;

  std::map<std::string, Products*> by_role_;
  Caches caches_;
  RoleOf role_of_;
  Fp32Products others_;
};

}  // namespace lop::network
