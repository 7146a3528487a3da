// Scaled-block dot products in rationals: elements and scales from their definitions, one rounding a block, one a sum.
#pragma once

#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "tests/models/formats/exact_oracle.hpp"
#include "tests/models/pe/operands.hpp"

namespace lop::test {

/// A number, or none: infinity and NaN.
struct Maybe {
  bool invalid = false;
  Rational value = 0;
};

struct BlockDefinition {
  std::string stem;
  Maybe (*element)(const std::string& mode, std::uint32_t code);
  Maybe (*scale)(std::uint32_t code);
};

inline std::uint32_t fp32_of(const Rational& value, bool negative) {
  return code_of(kFp32Definition, negative, abs(value), formats::Rounding::kNearestEven, false);
}

/// IEEE 754 sum of two FP32 codes, neither of them NaN: rationals, infinities apart.
inline std::uint32_t fp32_sum_of(std::uint32_t a, std::uint32_t b) {
  constexpr std::uint32_t kNan = 0x7fc00000;
  const Number x = number_of(kFp32Definition, a), y = number_of(kFp32Definition, b);
  if (x.infinite && y.infinite && x.negative != y.negative) return kNan;
  if (x.infinite) return a;
  if (y.infinite) return b;
  const Rational sum = x.value() + y.value();
  return fp32_of(sum, sum < 0 || (sum == 0 && x.negative && y.negative));
}

/// Accumulator of one output of row `r` and column `c`.
inline std::uint32_t block_oracle(const BlockDefinition& definition, const std::string& mode,
                                  const OutputOperands& output, std::size_t r, std::size_t c) {
  constexpr std::uint32_t kNan = 0x7fc00000;
  std::uint32_t accumulator = 0;
  std::size_t k = 0;
  for (std::size_t g = 0; g < output.group_sizes.size(); ++g) {
    Rational sum = 0;
    const Maybe a_scale = definition.scale(output.row_metadata[r][g]),
                w_scale = definition.scale(output.metadata[c][g].scale);
    bool invalid = a_scale.invalid || w_scale.invalid;
    for (const std::size_t end = k + static_cast<std::size_t>(padded(output.group_sizes[g], 8)); k < end; ++k) {
      const Maybe a = definition.element(mode, output.activations[r][k]),
                  w = definition.element(mode, output.weights[c][k]);
      invalid = invalid || a.invalid || w.invalid;
      sum += a.value * w.value;
    }
    if (invalid || accumulator == kNan) {
      accumulator = kNan;
      continue;
    }
    const Rational block = sum * a_scale.value * w_scale.value;
    accumulator = fp32_sum_of(accumulator, fp32_of(block, block < 0));
  }
  return accumulator;
}

/// Elements and scales of random outputs: scales whose products reach both ends of FP32, and neighbouring ones that
/// meet.
inline void expect_exact_blocks(const BlockDefinition& definition, const std::vector<std::vector<int>>& group_sizes,
                                int outputs) {
  const auto slice = pe::make_slice(definition.stem);
  const std::unique_ptr<pe::Grid> grid = slice->make_grid(2, 3);
  grid->reset();
  for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
    OperandDraw draw(Draw::kUniform, 31 + static_cast<std::uint64_t>(mode));
    for (int i = 0; i < outputs; ++i) {
      OutputOperands output =
          draw_output(*slice, mode, 2, 3, group_sizes[static_cast<std::size_t>(i) % group_sizes.size()], draw);
      const std::uint32_t base = draw.random();
      const auto redraw = [&](std::uint32_t place) {
        return i % 4 == 0 ? draw.random() & 255 : ((base >> place) + draw.random() % 6) & 255;
      };
      for (auto& row : output.row_metadata) {
        for (std::uint32_t& scale : row) scale = redraw(0);
      }
      for (auto& column : output.metadata) {
        for (pe::Metadata& metadata : column) metadata.scale = redraw(8);
      }
      for (auto* side : {&output.activations, &output.weights}) {
        for (auto& line : *side) {
          for (std::uint32_t& code : line) {
            code = draw.random() & ((1u << slice->weight_bits(mode)) - 1);
            // One special code in a block of few would hide every sum.
            while (i % 8 != 0 && definition.element(slice->modes()[static_cast<std::size_t>(mode)], code).invalid)
              code /= 2;
          }
        }
      }
      run_output(*slice, *grid, output);
      for (std::size_t o = 0; o < 6; ++o) {
        ASSERT_EQ(grid->accumulators()[o],
                  block_oracle(definition, slice->modes()[static_cast<std::size_t>(mode)], output, o / 3, o % 3))
            << slice->modes()[static_cast<std::size_t>(mode)] << " output " << i << " place " << o;
      }
    }
  }
}

}  // namespace lop::test
