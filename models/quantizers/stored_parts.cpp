// Bytes of codes and scales.
#include "models/quantizers/stored_parts.hpp"

#include <cmath>
#include <utility>

#include "models/formats/fp32.hpp"

namespace lop::quantizers {
namespace {

void put(std::vector<std::uint8_t>& bytes, std::uint32_t code, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(code >> (8 * i)));
}

std::uint32_t e8m0_code(float power) {
  constexpr std::uint32_t kNan = 0xff;
  constexpr int kBias = 127;
  return std::isnan(power) ? kNan : static_cast<std::uint32_t>(std::ilogb(power) + kBias);
}

}  // namespace

StoredPart stored_floats(const std::string& suffix, ScalePrecision precision, std::vector<std::size_t> shape,
                         const std::vector<float>& values) {
  StoredPart part{suffix, PartType::kFp32, std::move(shape), {}};
  for (const float value : values) {
    switch (precision) {
      case ScalePrecision::kFp32: put(part.bytes, formats::fp32_code(value), 4); break;
      case ScalePrecision::kFp16: put(part.bytes, formats::fp16_from_fp32(formats::fp32_code(value)), 2); break;
      case ScalePrecision::kE8m0: put(part.bytes, e8m0_code(value), 1); break;
    }
  }
  if (precision != ScalePrecision::kFp32) {
    part.type = precision == ScalePrecision::kFp16 ? PartType::kFp16 : PartType::kU8;
  }
  return part;
}

StoredPart stored_bytes(const std::string& suffix, const tensor::Matrix<std::uint8_t>& values) {
  return {suffix, PartType::kU8, {values.rows, values.columns}, values.values};
}

StoredPart packed_codes(const std::string& suffix, const tensor::Matrix<std::uint32_t>& codes, int bits) {
  const std::size_t bytes_per_row = (codes.columns * static_cast<std::size_t>(bits) + 7) / 8;
  StoredPart part{suffix, PartType::kU8, {codes.rows, bytes_per_row}, {}};
  part.bytes.reserve(codes.rows * bytes_per_row);
  for (std::size_t row = 0; row < codes.rows; ++row) {
    std::uint64_t pending = 0;
    int pending_bits = 0;
    for (std::size_t column = 0; column < codes.columns; ++column) {
      pending |= std::uint64_t{codes(row, column)} << pending_bits;
      for (pending_bits += bits; pending_bits >= 8; pending_bits -= 8, pending >>= 8) {
        put(part.bytes, static_cast<std::uint32_t>(pending), 1);
      }
    }
    if (pending_bits > 0) put(part.bytes, static_cast<std::uint32_t>(pending), 1);
  }
  return part;
}

}  // namespace lop::quantizers
