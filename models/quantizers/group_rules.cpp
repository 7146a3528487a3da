// The group rules of the released BitMoD code, each step rounded to the chosen arithmetic.
#include "models/quantizers/group_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/formats/fp32.hpp"

namespace lop::quantizers {

float Fp16Arithmetic::round(float value) {
  return formats::fp32_value(formats::fp32_from_fp16(formats::fp16_from_fp32(formats::fp32_code(value))));
}

namespace {

template <typename Arithmetic>
float clamped_scale(float range, float levels) {
  return std::clamp(Arithmetic::round(range / levels), Arithmetic::round(1e-5f), Arithmetic::round(1e4f));
}

float absolute_maximum(const float* weights, std::size_t count) {
  float maximum = 0;
  for (std::size_t i = 0; i < count; ++i) maximum = std::max(maximum, std::abs(weights[i]));
  return maximum;
}

/// Index of the nearest value of a book for a chunk of scaled weights: the number of midpoints below each.
void nearest_indices(const CodeBook& book, const float* scaled, std::size_t count, std::int32_t* indices) {
  std::fill(indices, indices + count, 0);
  for (int m = 0; m + 1 < book.size; ++m) {
    const float midpoint = book.midpoints[static_cast<std::size_t>(m)];
    for (std::size_t i = 0; i < count; ++i) indices[i] += scaled[i] > midpoint ? 1 : 0;
  }
}

template <typename Arithmetic>
float quantize_by_book(const float* weights, std::size_t count, const CodeBook& book, float scale, std::uint32_t* codes) {
  constexpr std::size_t kChunk = 128;
  std::array<float, kChunk> scaled;
  std::array<std::int32_t, kChunk> indices;
  float sum = 0;
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const std::size_t size = std::min(kChunk, count - begin);
    for (std::size_t i = 0; i < size; ++i) scaled[i] = Arithmetic::round(weights[begin + i] / scale);
    nearest_indices(book, scaled.data(), size, indices.data());
    for (std::size_t i = 0; i < size; ++i) {
      const auto index = static_cast<std::size_t>(indices[i]);
      codes[begin + i] = book.codes[index];
      const float dequantized = Arithmetic::round(book.values[index] * scale);
      const float difference = Arithmetic::round(dequantized - weights[begin + i]);
      sum += Arithmetic::round(difference * difference);
    }
  }
  return Arithmetic::error(sum, count);
}

}  // namespace

template <typename Arithmetic>
GroupMetadata quantize_symmetric(const float* weights, std::size_t count, int bits, std::uint32_t* codes) {
  const int limit = (1 << (bits - 1)) - 1;
  const float scale = clamped_scale<Arithmetic>(absolute_maximum(weights, count), static_cast<float>(limit));
  const std::uint32_t mask = (1u << bits) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const float nearest = std::nearbyint(Arithmetic::round(weights[i] / scale));
    const float clamped = std::clamp(nearest, static_cast<float>(-limit), static_cast<float>(limit));
    codes[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>(clamped)) & mask;
  }
  return {scale};
}

template <typename Arithmetic>
GroupMetadata quantize_asymmetric(const float* weights, std::size_t count, int bits, std::uint32_t* codes) {
  const auto [lowest, highest] = std::minmax_element(weights, weights + count);
  float minimum = *lowest;
  float maximum = *highest;
  if (minimum == maximum) {
    minimum = std::min(minimum, 0.0f);
    maximum = std::max(maximum, 0.0f);
  }
  const auto limit = static_cast<float>((1 << bits) - 1);
  const float scale = clamped_scale<Arithmetic>(Arithmetic::round(maximum - minimum), limit);
  const float zero = std::clamp(std::nearbyint(Arithmetic::round(-minimum / scale)), 0.0f, limit);
  for (std::size_t i = 0; i < count; ++i) {
    const float nearest = std::nearbyint(Arithmetic::round(weights[i] / scale));
    codes[i] = static_cast<std::uint32_t>(std::clamp(Arithmetic::round(nearest + zero), 0.0f, limit));
  }
  return {scale, 0, static_cast<std::uint8_t>(zero)};
}

template <typename Arithmetic>
GroupMetadata quantize_by_books(const float* weights, std::size_t count, const std::vector<CodeBook>& books, float unit,
                                std::uint32_t* codes) {
  const float maximum = absolute_maximum(weights, count);
  std::vector<std::uint32_t> candidate_codes(count);
  GroupMetadata best{0};
  float best_error = 0;
  for (std::size_t b = 0; b < books.size(); ++b) {
    const float scale = clamped_scale<Arithmetic>(maximum, books[b].peak);
    const float error = quantize_by_book<Arithmetic>(weights, count, books[b], scale, candidate_codes.data());
    if (b != 0 && !(error < best_error)) continue;
    best_error = error;
    best = {scale / unit, static_cast<std::uint8_t>(b)};
    std::copy(candidate_codes.begin(), candidate_codes.end(), codes);
  }
  return best;
}

template GroupMetadata quantize_symmetric<Fp32Arithmetic>(const float*, std::size_t, int, std::uint32_t*);
template GroupMetadata quantize_symmetric<Fp16Arithmetic>(const float*, std::size_t, int, std::uint32_t*);
template GroupMetadata quantize_asymmetric<Fp32Arithmetic>(const float*, std::size_t, int, std::uint32_t*);
template GroupMetadata quantize_asymmetric<Fp16Arithmetic>(const float*, std::size_t, int, std::uint32_t*);
template GroupMetadata quantize_by_books<Fp32Arithmetic>(const float*, std::size_t, const std::vector<CodeBook>&, float,
                                                         std::uint32_t*);
template GroupMetadata quantize_by_books<Fp16Arithmetic>(const float*, std::size_t, const std::vector<CodeBook>&, float,
                                                         std::uint32_t*);

}  // namespace lop::quantizers
