// The issue schedule of an item of the vector unit: passes over rows, chunk by chunk.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/fast/schedule.hpp"
#include "workloads/vector_operation.hpp"

namespace lop::sim {

/// Rows, and what of each: passes [first_pass, last_pass) over `elements`.
struct VectorExtent {
  std::int64_t rows = 0, elements = 0;
  std::int64_t first_pass = 0, last_pass = 0;
  bool begins_rows = true;  // the elements are the first of their rows
};

/// Bits of one element at each of the unit's ports.
struct VectorBits {
  std::int64_t in = 16, second = 0, out = 16;
};

/// A pass over a row: drain bubbles, until what the pass before reduced is known, then chunks of `steps` steps. A lane
/// has an adder and a multiplier. The SRAMs read a chunk during the steps of the one before it, but for the first.
struct VectorPassSchedule {
  workloads::VectorPass work;
  bool writes = false;
  std::int64_t steps = 1, drain = 0, chunks = 0;
  Chunk first, middle, last;  // a single chunk is `first`

  const Chunk& chunk(std::int64_t i) const { return i == 0 ? first : i + 1 == chunks ? last : middle; }
};

struct VectorSchedule {
  VectorExtent extent;
  std::vector<VectorPassSchedule> passes;
  SlotCounts slots;  // of the item
  std::int64_t weight_words = 0, activation_words = 0, output_words = 0;
  std::int64_t adds = 0, multiplies = 0;
};

/// Words that the results of a chunk take in the output SRAM.
std::int64_t result_words(const Machine& machine, const VectorBits& bits, std::int64_t elements);

VectorSchedule make_vector_schedule(const workloads::VectorOperation& operation, const Machine& machine,
                                    const VectorBits& bits, const VectorExtent& extent);

}  // namespace lop::sim
