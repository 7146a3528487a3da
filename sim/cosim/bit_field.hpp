// Fields of a flat vector that is stored least significant byte first.
#pragma once

#include <cstdint>
#include <cstring>

namespace lop::cosim {

/// Field of `width` <= 64 bits at bit `position`; bits of value above the width are dropped.
inline void write_bits(std::uint8_t* bytes, int position, int width, std::uint64_t value) {
  if (position % 8 == 0 && width % 8 == 0) {
    std::memcpy(bytes + position / 8, &value, static_cast<std::size_t>(width / 8));
    return;
  }
  for (int bit = 0; bit < width; ++bit) {
    const int at = position + bit;
    const auto mask = static_cast<std::uint8_t>(1u << (at % 8));
    bytes[at / 8] = static_cast<std::uint8_t>((bytes[at / 8] & ~mask) | (((value >> bit) & 1) != 0 ? mask : 0));
  }
}

inline std::uint64_t read_bits(const std::uint8_t* bytes, int position, int width) {
  std::uint64_t value = 0;
  if (position % 8 == 0 && width % 8 == 0) {
    std::memcpy(&value, bytes + position / 8, static_cast<std::size_t>(width / 8));
    return value;
  }
  for (int bit = 0; bit < width; ++bit) {
    const int at = position + bit;
    value |= static_cast<std::uint64_t>((bytes[at / 8] >> (at % 8)) & 1) << bit;
  }
  return value;
}

}  // namespace lop::cosim
