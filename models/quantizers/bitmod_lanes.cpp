// One lane a group: the sum of a group stays sequential while eight groups advance together.
#include "models/quantizers/bitmod_lanes.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "models/formats/vector_clones.hpp"
#include "models/quantizers/code_book.hpp"

namespace lop::quantizers {
namespace {

using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

/// elements  {count, kLanes}
template <std::size_t kSize>
[[gnu::always_inline]] inline void add_errors(const LaneTable& table, const float* elements, std::size_t count,
                                              const LaneScales& scales, LaneErrors& sums) {
  // Each constant in every lane, so that a comparison reads it as it lies in memory.
  Lanes values[kSize], bounds[kSize - 1], specials[kLaneCandidates], above[kLaneCandidates], up_to[kLaneCandidates];
  Lanes scale[kScalePairs], errors[kLaneCandidates];
  for (std::size_t i = 0; i < kSize; ++i) values[i] = table.values[i] - Lanes{};
  for (std::size_t i = 0; i + 1 < kSize; ++i) bounds[i] = table.bounds[i] - Lanes{};
  for (std::size_t candidate = 0; candidate < kLaneCandidates; ++candidate) {
    specials[candidate] = table.specials[candidate] - Lanes{};
    above[candidate] = table.above[candidate] - Lanes{};
    up_to[candidate] = table.up_to[candidate] - Lanes{};
  }
  std::memcpy(scale, scales.data(), sizeof scale);
  std::memcpy(errors, sums.data(), sizeof errors);
  for (std::size_t k = 0; k < count; ++k) {
    Lanes element;
    std::memcpy(&element, elements + k * kLanes, sizeof element);
    for (std::size_t pair = 0; pair < kScalePairs; ++pair) {
      const Lanes scaled = element / scale[pair];
      Lanes plain = values[0];
#pragma GCC unroll 16
      for (std::size_t i = 0; i + 1 < kSize; ++i) plain = scaled > bounds[i] ? values[i + 1] : plain;
      for (std::size_t candidate = 2 * pair; candidate < 2 * pair + 2; ++candidate) {
        Lanes value = scaled > above[candidate] ? specials[candidate] : plain;
        value = scaled > up_to[candidate] ? plain : value;
        const Lanes difference = value * scale[pair] - element;
        errors[candidate] += difference * difference;
      }
    }
  }
  std::memcpy(sums.data(), errors, sizeof errors);
}

LOP_VECTOR_CLONES void add_errors_of_7(const LaneTable& table, const float* elements, std::size_t count,
                                       const LaneScales& scales, LaneErrors& sums) {
  add_errors<7>(table, elements, count, scales, sums);
}

LOP_VECTOR_CLONES void add_errors_of_15(const LaneTable& table, const float* elements, std::size_t count,
                                        const LaneScales& scales, LaneErrors& sums) {
  add_errors<15>(table, elements, count, scales, sums);
}

}  // namespace

LaneTable make_lane_table(const formats::NumberFormat& plain, const std::vector<formats::NumberFormat>& candidates) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto book_of = [](const formats::NumberFormat& format) {
    return make_code_book(format, formats::Rounding::kNearestEven, -kInfinity);
  };
  LaneTable table;
  const CodeBook book = book_of(plain);
  table.size = book.values.size();
  if ((table.size != 7 && table.size != 15) || candidates.size() != kLaneCandidates) {
    throw std::logic_error("lane table: not fp3 or fp4");
  }
  std::copy(book.values.begin(), book.values.end(), table.values.begin());
  std::copy(book.bounds.begin(), book.bounds.end(), table.bounds.begin());
  for (std::size_t candidate = 0; candidate < kLaneCandidates; ++candidate) {
    const CodeBook all = book_of(candidates[candidate]);
    const auto mismatch = std::mismatch(book.values.begin(), book.values.end(), all.values.begin()).second;
    const auto place = static_cast<std::size_t>(mismatch - all.values.begin());
    table.specials[candidate] = all.values[place];
    table.above[candidate] = place == 0 ? -kInfinity : all.bounds[place - 1];
    table.up_to[candidate] = place == all.bounds.size() ? kInfinity : all.bounds[place];
  }
  return table;
}

LaneErrors lane_errors(const LaneTable& table, const float* const* values, std::size_t count,
                       const LaneScales& scales) {
  constexpr std::size_t kChunk = 128;
  std::array<float, kChunk * kLanes> elements;
  LaneErrors sums{};
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const std::size_t size = std::min(kChunk, count - begin);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t k = 0; k < size; ++k) elements[k * kLanes + lane] = values[lane][begin + k];
    }
    (table.size == 7 ? add_errors_of_7 : add_errors_of_15)(table, elements.data(), size, scales, sums);
  }
  return sums;
}

}  // namespace lop::quantizers
