// Little-endian elements from bytes of any alignment.
#include "workloads/tensor_elements.hpp"

#include <cstring>

#include "models/formats/fp32.hpp"

namespace lop::workloads {
namespace {

std::uint16_t half_at(const std::uint8_t* bytes) {
  std::uint16_t half;
  std::memcpy(&half, bytes, sizeof half);
  return half;
}

}  // namespace

bool decode_elements(Dtype dtype, const std::uint8_t* bytes, std::size_t count, float* values) {
  switch (dtype) {
    case Dtype::kF32:
      if (count > 0) std::memcpy(values, bytes, count * sizeof(float));
      return true;
    case Dtype::kF16:
      for (std::size_t i = 0; i < count; ++i) {
        values[i] = formats::fp32_value(formats::fp32_from_fp16(half_at(bytes + 2 * i)));
      }
      return true;
    case Dtype::kBf16:
      for (std::size_t i = 0; i < count; ++i) {
        values[i] = formats::fp32_value(std::uint32_t{half_at(bytes + 2 * i)} << 16);
      }
      return true;
    default: return false;
  }
}

}  // namespace lop::workloads
