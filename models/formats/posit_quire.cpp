// The quire as 64-bit words: aligned add and subtract, and one rounding on the way out.
#include "models/formats/posit_quire.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace lop::formats {
namespace {

/// maxpos^2 is 2^(4 * max_scale) last places: 4 * max_scale + 1 bits, 63 for the carries of 2^63 - 1 products, and the sign.
std::size_t word_count(const PositFormat& format) { return (static_cast<std::size_t>(format.max_scale()) * 4 + 65 + 63) / 64; }

/// Bits from `first` on, up to 64 of them.
std::uint64_t window(const std::vector<std::uint64_t>& words, int first) {
  const auto word = static_cast<std::size_t>(first / 64);
  const int offset = first % 64;
  const std::uint64_t low = words[word] >> offset;
  return offset == 0 || word + 1 == words.size() ? low : low | words[word + 1] << (64 - offset);
}

int bit_length(const std::vector<std::uint64_t>& words) {
  for (std::size_t word = words.size(); word-- != 0;) {
    if (words[word] == 0) continue;
    int length = 0;
    while (length < 64 && words[word] >> length != 0) ++length;
    return static_cast<int>(word) * 64 + length;
  }
  return 0;
}

}  // namespace

PositQuire::PositQuire(const PositFormat& format) : format_(format), words_(word_count(format), 0) {}

void PositQuire::clear() {
  nar_ = false;
  std::fill(words_.begin(), words_.end(), 0);
}

void PositQuire::accumulate(const PositUnpacked& number) {
  // Never negative, as every posit is a multiple of minpos.
  const int shift = number.exponent - last_place_exponent();
  const int offset = shift % 64;
  const auto first = static_cast<std::size_t>(shift / 64);
  const std::uint64_t parts[2] = {number.significand << offset, offset == 0 ? 0 : number.significand >> (64 - offset)};
  bool carry = false;
  for (std::size_t word = first; word < words_.size(); ++word) {
    const std::uint64_t part = word - first < 2 ? parts[word - first] : 0;
    if (part == 0 && !carry && word > first) break;
    const std::uint64_t before = words_[word];
    const std::uint64_t carry_in = carry ? 1 : 0;
    if (number.negative) {
      words_[word] = before - part - carry_in;
      carry = before < part || (before == part && carry);
    } else {
      words_[word] = before + part + carry_in;
      carry = words_[word] < before || (words_[word] == before && carry);
    }
  }
}

void PositQuire::add_product(std::uint32_t a_code, std::uint32_t b_code) {
  const PositUnpacked a = unpack(format_, a_code);
  const PositUnpacked b = unpack(format_, b_code);
  nar_ = nar_ || a.posit_class == PositClass::kNar || b.posit_class == PositClass::kNar;
  if (a.posit_class != PositClass::kReal || b.posit_class != PositClass::kReal) return;
  accumulate({PositClass::kReal, a.negative != b.negative, a.significand * b.significand, a.exponent + b.exponent});
}

void PositQuire::add(std::uint32_t code) {
  const PositUnpacked number = unpack(format_, code);
  nar_ = nar_ || number.posit_class == PositClass::kNar;
  if (number.posit_class == PositClass::kReal) accumulate(number);
}

std::vector<std::uint64_t> PositQuire::magnitude() const {
  std::vector<std::uint64_t> words = words_;
  if (!is_negative()) return words;
  bool carry = true;
  for (std::uint64_t& word : words) {
    word = ~word + (carry ? 1 : 0);
    carry = carry && word == 0;
  }
  return words;
}

std::uint32_t PositQuire::rounded(const PositFormat& result) const {
  if (nar_) return result.nar_code();
  const std::vector<std::uint64_t> words = magnitude();
  const int first = std::max(bit_length(words) - 64, 0);
  bool sticky = false;
  for (int bit = 0; bit < first && !sticky; bit += 64) {
    const std::uint64_t word = words[static_cast<std::size_t>(bit / 64)];
    sticky = (first - bit >= 64 ? word : word << (64 - (first - bit))) != 0;
  }
  return pack(result, is_negative(), window(words, first), first + last_place_exponent(), sticky);
}

bool PositQuire::fits(int width) const { return nar_ || bit_length(magnitude()) < width; }

std::vector<std::uint64_t> PositQuire::code(int width) const {
  if (!fits(width)) {
    throw std::range_error("quire of " + format_.name() + ": the sum needs " +
                           std::to_string(bit_length(magnitude()) + 1) + " bits, the register has " + std::to_string(width));
  }
  const std::uint64_t sign_extension = !nar_ && is_negative() ? ~std::uint64_t{0} : 0;
  std::vector<std::uint64_t> words(static_cast<std::size_t>(width + 63) / 64, sign_extension);
  if (nar_) {
    words.back() = std::uint64_t{1} << ((width - 1) % 64);
    return words;
  }
  std::copy_n(words_.begin(), std::min(words.size(), words_.size()), words.begin());
  if (width % 64 != 0) words.back() &= (std::uint64_t{1} << (width % 64)) - 1;
  return words;
}

}  // namespace lop::formats
