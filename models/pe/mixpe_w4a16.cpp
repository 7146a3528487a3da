// MixPE W4A16 slice: floating-point and fixed-point sums.
#include "models/pe/mixpe_w4a16.hpp"

#include <cmath>

#include "models/pe/fp16_sum.hpp"
#include "models/pe/mixpe_grid.hpp"
#include "models/formats/vector_clones.hpp"

namespace lop::pe {
namespace {

constexpr int kDefaultGuardBits = 3, kMostGuardBits = 8;

bool is_finite(std::uint32_t code) { return (code & 0x7c00) != 0x7c00; }

/// Exponent field, 1 for zero and subnormals.
std::uint32_t exponent_field(std::uint32_t code) { return std::max((code >> 10) & 31, 1u); }

LOP_VECTOR_CLONES void add_to_fp32(float activation, const float* weights, std::size_t columns, float* sums) {
  for (std::size_t c = 0; c < columns; ++c) sums[c] += activation * weights[c];
}

struct FloatSums {
  using Sum = float;
  static constexpr bool kHasRowMetadata = false;

  bool fp16;

  /// An infinity or NaN is as good as zero: it makes its group invalid.
  static float activation(std::uint32_t code, std::uint32_t) {
    return is_finite(code) ? formats::fp32_value(formats::fp32_from_fp16(code)) : 0.0f;
  }
  static bool is_number(std::uint32_t code) { return is_finite(code); }
  void add_products(float activation, const float* weights, std::size_t columns, float* sums) const {
    if (fp16) {
      for (std::size_t c = 0; c < columns; ++c) sums[c] = add_to_fp16(activation, weights[c], sums[c]);
    } else {
      add_to_fp32(activation, weights, columns, sums);
    }
  }
  static float group(float sum, float row_sum, const int* zero_point, std::uint32_t) {
    if (zero_point == nullptr) return sum;
    const float product = static_cast<float>(*zero_point) * row_sum;
    return sum - product;
  }
};

struct BlockAlignedSums : MixpeFixedSums<std::int64_t> {
  static constexpr bool kHasRowMetadata = true;

  int guard_bits;

  explicit BlockAlignedSums(int bits) : guard_bits(bits) {}

  Sum activation(std::uint32_t code, std::uint32_t row_metadata) const {
    return mixpe_aligned(code, row_metadata, guard_bits);
  }
  static bool is_number(std::uint32_t code) { return is_finite(code); }
  /// FP32 has room for every group.
  float group(Sum sum, Sum row_sum, const int* zero_point, std::uint32_t row_metadata) const {
    return std::ldexp(difference(sum, row_sum, zero_point), mixpe_aligned_last_place(row_metadata, guard_bits));
  }
};

const std::vector<Parameter>& w4a16_parameters() {
  static const std::vector<Parameter> kParameters = {
      mixpe_multiplier(),
      {"accumulator", {"fp32", "fp16", "block_aligned"}, ParameterKind::kGates},
      mixpe_weight_mode(),
      mixpe_group_size("the widest fixed-point sum that is built"),
      {"guard_bits", {std::to_string(kDefaultGuardBits)}, ParameterKind::kGates, 0,
       [](const std::string& value) { return is_number_between(value, 0, kMostGuardBits); },
       "a number from 0 to " + std::to_string(kMostGuardBits)}};
  return kParameters;
}

}  // namespace

std::int64_t mixpe_aligned(std::uint32_t code, std::uint32_t row_metadata, int guard_bits) {
  const std::uint32_t significand = (code & 0x3ff) | ((code & 0x7c00) != 0 ? 0x400 : 0), field = exponent_field(code);
  const std::uint32_t group_field = row_metadata & 31, shift = group_field > field ? group_field - field : 0;
  const auto magnitude = static_cast<std::int64_t>(significand << guard_bits >> shift);
  return (code & 0x8000) != 0 ? -magnitude : magnitude;
}

MixpeW4a16::MixpeW4a16(const Choices& choices)
    : MixpeSlice(std::string(kStem), w4a16_parameters(), choices),
      accumulator_(static_cast<MixpeAccumulator>(choice_index(parameters(), this->choices(), "accumulator"))),
      guard_bits_(choice_number(this->choices(), "guard_bits")) {}

std::uint32_t MixpeW4a16::variant() const {
  const auto guard_nibble = static_cast<std::uint32_t>(guard_bits_ - kDefaultGuardBits) & 15;
  return MixpeSlice::variant() | static_cast<std::uint32_t>(accumulator_) << 8 | guard_nibble << 12;
}

std::optional<std::uint32_t> MixpeW4a16::derived_row_metadata(int, const std::uint32_t* codes,
                                                              std::size_t count) const {
  if (!block_aligned()) return std::nullopt;
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (is_finite(codes[i]) && (codes[i] & 0x7fff) != 0) largest = std::max(largest, exponent_field(codes[i]));
  }
  return largest;
}

std::unique_ptr<Grid> MixpeW4a16::make_grid(int rows, int columns) const {
  if (block_aligned()) {
    return std::make_unique<MixpeGrid<BlockAlignedSums>>(BlockAlignedSums(guard_bits_), rows, columns);
  }
  return std::make_unique<MixpeGrid<FloatSums>>(FloatSums{accumulator_ == MixpeAccumulator::kFp16}, rows, columns);
}

}  // namespace lop::pe
