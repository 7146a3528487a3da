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

std::unique_ptr<SliceProducts> pe_products(const Numerics& numerics, bool exact) {
  if (exact) return std::make_unique<OperandProducts>(numerics);
  return std::make_unique<PeProducts>(numerics);
}

}  // namespace

struct Computation::Parts {
  Parts(const Arithmetic& arithmetic, const network::WeightSource& source, network::RoleOf role_of)
      : chosen(by_role(arithmetic), arithmetic.caches, std::move(role_of)), measured(chosen, source) {}

  std::map<std::string, network::Products*> by_role(const Arithmetic& arithmetic) {
    std::map<std::string, network::Products*> products;
    for (const auto& [role, numerics] : arithmetic.roles) products[role] = &products_of(numerics, arithmetic.exact);
    return products;
  }

  network::Products& products_of(const std::shared_ptr<const Numerics>& numerics, bool exact) {
    std::unique_ptr<network::Products>& products = made[numerics];
    if (products) return *products;
    if (numerics->slice != nullptr) {
      auto some = pe_products(*numerics, exact);
      weight_errors.push_back(&some->weight_errors());
      chosen_parameters.push_back(&some->chosen());
      products = std::move(some);
    } else {
      auto some = std::make_unique<network::QuantizedProducts>(numerics->quantization);
      weight_errors.push_back(&some->weight_errors());
      products = std::move(some);
    }
    return *products;
  }

  std::map<std::shared_ptr<const Numerics>, std::unique_ptr<network::Products>> made;
  std::vector<const std::map<std::string, quantizers::ErrorMeter>*> weight_errors;
  std::vector<const std::map<std::string, pe::Choices>*> chosen_parameters;
  network::ChosenProducts chosen;
  network::MeasuredProducts measured;
};

Computation::Computation(const Arithmetic& arithmetic, const network::WeightSource& source, network::RoleOf role_of)
    : parts_(std::make_unique<Parts>(arithmetic, source, std::move(role_of))) {}

Computation::~Computation() = default;

network::Products& Computation::products() { return parts_->measured; }

LayerErrors Computation::errors(const std::string& name, std::size_t n, std::size_t k) const {
  LayerErrors errors{name, n, k, parts_->measured.errors().at(name).sqnr_db(), std::nullopt, {}};
  for (const auto* weights : parts_->weight_errors) {
    const auto found = weights->find(name);
    if (found != weights->end()) errors.weight_sqnr_db = found->second.sqnr_db();
  }
  for (const auto* parameters : parts_->chosen_parameters) {
    const auto found = parameters->find(name);
    if (found != parameters->end()) errors.parameters = found->second;
  }
  return errors;
}

void hash_logits(report::Sha256& hash, const tensor::Matrix<float>& logits) {
  std::vector<std::uint32_t> codes(logits.values.size());
  std::transform(logits.values.begin(), logits.values.end(), codes.begin(), formats::fp32_canonical);
  hash.update(codes.data(), codes.size() * sizeof codes[0]);
}

}  // namespace lop::accuracy
