// Choosing by role.
#include "models/network/chosen_products.hpp"

namespace lop::network {

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
  const std::string role = which == AttentionProduct::kScores ? "scores" : "values";
  const Products* chosen = find(role);
  if (chosen == nullptr) chosen = find(std::to_string(layer) + "." + role);
  return (chosen != nullptr ? *chosen : others_).attention(which, layer, weights);
}

void ChosenProducts::cache(std::size_t layer, Matrix& rows, std::size_t width) const {
  const auto own = caches_.of_layers.find(layer);
  const auto& type = own != caches_.of_layers.end() ? own->second : caches_.of_all;
  if (type) quantize_heads(*type, rows, width);
}

}  // namespace lop::network
