// Random operands of a slice for comparisons of GEMMs: every code may come, numbers that are none now and then.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "models/formats/number_format.hpp"
#include "models/tensor/gemm.hpp"

namespace lop::test {

/// kMiddle: magnitudes of the lower middle, whose sums overflow nothing. kLines: one code all along a line, extremes
/// among them, so that sums go as far as they can.
enum class CodeDraw { kFinite, kAny, kCorners, kSparse, kNarrow, kMiddle, kLines };
inline constexpr CodeDraw kCodeDraws[] = {CodeDraw::kFinite, CodeDraw::kAny,    CodeDraw::kCorners, CodeDraw::kSparse,
                                          CodeDraw::kNarrow, CodeDraw::kMiddle, CodeDraw::kLines};

/// Draws the codes of one operand.
class CodeSource {
 public:
  CodeSource(const std::string& format_name, int bits) : mask_(bits == 32 ? ~0u : (1u << bits) - 1) {
    const formats::NumberFormat format = formats::number_format(format_name);
    for (std::uint32_t code = 0; bits <= 16 && code <= mask_; ++code) {
      (std::isfinite(format.decode(code)) ? finite_ : others_).push_back(code);
    }
  }

  void fill(CodeDraw draw, std::mt19937_64& random, tensor::Matrix<std::uint32_t>& codes) const {
    const std::uint32_t sign = mask_ / 2 + 1, base = next(random), span = 1 + mask_ / (mask_ > 0xff ? 20 : 4);
    const std::uint32_t corners[] = {0, sign, mask_, sign - 1, 1, sign + 1, finite(random), base};
    for (std::size_t i = 0; i < codes.values.size(); ++i) {
      std::uint32_t& code = codes.values[i];
      const std::uint32_t bits = next(random);
      switch (draw) {
        case CodeDraw::kFinite: code = finite(random); break;
        case CodeDraw::kAny: code = !others_.empty() && bits % 400 == 0 ? other(random) : finite(random); break;
        case CodeDraw::kCorners: code = finite_or_zero(corners[bits % 8]); break;
        case CodeDraw::kSparse: code = bits % 3 == 0 ? finite(random) : bits & sign; break;
        case CodeDraw::kNarrow:
          code = finite_or_zero((bits & sign) | ((base + next(random) % span) & (sign - 1)));
          break;
        case CodeDraw::kMiddle:
          code = finite_or_zero((bits & sign) | (sign / 4 + next(random) % (sign / 4 + sign / 16 + 1)));
          break;
        case CodeDraw::kLines: code = finite_or_zero(corners[1 + i / codes.columns % 6]); break;
      }
      // Bits above a code are looked at by nothing.
      if (mask_ != ~0u && bits >> 28 == 0) code |= next(random) & ~mask_;
    }
  }

 private:
  static std::uint32_t next(std::mt19937_64& random) { return static_cast<std::uint32_t>(random() >> 32); }
  std::uint32_t finite(std::mt19937_64& random) const {
    return finite_.empty() ? next(random) : finite_[next(random) % finite_.size()];
  }
  std::uint32_t other(std::mt19937_64& random) const { return others_[next(random) % others_.size()]; }
  std::uint32_t finite_or_zero(std::uint32_t code) const {
    return std::binary_search(others_.begin(), others_.end(), code) ? 0 : code;
  }

  std::uint32_t mask_;
  std::vector<std::uint32_t> finite_, others_;  // in rising order; empty for a wide format
};

/// GEMMs of one output of slices by default, made to show what random ones hardly ever do.
struct CornerGemm {
  std::string stem, mode;
  tensor::GemmOperands operands;
};

inline std::vector<CornerGemm> corner_gemms() {
  const auto line = [](std::vector<std::uint32_t> codes) {
    tensor::Matrix<std::uint32_t> matrix(1, codes.size());
    matrix.values = std::move(codes);
    return matrix;
  };
  // Products of 2^14: an accumulator of 32 bits wraps at 2^17 of them.
  CornerGemm wrap{"int8_mac", "int8", {}};
  wrap.operands.activations = wrap.operands.weights = line(std::vector<std::uint32_t>((1 << 17) + 3, 0x80));
  // 2^30 + 2^6 + 2^-32: FP32's last place is 2^7, so that the last term alone decides, 62 places below the first.
  CornerGemm tie{"mxfp_dot", "e5m2", {}};
  tie.operands.activations = line({0x78, 0x54, 0x01});
  tie.operands.weights = line({0x78, 0x3c, 0x01});
  tie.operands.metadata = tensor::Matrix<pe::Metadata>(1, 1, pe::Metadata{127, 0, 0});
  tie.operands.row_metadata = tensor::Matrix<std::uint32_t>(1, 1, 127);
  return {wrap, tie};
}

/// Mostly near 1; now and then anything, infinities and NaNs among it.
inline std::uint32_t random_fp32(std::mt19937_64& random) {
  const auto bits = static_cast<std::uint32_t>(random());
  const std::uint32_t corners[] = {0, 0x80000000, 0x7f800000, 0x7fc00000, 0xffffffff, 1, 0x007fffff, bits};
  const auto choice = random();
  return choice % 64 == 0 ? corners[choice / 64 % 8] : (bits & 0x807fffff) | (120 + (bits >> 23 & 15)) << 23;
}

/// The operands of a slice's mode, for many draws.
class OperandSource {
 public:
  OperandSource(const pe::Slice& slice, int mode)
      : slice_(slice),
        mode_(mode),
        activations_(slice.activation_format(mode), slice.activation_bits(mode)),
        weights_(slice.weight_format(mode), slice.weight_bits(mode)) {}

  tensor::GemmOperands draw(CodeDraw draw, std::size_t m, std::size_t k, std::size_t n, std::uint64_t seed) const {
    std::mt19937_64 random(seed);
    tensor::GemmOperands operands;
    operands.activations = tensor::Matrix<std::uint32_t>(m, k);
    operands.weights = tensor::Matrix<std::uint32_t>(n, k);
    activations_.fill(draw, random, operands.activations);
    weights_.fill(draw, random, operands.weights);
    const std::size_t groups = tensor::group_count(slice_, k);
    operands.metadata = tensor::Matrix<pe::Metadata>(groups > 0 ? n : 0, groups);
    for (pe::Metadata& metadata : operands.metadata.values) {
      metadata = {scale(random), static_cast<std::uint8_t>(random()), static_cast<std::uint8_t>(random())};
    }
    if (slice_.row_metadata_bits(mode_) > 0) {
      operands.row_metadata = tensor::Matrix<std::uint32_t>(m, groups);
      for (std::uint32_t& metadata : operands.row_metadata.values) metadata = scale(random);
      if (seed % 4 != 0) tensor::derive_row_metadata(slice_, mode_, operands);
    }
    if (slice_.has_channel_scale() && seed % 3 != 0) {
      for (std::size_t c = 0; c < n; ++c) operands.channel_scale.push_back(random_fp32(random));
    }
    return operands;
  }

 private:
  std::uint32_t scale(std::mt19937_64& random) const {
    const pe::MetadataUse use = slice_.metadata_use(mode_);
    const auto bits = static_cast<std::uint32_t>(random());
    if (use.scale_bits == 32) return random_fp32(random);
    // Of an eight-bit power of two few are near enough to one another.
    return bits % 16 == 0 ? bits >> 8 : use.one + (bits >> 8) % 16;
  }

  const pe::Slice& slice_;
  int mode_;
  CodeSource activations_, weights_;
};

}  // namespace lop::test
