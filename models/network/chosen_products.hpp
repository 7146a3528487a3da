// Some layers through one arithmetic, the others in FP32.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "models/network/products.hpp"

namespace lop::network {

/// The role of a linear layer by its name.
using RoleOf = std::function<std::string(const std::string& name)>;

class ChosenProducts : public Products {
 public:
  /// roles  that go through `chosen`, which lives as long as this: of linear layers; of attention "scores" and
  /// "values",
  ///        or those of one layer, "3.scores"
  ChosenProducts(Products& chosen, std::set<std::string> roles, RoleOf role_of)
      : chosen_(chosen), roles_(std::move(roles)), role_of_(std::move(role_of)) {}

  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override;
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override;
  void cache(Matrix& rows, std::size_t width) const override { chosen_.cache(rows, width); }

 private:
  Products& chosen_;
  std::set<std::string> roles_;
  RoleOf role_of_;
  Fp32Products others_;
};

}  // namespace lop::network
