// Operands of one output of a grid, and the steps that carry them.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"

namespace lop::test {

/// How codes are drawn; weights follow the same plan where it makes sense for them.
enum class Draw { kUniform, kNarrow, kCorners, kSparse, kWidest };
inline constexpr Draw kDraws[] = {Draw::kUniform, Draw::kNarrow, Draw::kCorners, Draw::kSparse, Draw::kWidest};

class OperandDraw {
 public:
  OperandDraw(Draw draw, std::uint64_t seed) : draw_(draw), random_(seed), window_(random() % 29) {}

  std::uint32_t random() { return static_cast<std::uint32_t>(random_() >> 32); }

  /// Finite FP16.
  std::uint32_t fp16() {
    static const std::vector<std::uint32_t> kCorners = {0x0000, 0x0001, 0x0002, 0x0200, 0x03ff, 0x0400, 0x0401, 0x07ff,
                                                        0x3c00, 0x3bff, 0x7800, 0x7801, 0x7bff, 0x7bfe, 0x5555, 0x2aaa};
    const std::uint32_t sign = random() & 0x8000;
    switch (draw_) {
      case Draw::kUniform: return sign | random() % 0x7c00;
      case Draw::kNarrow: return sign | (random() & 0x3ff) | (window_ + random() % 3) << 10;
      case Draw::kCorners: return sign | kCorners[random() % kCorners.size()];
      case Draw::kSparse: return random() % 3 == 0 ? sign | random() % 0x7c00 : sign;
      case Draw::kWidest: return 0x03ff | (window_ + 1) << 10;
    }
    return 0;
  }

  /// FP16, or narrower codes.
  std::uint32_t code(int bits) {
    if (bits == 16) return fp16();
    const std::uint32_t sign = 1u << (bits - 1), mask = 2 * sign - 1;
    const std::uint32_t corners[] = {0, sign, mask, sign - 1, 1, sign + 1};
    switch (draw_) {
      case Draw::kCorners: return corners[random() % 6];
      case Draw::kSparse: return random() % 3 == 0 ? random() & mask : 0;
      case Draw::kWidest: return random() % 64 < 3 ? sign : mask;
      default: return random() & mask;
    }
  }

  pe::Metadata metadata() {
    const std::uint32_t bits = random();
    const std::uint32_t scale = bits % 8 == 0 ? 0 : bits % 8 == 1 ? 255 : bits >> 8 & 255;
    return {scale, static_cast<std::uint8_t>(bits >> 16 & 3), static_cast<std::uint8_t>(bits >> 18 & 15)};
  }

 private:
  Draw draw_;
  std::mt19937_64 random_;
  std::uint32_t window_;
};

/// One output: groups of chunks. Codes are [rows or columns][K], K padded to whole chunks in each group.
struct OutputOperands {
  int mode = 0;
  std::vector<int> group_sizes;
  std::vector<std::vector<std::uint32_t>> activations, weights;
  std::vector<std::vector<pe::Metadata>> metadata;   // [columns][groups]
  std::vector<std::vector<std::uint32_t>> row_metadata = {};   // [rows][groups], empty where the activations have none
};

inline int padded(int size, int lanes) { return (size + lanes - 1) / lanes * lanes; }

inline OutputOperands draw_output(const pe::Slice& slice, int mode, int rows, int columns,
                                  const std::vector<int>& group_sizes, OperandDraw& draw) {
  OutputOperands output;
  output.mode = mode;
  output.group_sizes = group_sizes;
  const int lanes = slice.lanes(mode);
  const auto codes = [&](auto next) {
    std::vector<std::uint32_t> line;
    for (const int size : group_sizes) {
      for (int k = 0; k < size; ++k) line.push_back(next());
      for (int k = size; k < padded(size, lanes); ++k) line.push_back(0);
    }
    return line;
  };
  for (int r = 0; r < rows; ++r) {
    output.activations.push_back(codes([&] { return draw.code(slice.activation_bits(mode)); }));
  }
  for (int c = 0; c < columns; ++c) {
    output.weights.push_back(codes([&] { return draw.code(slice.weight_bits(mode)); }));
    output.metadata.emplace_back();
    for (std::size_t g = 0; g < group_sizes.size(); ++g) output.metadata.back().push_back(draw.metadata());
  }
  for (int r = 0; r < rows && slice.row_metadata_bits(mode) > 0; ++r) {
    output.row_metadata.emplace_back();
    const std::uint32_t* group = output.activations[static_cast<std::size_t>(r)].data();
    for (const int size : group_sizes) {
      const auto derived = slice.derived_row_metadata(mode, group, static_cast<std::size_t>(size));
      output.row_metadata.back().push_back(derived ? *derived : draw.metadata().scale);
      group += padded(size, lanes);
    }
  }
  return output;
}

/// The steps of one output, from its clear to its read.
inline void run_output(const pe::Slice& slice, pe::Grid& grid, const OutputOperands& output) {
  const int lanes = slice.lanes(output.mode), steps = slice.steps_per_chunk(output.mode);
  std::vector<std::uint32_t> activations, weights;
  std::vector<pe::Metadata> metadata(output.weights.size());
  std::vector<std::uint32_t> row_metadata(output.row_metadata.size());
  std::ptrdiff_t begin = 0;
  for (std::size_t g = 0; g < output.group_sizes.size(); ++g) {
    for (std::size_t c = 0; c < metadata.size(); ++c) metadata[c] = output.metadata[c][g];
    for (std::size_t r = 0; r < row_metadata.size(); ++r) row_metadata[r] = output.row_metadata[r][g];
    const std::ptrdiff_t end = begin + padded(output.group_sizes[g], lanes);
    for (std::ptrdiff_t k = begin; k < end; k += lanes) {
      activations.clear();
      weights.clear();
      for (const auto& line : output.activations) {
        activations.insert(activations.end(), line.begin() + k, line.begin() + k + lanes);
      }
      for (const auto& line : output.weights) weights.insert(weights.end(), line.begin() + k, line.begin() + k + lanes);
      for (int s = 0; s < steps; ++s) {
        pe::Step step;
        step.mode = output.mode;
        step.clear = k == 0 && s == 0;
        step.end_group = k + lanes == end && s + 1 == steps;
        step.read = step.end_group && g + 1 == output.group_sizes.size();
        step.activations = activations.data();
        step.weights = weights.data();
        step.metadata = metadata.data();
        step.row_metadata = row_metadata.data();
        grid.step(step);
      }
    }
    begin = end;
  }
}

}  // namespace lop::test
