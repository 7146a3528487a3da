// Choosing by role.
#include "models/network/chosen_products.hpp"

namespace lop::network {

std::unique_ptr<Product> ChosenProducts::linear(const std::string& name, Matrix weights) {
  Products& products = roles_.count(role_of_(name)) != 0 ? chosen_ : others_;
  return products.linear(name, std::move(weights));
}

std::unique_ptr<Product> ChosenProducts::attention(AttentionProduct which, std::size_t layer,
                                                   const Matrix& weights) const {
  const std::string role = which == AttentionProduct::kScores ? "scores" : "values";
  const bool is_chosen = roles_.count(role) != 0 || roles_.count(std::to_string(layer) + "." + role) != 0;
  return is_chosen ? chosen_.attention(which, layer, weights) : others_.attention(which, layer, weights);
}

}  // namespace lop::network
