// Grid of BitMoD PEs: weight edge, row steps, dequantisation and column accumulators.
#include "models/pe/bitmod_grid.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"

namespace lop::pe {
namespace {

constexpr int kMaxTerms = 4;
constexpr int kCodes = 256;

/// Packed terms of every (mode, special, phase, code): exp, man << 2, sign << 3.
struct TermTable {
  std::array<std::uint8_t, formats::kWeightModeCount * formats::kSpecialCount * kMaxTerms * kCodes> packed;

  TermTable() {
    std::size_t index = 0;
    for (int mode = 0; mode < formats::kWeightModeCount; ++mode) {
      for (int special = 0; special < formats::kSpecialCount; ++special) {
        for (int phase = 0; phase < kMaxTerms; ++phase) {
          for (std::uint32_t code = 0; code < kCodes; ++code) {
            const BitmodTerm term = bitmod_term(static_cast<formats::WeightMode>(mode), code, special, phase);
            packed[index++] = static_cast<std::uint8_t>(term.exp | (term.man ? 4 : 0) | (term.negative ? 8 : 0));
          }
        }
      }
    }
  }

  const std::uint8_t* codes(int mode, int special, int phase) const {
    return packed.data() + ((mode * formats::kSpecialCount + special) * kMaxTerms + phase) * kCodes;
  }
};

const TermTable& term_table() {
  static const TermTable kTable;
  return kTable;
}

/// One FP16 activation as a lane's factor: exponent field (subnormals 1), significand with its hidden bit, sign mask.
struct LaneActivation {
  std::int32_t significand, exponent, sign;

  explicit LaneActivation(std::uint32_t code) {
    const std::int32_t field = (code >> 10) & 31;
    significand = static_cast<std::int32_t>(code & 1023) | (field != 0 ? 1024 : 0);
    exponent = significand == 0 ? kBitmodDeadExponent : std::max(field, 1);
    sign = (code & 0x8000) != 0 ? -1 : 0;
  }
};

namespace portable {
#include "models/pe/bitmod_rows.inc"
}

#if defined(__x86_64__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
#include "models/pe/bitmod_rows.inc"
}
#pragma GCC pop_options

bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }
#else
namespace avx2 = portable;

bool has_avx2() { return false; }
#endif

constexpr std::size_t kVector = portable::kColumns;

/// accumulator + m * scale * 2^(e - 28), exact but for the one rounding of the sum. m * scale has 23 bits.
LOP_VECTOR_CLONES void dequantise_row(const std::int32_t* m, const std::int32_t* e, const std::int32_t* scales,
                                      std::int32_t half_unit, bool head, std::size_t columns, float* accumulators) {
  for (std::size_t c = 0; c < columns; ++c) {
    const std::int32_t power_code = (e[c] - 28 - half_unit + 127) << 23;
    float power;
    std::memcpy(&power, &power_code, sizeof power);
    const float group = m[c] == 0 ? 0.0f : static_cast<float>(m[c] * scales[c]) * power;
    accumulators[c] = (head ? 0.0f : accumulators[c]) + group;
  }
}

}  // namespace

BitmodRowStep bitmod_row_step(Alignment alignment, GuardRounding rounding, bool allow_avx2) {
  const auto& steps = allow_avx2 && has_avx2() ? avx2::kRowSteps : portable::kRowSteps;
  return steps[static_cast<int>(alignment)][static_cast<int>(rounding)];
}

BitmodGrid::BitmodGrid(const Bitmod& slice, int rows, int columns)
    : GridBase(rows, columns),
      scale_mask_((1u << slice.scale_bits()) - 1),
      row_step_(bitmod_row_step(slice.alignment(), slice.rounding())),
      stride_((columns_ + kVector - 1) / kVector * kVector),
      m_(rows_ * stride_),
      e_(rows_ * stride_),
      row_invalid_(rows_),
      accumulators_(rows_ * columns_),
      scales_(columns_) {
  for (int mode = 0; mode < formats::kWeightModeCount; ++mode) steps_per_chunk_.push_back(slice.steps_per_chunk(mode));
  terms_.exp.assign(kBitmodLanes * stride_, kBitmodDeadExponent);   // columns that fill up a vector stay dead
  terms_.man.assign(kBitmodLanes * stride_, 0);
  terms_.sign.assign(kBitmodLanes * stride_, 0);
}

void BitmodGrid::generate_terms(const Step& step) {
  const TermTable& table = term_table();
  for (std::size_t c = 0; c < columns_; ++c) {
    const std::uint8_t* codes = table.codes(step.mode, step.metadata[c].special & 3, phase_);
    for (std::size_t l = 0; l < kBitmodLanes; ++l) {
      const std::int32_t term = codes[step.weights[c * kBitmodLanes + l] & (kCodes - 1)];
      terms_.exp[l * stride_ + c] = (term & 4) != 0 ? term & 3 : kBitmodDeadExponent;
      terms_.man[l * stride_ + c] = -((term >> 2) & 1);
      terms_.sign[l * stride_ + c] = -(term >> 3);
    }
  }
  const bool is_float = formats::is_float(static_cast<formats::WeightMode>(step.mode));
  terms_.bsig = is_float ? (phase_ == 0 ? 1 : 0) : 2 * phase_;
}

void BitmodGrid::accumulate(const Step& step, bool first, bool, bool group_end) {
  if (step.clear) phase_ = 0;
  generate_terms(step);
  if (first) {
    std::fill(m_.begin(), m_.end(), 0);
    std::fill(row_invalid_.begin(), row_invalid_.end(), 0);
  }
  for (std::size_t r = 0; r < rows_; ++r) {
    const std::uint32_t* activations = step.activations + r * kBitmodLanes;
    for (int l = 0; l < kBitmodLanes; ++l) {
      if ((activations[l] & 0x7c00) == 0x7c00) row_invalid_[r] = 1;
    }
    row_step_(activations, terms_, stride_, m_.data() + r * stride_, e_.data() + r * stride_);
  }
  const bool chunk_end = phase_ + 1 >= steps_per_chunk_[static_cast<std::size_t>(step.mode)];
  phase_ = group_end || chunk_end ? 0 : phase_ + 1;
}

void BitmodGrid::end_group(const Step& step, bool head) {
  for (std::size_t c = 0; c < columns_; ++c) {
    scales_[c] = static_cast<std::int32_t>(step.metadata[c].scale & scale_mask_);
  }
  const std::int32_t half_unit = formats::is_float(static_cast<formats::WeightMode>(step.mode)) ? 1 : 0;
  for (std::size_t r = 0; r < rows_; ++r) {
    const std::size_t row = r * columns_;
    dequantise_row(m_.data() + r * stride_, e_.data() + r * stride_, scales_.data(), half_unit, head, columns_,
                   accumulators_.data() + row);
    if (row_invalid_[r] != 0) {
      std::fill_n(accumulators_.begin() + static_cast<std::ptrdiff_t>(row), columns_,
                  formats::fp32_value(formats::kFp32Nan));
    }
  }
}

void BitmodGrid::latch(std::vector<std::uint32_t>& outputs) const {
  for (std::size_t i = 0; i < outputs.size(); ++i) outputs[i] = formats::fp32_canonical(accumulators_[i]);
}

}  // namespace lop::pe
