// Lock-step comparison of two witnesses of an array: every output port, every cycle.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sim/cosim/array_witness.hpp"
#include "sim/cosim/stimulus.hpp"

namespace lop::cosim {

/// The first difference. `expected` is the first witness's value.
struct Mismatch {
  std::uint64_t cycle = 0;
  std::string port;
  int column = -1;          // of the array; -1 for a port without columns
  std::uint32_t expected = 0, found = 0;
  std::string mode;         // of the stimulus in that cycle
  std::string history;      // the last 16 cycles, a line each
};

struct LockstepReport {
  std::uint64_t cycles = 0, steps = 0, outputs = 0;
  std::optional<Mismatch> mismatch;
};

/// What ends a run.
struct LockstepLimit {
  std::uint64_t steps = UINT64_MAX, cycles = UINT64_MAX;
};

/// Both witnesses get the same input until the limit or the first difference.
LockstepReport run_lockstep(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options,
                            ArrayWitness& first, ArrayWitness& second, const LockstepLimit& limit);

/// Replays a run to its mismatch on a traced witness and writes the waveform of the last `window` cycles.
void write_waveform(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options,
                    ArrayWitness& traced, std::uint64_t mismatch_cycle, const std::filesystem::path& waveform,
                    std::uint64_t window = 48);

}  // namespace lop::cosim
