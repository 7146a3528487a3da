// BitMoD's group dot products: terms of weights, lanes of activations, and the steps of a group for a panel of columns.
#pragma once

#include <cstdint>

#include "models/pe/bitmod.hpp"
#include "models/tensor/kernels/kernel.hpp"

namespace lop::tensor::kernels {

/// Four activations of a chunk, as the steps want them.
struct BitmodChunk {
  std::int32_t exponent[pe::kBitmodLanes];     // field, subnormals 1; kBitmodDeadExponent for a zero
  std::int32_t significand[pe::kBitmodLanes];  // << 3, the grid that lanes are moved on
  std::int32_t sign[pe::kBitmodLanes];         // 0 or -1
};

/// One term of four weights each of a panel.
struct BitmodPanelTerm {
  std::int8_t exponent[pe::kBitmodLanes][kPanel];  // kBitmodDeadExponent where empty
  std::int8_t sign[pe::kBitmodLanes][kPanel];      // 0 or -1
};

/// The group accumulators m 2^e of a panel of columns, from nothing.
///
/// activations  [rows][row_stride]
/// weights      [chunks][terms]
/// bsig         [terms]
/// m, e         [rows][kPanel]
using BitmodDot = void (*)(const BitmodChunk* activations, std::size_t row_stride, std::size_t rows,
                           const BitmodPanelTerm* weights, std::size_t chunks, const std::int32_t* bsig,
                           std::size_t terms, std::int32_t* m, std::int32_t* e);

BitmodDot bitmod_dot(pe::Alignment alignment, pe::GuardRounding rounding, InstructionSet set);

}  // namespace lop::tensor::kernels
