// Products inside one another: the arithmetic, the choice of layers, the measurement.
#include "sim/accuracy/computation.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/formats/fp32.hpp"
#include "sim/accuracy/operand_products.hpp"
#include "sim/accuracy/pe_products.hpp"

namespace lop::accuracy {
namespace {

std::unique_ptr<network::Products> pe_products(const Numerics& numerics, bool exact) {
  if (exact) return std::make_unique<OperandProducts>(numerics.slice, numerics.quantization, numerics.scales);
  return std::make_unique<PeProducts>(numerics.slice, numerics.quantization, numerics.scales);
}

}  // namespace

struct Computation::Parts {
  Parts(const Arithmetic& arithmetic, const network::WeightSource& source, network::RoleOf role_of)
      : chosen(by_role(arithmetic), products_of(arithmetic.numerics, arithmetic.exact), std::move(role_of)),
        measured(chosen, source) {}

  std::map<std::string, network::Products*> by_role(const Arithmetic& arithmetic) {
    std::map<std::string, network::Products*> products;
    for (const auto& [role, numerics] : arithmetic.roles) products[role] = &products_of(numerics, arithmetic.exact);
    return products;
  }

  network::Products& products_of(const std::shared_ptr<const Numerics>& numerics, bool exact) {
    std::unique_ptr<network::Products>& products = made[numerics];
    if (!products && numerics->slice != nullptr) products = pe_products(*numerics, exact);
    if (!products) {
      auto some = std::make_unique<network::QuantizedProducts>(numerics->quantization);
      quantized.push_back(some.get());
      products = std::move(some);
    }
    return *products;
  }

  std::map<std::shared_ptr<const Numerics>, std::unique_ptr<network::Products>> made;
  std::vector<const network::QuantizedProducts*> quantized;  // those of them that a PE has no part in
  network::ChosenProducts chosen;
  network::MeasuredProducts measured;
};

Computation::Computation(const Arithmetic& arithmetic, const network::WeightSource& source, network::RoleOf role_of)
    : parts_(std::make_unique<Parts>(arithmetic, source, std::move(role_of))) {}

Computation::~Computation() = default;

network::Products& Computation::products() { return parts_->measured; }

LayerErrors Computation::errors(const std::string& name, std::size_t n, std::size_t k) const {
  LayerErrors errors{name, n, k, parts_->measured.errors().at(name).sqnr_db(), std::nullopt};
  for (const network::QuantizedProducts* quantized : parts_->quantized) {
    const auto weights = quantized->weight_errors().find(name);
    if (weights != quantized->weight_errors().end()) errors.weight_sqnr_db = weights->second.sqnr_db();
  }
  return errors;
}

void hash_logits(report::Sha256& hash, const tensor::Matrix<float>& logits) {
  std::vector<std::uint32_t> codes(logits.values.size());
  std::transform(logits.values.begin(), logits.values.end(), codes.begin(), formats::fp32_canonical);
  hash.update(codes.data(), codes.size() * sizeof codes[0]);
}

}  // namespace lop::accuracy
