// The exact sum as 64-bit words: aligned add and subtract, and a window on the leading bits.
#include "models/formats/exact_sum.hpp"

#include <algorithm>
#include <stdexcept>

namespace lop::formats {
namespace {

/// 63 bits for the carries of 2^63 - 1 terms, and the sign.
constexpr int kHeadroomBits = 64;

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

ExactSum::ExactSum(int last_place, int top_exponent)
    : last_place_(last_place),
      words_(static_cast<std::size_t>(top_exponent - last_place + kHeadroomBits + 63) / 64, 0) {}

void ExactSum::clear() { std::fill(words_.begin(), words_.end(), 0); }

void ExactSum::add(bool negative, std::uint64_t significand, int exponent) {
  const int shift = exponent - last_place_;
  if (shift < 0) throw std::logic_error("ExactSum: a term has bits below the last place");
  const int offset = shift % 64;
  const auto first = static_cast<std::size_t>(shift / 64);
  const std::uint64_t parts[2] = {significand << offset, offset == 0 ? 0 : significand >> (64 - offset)};
  bool carry = false;
  for (std::size_t word = first; word < words_.size(); ++word) {
    const std::uint64_t part = word - first < 2 ? parts[word - first] : 0;
    if (part == 0 && !carry && word > first) break;
    const std::uint64_t before = words_[word];
    const std::uint64_t carry_in = carry ? 1 : 0;
    if (negative) {
      words_[word] = before - part - carry_in;
      carry = before < part || (before == part && carry);
    } else {
      words_[word] = before + part + carry_in;
      carry = words_[word] < before || (words_[word] == before && carry);
    }
  }
}

std::vector<std::uint64_t> ExactSum::magnitude() const {
  std::vector<std::uint64_t> words = words_;
  if (!is_negative()) return words;
  bool carry = true;
  for (std::uint64_t& word : words) {
    word = ~word + (carry ? 1 : 0);
    carry = carry && word == 0;
  }
  return words;
}

ExactReal ExactSum::leading() const {
  const std::vector<std::uint64_t> words = magnitude();
  const int first = std::max(bit_length(words) - 64, 0);
  bool sticky = false;
  for (int bit = 0; bit < first && !sticky; bit += 64) {
    const std::uint64_t word = words[static_cast<std::size_t>(bit / 64)];
    sticky = (first - bit >= 64 ? word : word << (64 - (first - bit))) != 0;
  }
  return {is_negative(), window(words, first), first + last_place_, sticky};
}

int ExactSum::magnitude_bits() const { return bit_length(magnitude()); }

bool ExactSum::fits(int width) const { return magnitude_bits() < width; }

std::vector<std::uint64_t> ExactSum::code(int width) const {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(width + 63) / 64, is_negative() ? ~std::uint64_t{0} : 0);
  std::copy_n(words_.begin(), std::min(words.size(), words_.size()), words.begin());
  if (width % 64 != 0) words.back() &= (std::uint64_t{1} << (width % 64)) - 1;
  return words;
}

}  // namespace lop::formats
