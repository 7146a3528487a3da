// From a block's largest magnitude to the code of its scale.
#pragma once

#include <cstdint>

#include "models/quantizers/block_format.hpp"
#include "models/quantizers/table_codec.hpp"

namespace lop::quantizers {

class BlockScaleRule {
 public:
  BlockScaleRule(const BlockFormat& format, const BlockOptions& options, float tensor_scale);

  /// peak  finite, not negative
  std::uint8_t code(float peak) const { return power_of_two_ ? exponent_code(peak) : quotient_code(peak); }
  double value(std::uint8_t code) const { return codec_.value(code); }
  std::uint8_t nan_code() const { return static_cast<std::uint8_t>(codec_.encoder.format().nan_code()); }

 private:
  std::uint8_t exponent_code(float peak) const;
  std::uint8_t quotient_code(float peak) const;

  BlockOptions options_;
  const TableCodec& codec_;
  bool power_of_two_;
  int largest_exponent_;                // of the largest element
  std::uint32_t first_significand_up_;  // of 24 bits: from it on rounding to a power of two adds one to the exponent
  double quotient_divisor_;             // exact: an element's few bits times the tensor scale's 24
};

}  // namespace lop::quantizers
