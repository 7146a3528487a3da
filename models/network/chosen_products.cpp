// Choosing by role.
#include "models/network/chosen_products.hpp"

namespace lop::network {

const std::vector<std::string>& product_roles() {
  static const std::vector<std::string> kRoles = {"q", "k", "v", "o", "gate", "up", "down", "scores", "values"};
  return kRoles;
}

std::string role_of(const std::string& name) {
  const std::string last = name.substr(name.rfind('.') + 1);
  return last.substr(0, last.find('_'));
}

std::unique_ptr<Product> ChosenProducts::linear(const std::string& name, Matrix weights) {
  Products& products = roles_.count(role_(name)) != 0 ? chosen_ : others_;
  return products.linear(name, std::move(weights));
}

std::unique_ptr<Product> ChosenProducts::attention(AttentionProduct which, std::size_t layer,
                                                   const Matrix& weights) const {
  const char* role = which == AttentionProduct::kScores ? "scores" : "values";
  return roles_.count(role) != 0 ? chosen_.attention(which, layer, weights) : others_.attention(which, layer, weights);
}

}  // namespace lop::network
