// Two's complement and unsigned integers of 1 to 32 bits.
#pragma once

#include <cstdint>

namespace lop::formats {

/// value of the low `bits` of a two's complement code
constexpr std::int32_t sign_extend(std::uint32_t code, int bits) {
  return static_cast<std::int32_t>(code << (32 - bits)) >> (32 - bits);
}

struct IntFormat {
  int bits;
  bool is_signed = true;

  constexpr std::uint32_t mask() const { return bits == 32 ? 0xffffffff : (std::uint32_t{1} << bits) - 1; }
  constexpr std::int64_t min_value() const { return is_signed ? -(std::int64_t{1} << (bits - 1)) : 0; }
  constexpr std::int64_t max_value() const { return (std::int64_t{1} << (is_signed ? bits - 1 : bits)) - 1; }

  /// Bits of `code` above the format's width are ignored.
  constexpr std::int64_t decode(std::uint32_t code) const {
    return is_signed ? std::int64_t{sign_extend(code, bits)} : std::int64_t{code & mask()};
  }
  /// Saturates.
  constexpr std::uint32_t encode(std::int64_t value) const {
    const std::int64_t clamped = value < min_value() ? min_value() : value > max_value() ? max_value() : value;
    return static_cast<std::uint32_t>(clamped) & mask();
  }
};

}  // namespace lop::formats
