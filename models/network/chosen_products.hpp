// Each layer through its own arithmetic, the others in FP32.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "models/network/products.hpp"

namespace lop::network {

/// The role of a linear layer by its name.
using RoleOf = std::function<std::string(const std::string& name)>;

class ChosenProducts : public Products {
 public:
  /// by_role  of linear layers; of attention "scores" and "values", or those of one layer, "3.scores"; of a layer's
  ///          cache, "3.kv". What is not there is FP32
  /// caches   what all other caches hold
  /// All live as long as this.
  ChosenProducts(std::map<std::string, Products*> by_role, const Products& caches, RoleOf role_of)
      : by_role_(std::move(by_role)), caches_(caches), role_of_(std::move(role_of)) {}

  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override;
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override;
  void cache(std::size_t layer, Matrix& rows, std::size_t width) const override;

 private:
  /// Null where it is not there.
  Products* find(const std::string& role) const;

  std::map<std::string, Products*> by_role_;
  const Products& caches_;
  RoleOf role_of_;
  Fp32Products others_;
};

}  // namespace lop::network
