// Some layers through one arithmetic, the others in FP32.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "models/network/products.hpp"

namespace lop::network {

/// q k v o gate up down, and of attention scores and values.
const std::vector<std::string>& product_roles();

/// The role of a linear layer by its name: "model.layers.0.self_attn.q_proj" is q.
std::string role_of(const std::string& name);

class ChosenProducts : public Products {
 public:
  /// roles  that go through `chosen`, which lives as long as this
  /// role   of a layer by its name
  ChosenProducts(Products& chosen, std::set<std::string> roles, std::string (*role)(const std::string&) = role_of)
      : chosen_(chosen), roles_(std::move(roles)), role_(role) {}

  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override;
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override;
  void cache(Matrix& rows, std::size_t width) const override { chosen_.cache(rows, width); }

 private:
  Products& chosen_;
  std::set<std::string> roles_;
  std::string (*role_)(const std::string&);
  Fp32Products others_;
};

}  // namespace lop::network
