// Alternating least squares over two planes.
#include "models/quantizers/plane_rule.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/formats/int_format.hpp"
#include "models/quantizers/candidate_rule.hpp"

namespace lop::quantizers {

PlaneRule::PlaneRule(PlaneDigits digits, ScaleRule scale_rule, std::vector<float> ratios)
    : digit_bits_(digits == PlaneDigits::kTernary ? 2 : 1),
      start_share_(digits == PlaneDigits::kTernary ? 1.0 / 4 : 1.0 / 3),
      scale_rule_(scale_rule),
      ratios_(std::move(ratios)) {
  const std::vector<std::uint32_t> codes =
      digits == PlaneDigits::kTernary ? std::vector<std::uint32_t>{0, 1, 3} : std::vector<std::uint32_t>{0, 1};
  for (const std::uint32_t second : codes) {
    for (const std::uint32_t first : codes) {
      const std::uint32_t code = second << digit_bits_ | first;
      combinations_.push_back({code, digit(code, 0), digit(code, 1)});
    }
  }
}

int PlaneRule::digit(std::uint32_t code, int plane) const {
  const std::uint32_t bits = code >> (plane * digit_bits_) & ((1u << digit_bits_) - 1);
  if (digit_bits_ == 1) return bits == 0 ? 1 : -1;
  return bits == 2 ? 0 : formats::sign_extend(bits, 2);
}

double PlaneRule::assign(const ValueGroup& group, Scales scales, std::uint32_t* codes) const {
  double sum = 0;
  for (std::size_t i = 0; i < group.count; ++i) {
    double least = 0;
    for (std::size_t c = 0; c < combinations_.size(); ++c) {
      const double value = combinations_[c].first * scales.first + combinations_[c].second * scales.second;
      const double error = std::abs(value - static_cast<double>(group.values[i]));
      if (c != 0 && !(error < least)) continue;
      least = error;
      codes[i] = combinations_[c].code;
    }
    sum += least * least;
  }
  return sum;
}

PlaneRule::Scales PlaneRule::least_squares(const ValueGroup& group, Scales scales, const std::uint32_t* codes) const {
  double first_squares = 0, second_squares = 0, products = 0, first_share = 0, second_share = 0;
  for (std::size_t i = 0; i < group.count; ++i) {
    const int first = digit(codes[i], 0), second = digit(codes[i], 1);
    const auto value = static_cast<double>(group.values[i]);
    first_squares += first * first;
    second_squares += second * second;
    products += first * second;
    first_share += first * value;
    second_share += second * value;
  }
  const double determinant = first_squares * second_squares - products * products;  // exact: integers
  if (determinant != 0) {
    scales = {(second_squares * first_share - products * second_share) / determinant,
              (first_squares * second_share - products * first_share) / determinant};
  } else if (first_squares != 0) {
    scales.first = (first_share - products * scales.second) / first_squares;
  } else if (second_squares != 0) {
    scales.second = second_share / second_squares;
  }
  // The digits of a plane are symmetric.
  return {std::abs(scales.first), std::abs(scales.second)};
}

GroupMetadata PlaneRule::quantize(const ValueGroup& group) const {
  constexpr int kMostIterations = 50;
  const double maximum = static_cast<double>(absolute_maximum(group.values, group.count));
  std::vector<std::uint32_t> codes(group.count), previous(group.count);
  GroupMetadata best;
  double best_error = 0;
  for (std::size_t start = 0; start < ratios_.size(); ++start) {
    const double sum = maximum * static_cast<double>(ratios_[start]);
    Scales scales{sum * (1 - start_share_), sum * start_share_};
    for (int iteration = 0; iteration < kMostIterations; ++iteration) {
      assign(group, scales, codes.data());
      if (iteration != 0 && codes == previous) break;
      scales = least_squares(group, scales, codes.data());
      previous = codes;
    }
    const float first = scale_rule_.rounded(static_cast<float>(scales.first), false);
    const float second = scale_rule_.rounded(static_cast<float>(scales.second), false);
    const double error = assign(group, {static_cast<double>(first), static_cast<double>(second)}, codes.data());
    if (start != 0 && !(error < best_error)) continue;
    best_error = error;
    best.scale = first;
    best.second_scale = second;
    std::copy(codes.begin(), codes.end(), group.codes);
  }
  return best;
}

void PlaneRule::decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata, double scale,
                       double* values) const {
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = digit(codes[i], 0) * scale + digit(codes[i], 1) * static_cast<double>(metadata.second_scale);
  }
}

}  // namespace lop::quantizers
