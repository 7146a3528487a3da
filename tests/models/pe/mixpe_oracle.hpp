// MixPE in exact rationals, each operation of the column unit rounded once, written from its definition.
#pragma once

#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "tests/models/formats/exact_oracle.hpp"
#include "tests/models/pe/operands.hpp"

namespace lop::test {

inline constexpr std::uint32_t kOracleNan = 0x7fc00000, kOracleInfinity = 0x7f800000;

inline std::uint32_t fp32_of(const Rational& value) {
  return code_of(kFp32Definition, value < 0, abs(value), formats::Rounding::kNearestEven, false);
}

inline std::uint32_t fp32_sum(std::uint32_t a_code, std::uint32_t b_code) {
  const Number a = number_of(kFp32Definition, a_code), b = number_of(kFp32Definition, b_code);
  if (a.nan || b.nan || (a.infinite && b.infinite && a.negative != b.negative)) return kOracleNan;
  if (a.infinite) return a_code;
  if (b.infinite) return b_code;
  const Rational sum = a.value() + b.value();
  if (sum == 0 && a.magnitude == 0 && a.negative && b.negative) return 0x80000000;
  return fp32_of(sum);
}

inline std::uint32_t fp32_product(std::uint32_t a_code, std::uint32_t b_code) {
  const Number a = number_of(kFp32Definition, a_code), b = number_of(kFp32Definition, b_code);
  const bool negative = a.negative != b.negative;
  if (a.nan || b.nan || (a.infinite && b.magnitude == 0 && !b.infinite) ||
      (b.infinite && a.magnitude == 0 && !a.infinite)) {
    return kOracleNan;
  }
  if (a.infinite || b.infinite) return kOracleInfinity | (negative ? 0x80000000 : 0);
  return code_of(kFp32Definition, negative, a.magnitude * b.magnitude, formats::Rounding::kNearestEven, false);
}

/// FP16 code of the product of two finite FP32 numbers.
inline std::uint32_t fp16_product(std::uint32_t a_code, std::uint32_t b_code) {
  const Number a = number_of(kFp32Definition, a_code), b = number_of(kFp32Definition, b_code);
  return code_of(kFp16Definition, a.negative != b.negative, a.magnitude * b.magnitude, formats::Rounding::kNearestEven,
                 false);
}

inline int oracle_weight(int mode, std::uint32_t code) {
  return mode == 1 && code >= 8 ? static_cast<int>(code) - 16 : static_cast<int>(code);
}

/// What an oracle may get wrong on purpose.
struct MixpeFault {
  bool zero_point_added = false, row_sum_lacks_last = false, fused = false;
};

/// accumulator + group x scale, rounded twice; once when fused.
inline std::uint32_t add_group(std::uint32_t accumulator, std::uint32_t group, std::uint32_t scale,
                               const MixpeFault& fault) {
  const Number g = number_of(kFp32Definition, group), s = number_of(kFp32Definition, scale),
               a = number_of(kFp32Definition, accumulator);
  const bool finite = !(g.nan || g.infinite || s.nan || s.infinite || a.nan || a.infinite);
  if (fault.fused && finite) return fp32_of(a.value() + g.value() * s.value());
  return fp32_sum(accumulator, fp32_product(group, scale));
}

/// An FP32 scale: around 1 mostly, sometimes a corner.
inline std::uint32_t draw_fp32_scale(OperandDraw& draw) {
  static const std::vector<std::uint32_t> kCorners = {0x00000000, 0x80000000, 0x00000001, 0x007fffff, 0x7f7fffff,
                                                      0xff7fffff, 0x7f800000, 0x7fc00000, 0x3f800000, 0x0d800000};
  const std::uint32_t bits = draw.random();
  if (draw.random() % 8 == 0) return kCorners[bits % kCorners.size()];
  return (bits & 0x807fffff) | (120 + bits / 0x800000 % 16) << 23;
}

inline OutputOperands draw_mixpe_output(const pe::Slice& slice, int mode, int rows, int columns,
                                        const std::vector<int>& group_sizes, OperandDraw& draw) {
  OutputOperands output = draw_output(slice, mode, rows, columns, group_sizes, draw);
  for (auto& groups : output.metadata) {
    for (pe::Metadata& metadata : groups) metadata.scale = draw_fp32_scale(draw);
  }
  return output;
}

inline const std::vector<std::vector<int>> kMixpeGroupings = {{1}, {4}, {16, 4}, {128, 128, 7}};

struct Counted {
  int outputs = 0, different = 0;
};

/// Every mode, way to draw and grouping against oracle(output, row, column).
template <typename Prepare, typename Oracle>
Counted compare_mixpe(const pe::Slice& slice, std::uint64_t seed, bool expect_equal, Prepare prepare, Oracle oracle) {
  constexpr int kRows = 2, kColumns = 3;
  Counted counted;
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(kRows, kColumns);
  grid->reset();
  for (int mode = 0; mode < 2; ++mode) {
    for (const Draw way : kDraws) {
      OperandDraw draw(way, ++seed);
      for (const std::vector<int>& grouping : kMixpeGroupings) {
        OutputOperands output = draw_mixpe_output(slice, mode, kRows, kColumns, grouping, draw);
        prepare(output, draw);
        run_output(slice, *grid, output);
        for (std::size_t i = 0; i < kRows * kColumns; ++i) {
          const std::uint32_t expected = oracle(output, i / kColumns, i % kColumns);
          ++counted.outputs;
          counted.different += grid->accumulators()[i] != expected;
          if (expect_equal) {
            EXPECT_EQ(grid->accumulators()[i], expected)
                << slice.modes()[static_cast<std::size_t>(mode)] << " draw " << static_cast<int>(way) << " groups of "
                << grouping[0] << " output " << i;
          }
        }
      }
    }
  }
  return counted;
}

}  // namespace lop::test
