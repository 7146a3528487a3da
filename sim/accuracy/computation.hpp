// The products of an Arithmetic, and how far each layer is from the unquantised one.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "models/network/chosen_products.hpp"
#include "models/network/measured_products.hpp"
#include "models/tensor/matrix.hpp"
#include "sim/accuracy/arithmetic.hpp"
#include "sim/report/sha256.hpp"

namespace lop::accuracy {

struct LayerErrors {
  std::string name;
  std::size_t n = 0, k = 0;
  std::optional<double> sqnr_db, weight_sqnr_db;
  pe::Choices parameters;  // of the PE, that were chosen for it
};

class Computation {
 public:
  /// arithmetic, source  live as long as this
  Computation(const Arithmetic& arithmetic, const network::WeightSource& source, network::RoleOf role_of);
  ~Computation();

  network::Products& products();

  /// Of a layer that has been computed.
  LayerErrors errors(const std::string& name, std::size_t n, std::size_t k) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Adds the FP32 bits of logits, row by row.
void hash_logits(report::Sha256& hash, const tensor::Matrix<float>& logits);

}  // namespace lop::accuracy
