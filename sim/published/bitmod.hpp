// The formulae of BitMoD's own simulator, for the accelerators that its paper compares.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/published/layer.hpp"
#include "workloads/transformer.hpp"

namespace lop::published {

/// One accelerator in one phase.
/// source  yc2367/BitMoD-HPCA-25, releases of December 2024 (the paper's figures) and July 2025 (attention corrected)
struct BitmodDesign {
  int release = 2024;  // 2024 | 2025: the shapes of attention
  int lanes = 1;
  bool bit_serial = false;   // a step takes half of the weight's whole bits, rounded up
  std::int64_t columns = 0;  // output channels across the array
  std::int64_t rows = 0;     // tokens down the array
  double weight_bits = 16;
  double kv_bits = 16;            // of keys and values; the release of 2024 knows 16 alone
  bool lm_head_on_all = true;     // tokens of a prompt, not the last one alone
  std::int64_t buffer_bytes = 0;  // of the weight buffer, and of the activation buffer
  std::int64_t dram_bits_per_cycle = 0;
};

/// The access widths of both buffers, which give the energy of an access.
struct BitmodWidths {
  int weight_bits = 0, activation_bits = 0;
};

BitmodWidths bitmod_widths(const BitmodDesign& design);

/// All linear layers and attention over `context` positions for `tokens` tokens: as many in
/// prefill, 1 in decode. Actions: pe.cycle, sram.weight.read, sram.activation.read, sram.weight.write,
/// sram.activation.write (64-bit words), dram.byte.
std::vector<Layer> bitmod_layers(const BitmodDesign& design, const workloads::Transformer& network, std::int64_t tokens,
                                 std::int64_t context);

}  // namespace lop::published
