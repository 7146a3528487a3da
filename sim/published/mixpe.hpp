// The formulae of MixPE's own simulator, for the designs that its repository compares.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/published/layer.hpp"

namespace lop::published {

/// A fully connected layer (kernel 1, output 1) or a convolution over square images, at one precision for both
/// operands.
struct MixpeLayer {
  std::string name;
  std::int64_t inputs = 0, outputs = 0;  // channels
  std::int64_t kernel = 1, output_size = 1;
  std::int64_t bits = 0;
  std::int64_t count = 1;
};

struct MixpeBuffer {
  std::int64_t capacity_bits = 0, word_bits = 0, banks = 0;
  double read_nj = 0, write_nj = 0;  // of a word
  double leakage_mw = 0;             // of a bank; steers the mapping and is in no figure
};

struct MixpeDram {
  double read_nj = 0, write_nj = 0;  // of an interface word
  double background_nj = 0;          // a cycle
};

/// source  yuzhang712/mixpe_simulator, 7e0d42c
struct MixpeDesign {
  std::int64_t rows = 0, columns = 0;
  std::int64_t most_bits = 0, least_bits = 0;  // of a PE; at fewer bits it does more, down to the least
  std::int64_t batch = 0;
  double leakage_nw = 0, dynamic_nw = 0;  // of a PE
  double clock_ghz = 0;
  std::int64_t interface_bits = 0;  // of DRAM, a cycle
  MixpeBuffer weight, activation, output;
  MixpeDram reported, selection;  // prices of the figures, and of the choice of a mapping
};

/// The mapping with the fewest cycles, then the least energy, of all tilings by powers of two in all 120 loop orders.
/// Actions: pe.leakage and pe.dynamic (PE-cycles), sram.weight.read and so on (bits), dram.read and dram.write (bits),
/// static.cycle.
/// errors  std::invalid_argument when no tile fits the buffers
Layer mixpe_layer(const MixpeDesign& design, const MixpeLayer& layer);

std::vector<Price> mixpe_prices(const MixpeDesign& design);

}  // namespace lop::published
