// The quire as an exact sum of posit products.
#include "models/formats/posit_quire.hpp"

#include <stdexcept>
#include <string>

namespace lop::formats {

// Every posit is a multiple of minpos, and maxpos^2 = 2^(2 * max_scale).
PositQuire::PositQuire(const PositFormat& format)
    : format_(format), sum_(-2 * format.max_scale(), 2 * format.max_scale() + 1) {}

void PositQuire::clear() {
  nar_ = false;
  sum_.clear();
}

void PositQuire::add_product(std::uint32_t a_code, std::uint32_t b_code) {
  const PositUnpacked a = unpack(format_, a_code);
  const PositUnpacked b = unpack(format_, b_code);
  nar_ = nar_ || a.posit_class == PositClass::kNar || b.posit_class == PositClass::kNar;
  if (a.posit_class != PositClass::kReal || b.posit_class != PositClass::kReal) return;
  sum_.add(a.negative != b.negative, a.significand * b.significand, a.exponent + b.exponent);
}

void PositQuire::add(std::uint32_t code) {
  const PositUnpacked number = unpack(format_, code);
  nar_ = nar_ || number.posit_class == PositClass::kNar;
  if (number.posit_class == PositClass::kReal) sum_.add(number.negative, number.significand, number.exponent);
}

std::uint32_t PositQuire::rounded(const PositFormat& result) const {
  if (nar_) return result.nar_code();
  const ExactReal sum = sum_.leading();
  return pack(result, sum.negative, sum.significand, sum.exponent, sum.sticky);
}

std::vector<std::uint64_t> PositQuire::code(int width) const {
  if (!fits(width)) {
    throw std::range_error("quire of " + format_.name() + ": the sum needs " +
                           std::to_string(sum_.magnitude_bits() + 1) + " bits, the register has " +
                           std::to_string(width));
  }
  if (!nar_) return sum_.code(width);
  std::vector<std::uint64_t> words(static_cast<std::size_t>(width + 63) / 64, 0);
  words.back() = std::uint64_t{1} << ((width - 1) % 64);
  return words;
}

}  // namespace lop::formats
