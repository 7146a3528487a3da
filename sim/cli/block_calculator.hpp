// A line of FP32 numbers into a scaled block format and back: `lopsim format` for MX, NVFP4 and the like.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/quantizers/block_format.hpp"

namespace lop::cli {

/// A line is one tensor: blocks side by side, the last one perhaps shorter. Operands are separated by blanks or commas.
///
/// encode  FP32 codes -> the tensor scale's FP32 bits where the format has one, then of each block scale and codes
/// decode  the same back -> the numbers in decimal
class BlockCalculator {
 public:
  /// tensor_scale_code  FP32 bits; without it that of each line's largest magnitude
  /// errors             ArgumentError for an operation that blocks do not have
  BlockCalculator(quantizers::BlockFormat format, const std::string& operation, quantizers::BlockOptions options,
                  std::optional<std::uint32_t> tensor_scale_code);

  /// errors  ArgumentError saying what was expected; quantizers::QuantizeError
  std::string answer(std::string_view line) const;

 private:
  std::string encoded(std::string_view line) const;
  std::string decoded(std::string_view line) const;

  quantizers::BlockFormat format_;
  bool encodes_;
  quantizers::BlockOptions options_;
  std::optional<std::uint32_t> tensor_scale_code_;
};

}  // namespace lop::cli
