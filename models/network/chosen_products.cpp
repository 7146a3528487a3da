// Choosing by role.
#include "models/network/chosen_products.hpp"

namespace lop::network {
namespace {

std::string of_layer(std::size_t layer, const char* role) { return std::to_string(layer) + "." + role; }

}  // namespace

Products* ChosenProducts::find(const std::string& role) const {
  const auto found = by_role_.find(role);
  return found == by_role_.end() ? nullptr : found->second;
}

std::unique_ptr<Product> ChosenProducts::linear(const std::string& name, Matrix weights) {
  Products* chosen = find(role_of_(name));
  return (chosen != nullptr ? *chosen : others_).linear(name, std::move(weights));
}

std::unique_ptr<Product> ChosenProducts::attention(AttentionProduct which, std::size_t layer,
                                                   const Matrix& weights) const {
  const char* role = which == AttentionProduct::kScores ? "scores" : "values";
  const Products* chosen = find(role);
  if (chosen == nullptr) chosen = find(of_layer(layer, role));
  return (chosen != nullptr ? *chosen : others_).attention(which, layer, weights);
}

void ChosenProducts::cache(std::size_t layer, Matrix& rows, std::size_t width) const {
  const Products* chosen = find(of_layer(layer, "kv"));
  (chosen != nullptr ? *chosen : caches_).cache(layer, rows, width);
}

}  // namespace lop::network
