// The issue schedule of one item: steps, and the bubbles before them that memories, dequantisation and drain ask for.
#pragma once

#include <array>
#include <cstdint>

#include "sim/array/array_ports.hpp"
#include "sim/fast/machine.hpp"
#include "sim/fast/pe_facts.hpp"
#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

/// Live size of an item and its place in its output tile.
struct ItemExtent {
  std::int64_t rows = 0, columns = 0;   // live PEs
  std::int64_t elements = 0;            // along K
  bool closes_tile = false;             // the tile's last slab
  std::int64_t issued_before = 0;       // issue cycles of the tile's earlier slabs
};

/// The elements that all lanes take together: bubbles, then steps.
struct Chunk {
  std::int64_t elements = 0;
  std::int64_t bubbles = 0;
  Cause cause = Cause::kWaitWeight;     // of the bubbles
  std::int64_t weight_words = 0, activation_words = 0;
};

/// Chunks of one group (of the whole item where the slice has no groups): dequantize bubbles, then chunks.
struct Group {
  std::int64_t elements = 0;
  std::int64_t dequantize = 0;
  std::int64_t chunks = 0;
  Chunk first, middle, last;            // a single chunk is `first`

  const Chunk& chunk(std::int64_t i) const { return i == 0 ? first : i + 1 == chunks ? last : middle; }
};

/// Issue cycles by what they are.
struct SlotCounts {
  std::int64_t steps = 0;
  std::array<std::int64_t, kCauseCount> bubbles{};

  std::int64_t cycles() const;
};

/// The schedule of an item: drain bubbles, then its groups.
struct ItemSchedule {
  ItemExtent extent;
  std::int64_t drain = 0;               // bubbles before the first step
  Group full, tail;                     // tail is the last short group
  std::int64_t full_groups = 0;
  std::int64_t groups = 0;              // full groups and the tail
  SlotCounts slots;
  std::int64_t weight_words = 0, activation_words = 0;

  const Group& group(std::int64_t i) const { return i < full_groups ? full : tail; }
};

ItemSchedule make_schedule(const PeFacts& facts, const Machine& machine, const ItemExtent& extent);

}  // namespace lop::sim
