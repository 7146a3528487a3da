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

std::unique_ptr<network::Products> pe_products(const Arithmetic& arithmetic) {
  if (arithmetic.slice == nullptr) return nullptr;
  if (arithmetic.exact) {
    return std::make_unique<OperandProducts>(arithmetic.slice, arithmetic.quantization, arithmetic.scales);
  }
  return std::make_unique<PeProducts>(arithmetic.slice, arithmetic.quantization, arithmetic.scales);
}

}  // namespace

struct Computation::Parts {
  Parts(const Arithmetic& arithmetic, const network::WeightSource& source, network::RoleOf role_of)
      : quantized(arithmetic.quantization),
        pe(pe_products(arithmetic)),
        chosen(pe ? *pe : quantized, arithmetic.roles, std::move(role_of)),
        measured(chosen, source) {}

  network::QuantizedProducts quantized;
  std::unique_ptr<network::Products> pe;  // null: without one
  network::ChosenProducts chosen;
  network::MeasuredProducts measured;
};

Computation::Computation(const Arithmetic& arithmetic, const network::WeightSource& source, network::RoleOf role_of)
    : parts_(std::make_unique<Parts>(arithmetic, source, std::move(role_of))) {}

Computation::~Computation() = default;

network::Products& Computation::products() { return parts_->measured; }

LayerErrors Computation::errors(const std::string& name, std::size_t n, std::size_t k) const {
  LayerErrors errors{name, n, k, parts_->measured.errors().at(name).sqnr_db(), std::nullopt};
  const auto weights = parts_->quantized.weight_errors().find(name);
  if (weights != parts_->quantized.weight_errors().end()) errors.weight_sqnr_db = weights->second.sqnr_db();
  return errors;
}

void hash_logits(report::Sha256& hash, const tensor::Matrix<float>& logits) {
  std::vector<std::uint32_t> codes(logits.values.size());
  std::transform(logits.values.begin(), logits.values.end(), codes.begin(), formats::fp32_canonical);
  hash.update(codes.data(), codes.size() * sizeof codes[0]);
}

}  // namespace lop::accuracy
