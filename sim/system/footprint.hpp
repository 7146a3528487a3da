// What a run keeps in DRAM.
#pragma once

#include <cstdint>

#include "sim/system/run_config.hpp"

namespace lop::sim {

/// units  bytes, rows aligned to bursts as in docs/machine.md
struct Footprint {
  std::int64_t weights = 0;      // of all layers
  std::int64_t cache = 0;        // keys and values of the longest context
  std::int64_t activations = 0;  // inputs and outputs of the largest layer

  std::int64_t total() const { return weights + cache + activations; }
};

Footprint dram_footprint(const RunConfig& run);

/// "3.25 GiB", "12.0 MiB".
std::string bytes_text(std::int64_t bytes);

}  // namespace lop::sim
