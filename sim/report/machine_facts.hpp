// What pricing has to know of a machine beside its counts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"

namespace lop::report {

/// `banks` equal banks; the buffer's actions are sram.<name>.read and sram.<name>.write, one word of width_bits each.
struct BufferFacts {
  std::string name;
  std::int64_t capacity_kib = 0;  // of all banks
  int banks = 1;
  int width_bits = 0;  // of one bank
};

struct MachineFacts {
  std::string pe_stem;
  pe::Choices choices;  // all parameters, defaults filled in
  int pe_count = 0;
  int lanes = 1;            // of one PE in the mode that ran
  int steps_per_chunk = 1;  // of one PE in the mode that ran
  int weight_edge_count = 0;
  int activation_edge_count = 0;
  int column_unit_count = 0;
  int output_unit_count = 0;
  int vector_lanes = 0;  // 0: no vector unit
  double clock_ghz = 0;
  int node_nm = 0;  // of its SRAM
  std::vector<BufferFacts> buffers;
};

}  // namespace lop::report
