// What posit_decode makes of a code, from models/formats/posit.hpp.
#pragma once

#include "models/formats/posit.hpp"

namespace lop::cosim {

inline int leading_one(std::uint64_t bits) {
  int position = -1;
  for (; bits != 0; bits >>= 1) ++position;
  return position;
}

/// The significand's leading one is bit 31.
struct DecodedPosit {
  bool zero, nar, sign;
  int scale;
  std::uint64_t significand;
};

inline DecodedPosit decoded_posit(const formats::PositFormat& format, std::uint32_t code) {
  const formats::PositUnpacked number = unpack(format, code);
  DecodedPosit decoded{number.posit_class == formats::PositClass::kZero,
                       number.posit_class == formats::PositClass::kNar, number.negative,
                       -(format.bits - 1) * (1 << format.exponent_bits), 0};
  if (number.posit_class != formats::PositClass::kReal) return decoded;
  const int fraction_bits = leading_one(number.significand);
  decoded.scale = number.exponent + fraction_bits;
  decoded.significand = number.significand << (31 - fraction_bits);
  return decoded;
}

}  // namespace lop::cosim
