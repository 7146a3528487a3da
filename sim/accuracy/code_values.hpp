// What codes of operands stand for.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "models/tensor/gemm.hpp"

namespace lop::accuracy {

/// Slice::activation_value in FP32 from a table, called once for each code and each scale code of a group.
class CodeValues {
 public:
  explicit CodeValues(std::shared_ptr<const pe::Slice> slice, int mode);

  /// shapes  {m, k}
  tensor::Matrix<float> activations(const tensor::GemmOperands& operands) const;

 private:
  float value(std::uint32_t code, std::uint32_t metadata) const;

  std::shared_ptr<const pe::Slice> slice_;
  int mode_;
  bool paired_;
  unsigned code_bits_;         // of a code, or of a pair
  bool reads_metadata_;        // what follows from the codes themselves changes none of them
  std::vector<float> values_;  // by scale code, then code; empty where there are too many
};

/// What the codes of a channel's weights stand for, scales of their groups among it, in the slice's default mode.
/// shapes  out [k]
void weight_values(const pe::Slice& slice, const tensor::GemmOperands& operands, std::size_t channel, float* out);

}  // namespace lop::accuracy
