// What the closed formulae of a published simulator say of a layer.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lop::published {

/// One layer, done `count` times; m tokens, reduction k, n output channels, as the published simulator has them.
/// units  cycles and counts of one time
struct Layer {
  std::string name;
  std::int64_t m = 0, k = 0, n = 0, count = 1;
  std::uint64_t compute_cycles = 0;
  std::uint64_t cycles = 0;                     // at least compute_cycles; what is more is waiting for DRAM
  std::map<std::string, std::uint64_t> counts;  // action, such as "sram.weight.read"
};

/// What an action costs. Its part in a result is what stands before the first dot.
struct Price {
  std::string action;
  double energy_pj = 0;
  std::string unit;
};

/// A published simulator's answer.
struct Answer {
  std::vector<Layer> layers;
  std::vector<Price> prices;
  std::int64_t pe_count = 0;
  double macs_per_cycle = 0;  // of the whole array at its best
  double pe_area_um2 = 0;     // of one PE; 0 where nothing was published
};

}  // namespace lop::published
