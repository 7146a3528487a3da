// One dot product of codes through a slice, from the values or from the gates.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/cosim/array_witness.hpp"

namespace lop::cosim {

/// Codes along K; metadata one a group, of the weights and of the activations, the latter derived from the codes where
/// they are empty. channel_scale: FP32 bits.
struct DotProduct {
  std::vector<std::uint32_t> activations, weights;
  std::vector<pe::Metadata> metadata;
  std::vector<std::uint32_t> row_metadata;
  std::uint32_t channel_scale = 0x3f800000;
};

struct DotResult {
  std::uint32_t out = 0;
  std::vector<std::uint32_t> accumulator;  // words, low ones first
  std::uint64_t steps = 0;
  std::vector<std::string> flags;
};

/// Groups into which k elements fall; 1 for a slice without groups.
std::size_t dot_groups(const pe::Slice& slice, std::size_t k);

/// errors  pe::OperandError when lengths do not fit or a code is wider than its format
void check_dot(const pe::Slice& slice, int mode, const DotProduct& dot);

DotResult dot_from_values(const pe::Slice& slice, pe::Grid& grid, int mode, const DotProduct& dot);

/// witness  of the array of one PE; it is reset first
DotResult dot_from_gates(const pe::Slice& slice, ArrayWitness& witness, int mode, const DotProduct& dot);

}  // namespace lop::cosim
