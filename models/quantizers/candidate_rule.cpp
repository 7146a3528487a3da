// The search over candidates and ratios.
#include "models/quantizers/candidate_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/formats/fp32.hpp"
#include "models/quantizers/arithmetic.hpp"

namespace lop::quantizers {

float absolute_maximum(const float* values, std::size_t count) {
  // Bits of magnitudes rise with them, and integers have a maximum instruction that vectorises.
  std::uint32_t maximum = 0;
  for (std::size_t i = 0; i < count; ++i) maximum = std::max(maximum, formats::fp32_code(values[i]) & 0x7fffffffu);
  return formats::fp32_value(maximum);
}

template <typename Arithmetic>
CandidateRule<Arithmetic>::CandidateRule(Grids grids, ScaleRule scale_rule, std::vector<float> ratios, float unit)
    : grids_(std::move(grids)), scale_rule_(scale_rule), ratios_(std::move(ratios)), unit_(unit) {}

template <typename Arithmetic>
int CandidateRule<Arithmetic>::special_bits() const {
  int bits = 0;
  while (std::size_t{1} << bits < grids_.size()) ++bits;
  return bits;
}

template <typename Arithmetic>
template <typename Use>
void CandidateRule<Arithmetic>::encode(const ValueGroup& group, std::size_t candidate, float scale,
                                       std::uint32_t* codes, Use use) const {
  constexpr std::size_t kChunk = 128;
  std::array<float, kChunk> scaled, rounded;
  const float divisor = scale == 0 ? 1 : scale;  // a scale of zero belongs to a group of zeros
  for (std::size_t begin = 0; begin < group.count; begin += kChunk) {
    const std::size_t size = std::min(kChunk, group.count - begin);
    for (std::size_t i = 0; i < size; ++i) scaled[i] = Arithmetic::round(group.values[begin + i] / divisor);
    grids_[candidate]->round(scaled.data(), size, group.first + begin, codes + begin, rounded.data());
    use(begin, size, rounded.data());
  }
}

template <typename Arithmetic>
float CandidateRule<Arithmetic>::try_codes(const ValueGroup& group, std::size_t candidate, float scale,
                                           std::uint32_t* codes) const {
  float sum = 0;
  encode(group, candidate, scale, codes, [&](std::size_t begin, std::size_t size, const float* rounded) {
    for (std::size_t i = 0; i < size; ++i) {
      const float difference = Arithmetic::round(Arithmetic::round(rounded[i] * scale) - group.values[begin + i]);
      sum += Arithmetic::round(difference * difference);
    }
  });
  return Arithmetic::error(sum, group.count);
}

template <typename Arithmetic>
void CandidateRule<Arithmetic>::write_codes(const ValueGroup& group, std::size_t candidate, float scale) const {
  encode(group, candidate, scale, group.codes, [](std::size_t, std::size_t, const float*) {});
}

template <typename Arithmetic>
GroupMetadata CandidateRule<Arithmetic>::quantize(const ValueGroup& group) const {
  const float maximum = absolute_maximum(group.values, group.count);
  GroupMetadata best;
  if (grids_.size() * ratios_.size() == 1) {
    best.scale = scale_of(maximum, ratios_.front(), 0);
    write_codes(group, 0, best.scale);
    best.scale /= unit_;
    return best;
  }
  std::vector<std::uint32_t> codes(group.count);
  float best_error = 0;
  bool first = true;
  for (std::size_t candidate = 0; candidate < grids_.size(); ++candidate) {
    for (const float ratio : ratios_) {
      const float scale = scale_of(maximum, ratio, candidate);
      const float error = try_codes(group, candidate, scale, codes.data());
      if (!first && !(error < best_error)) continue;
      first = false;
      best_error = error;
      best.scale = scale / unit_;
      best.special = static_cast<std::uint8_t>(candidate);
      std::copy(codes.begin(), codes.end(), group.codes);
    }
  }
  return best;
}

template <typename Arithmetic>
void CandidateRule<Arithmetic>::decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata,
                                       double scale, double* values) const {
  const ElementGrid& grid = *grids_[metadata.special];
  const double unit = double{unit_};
  for (std::size_t i = 0; i < count; ++i) values[i] = grid.value(codes[i]) * unit * scale;
}

template class CandidateRule<Fp32Arithmetic>;
template class CandidateRule<Fp16Arithmetic>;

}  // namespace lop::quantizers
