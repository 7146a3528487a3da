// Reading, computing and writing one line of the block calculator.
#include "sim/cli/block_calculator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "models/formats/fp32.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/number_calculator.hpp"

namespace lop::cli {
namespace {

std::string code_text(const formats::NumberFormat& format, std::uint32_t code) {
  return fmt::format("{:0{}x}", code, (format.bits() + 3) / 4);
}

}  // namespace

BlockCalculator::BlockCalculator(quantizers::BlockFormat format, const std::string& operation,
                                 quantizers::BlockOptions options, std::optional<std::uint32_t> tensor_scale_code)
    : format_(std::move(format)),
      encodes_(operation == "encode"),
      options_(options),
      tensor_scale_code_(tensor_scale_code) {
  if (!encodes_ && operation != "decode") {
    throw ArgumentError(fmt::format("unknown operation '{}' of blocks; expected encode or decode", operation));
  }
  if (tensor_scale_code_ && !format_.has_tensor_scale) throw ArgumentError(format_.name + " has no tensor scale");
}

std::string BlockCalculator::answer(std::string_view line) const { return encodes_ ? encoded(line) : decoded(line); }

std::string BlockCalculator::encoded(std::string_view line) const {
  std::vector<float> values;
  for (const std::uint32_t code : read_codes(line, 32)) values.push_back(formats::fp32_value(code));
  const float tensor_scale = tensor_scale_code_ ? formats::fp32_value(*tensor_scale_code_)
                                                : quantizers::tensor_scale(format_, values.data(), values.size());
  std::vector<std::uint8_t> codes(values.size()), scales((values.size() + format_.block_size - 1) / format_.block_size);
  quantizers::encode_blocks(format_, options_, tensor_scale, values.data(), values.size(), codes.data(), scales.data());

  std::string text = format_.has_tensor_scale ? fmt::format("{:08x}", formats::fp32_code(tensor_scale)) : "";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (i % format_.block_size == 0) {
      text += (text.empty() ? "" : " ") + code_text(format_.scale, scales[i / format_.block_size]);
    }
    text += " " + code_text(format_.element, codes[i]);
  }
  return text;
}

std::string BlockCalculator::decoded(std::string_view line) const {
  const std::vector<std::uint32_t> operands = read_codes(line, 32);
  const std::size_t first = format_.has_tensor_scale ? 1 : 0, stride = format_.block_size + 1;
  if (operands.size() < first + 2 || (operands.size() - first) % stride == 1) {
    throw ArgumentError(fmt::format("expected {}of each block its scale and 1 to {} codes, got {} operands",
                                    first == 1 ? "the tensor scale's FP32 bits, then " : "", format_.block_size,
                                    operands.size()));
  }
  std::vector<std::uint8_t> codes, scales;
  for (std::size_t i = first; i < operands.size(); ++i) {
    const bool is_scale = (i - first) % stride == 0;
    const formats::NumberFormat& format = is_scale ? format_.scale : format_.element;
    if (operands[i] > format.mask()) {
      throw ArgumentError(fmt::format("operand {}: expected a code of {}, at most {:x}, got {:x}", i + 1, format.name(),
                                      format.mask(), operands[i]));
    }
    (is_scale ? scales : codes).push_back(static_cast<std::uint8_t>(operands[i]));
  }
  std::vector<float> values(codes.size());
  const float tensor_scale = first == 1 ? formats::fp32_value(operands[0]) : 1.0f;
  quantizers::decode_blocks(format_, tensor_scale, codes.data(), scales.data(), codes.size(), values.data());
  std::string text;
  for (const float value : values) {
    text += (text.empty() ? "" : " ") + (std::isnan(value) ? "nan" : fmt::format("{}", value));
  }
  return text;
}

}  // namespace lop::cli
