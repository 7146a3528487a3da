// The two issue schedules of a fold: its rows of weights, and the vectors of its output tile's tokens.
#pragma once

#include <cstdint>

#include "sim/fast/schedule.hpp"

namespace lop::sim {

/// Live size of a fold: elements of K x channels of weights, and the vectors that pass by.
struct FoldExtent {
  std::int64_t vectors = 0, columns = 0;
  std::int64_t elements = 0;  // along K
};

/// Rows of weights are loaded from the last one of the array to the first; those beyond K hold zeros and are not read.
struct FoldSchedule {
  FoldExtent extent;
  std::int64_t rows = 0;            // of the array that are live
  Chunk full_row, last_row;         // of weights; last_row is that of the highest k
  Chunk vector;                     // of activations
  std::int64_t load_cycles = 0;     // of all rows of the array, with bubbles
  Cause load_cause = Cause::kFill;  // of a cycle without a vector because the load has not ended

  /// Elements, bubbles and words of row r of the array.
  Chunk row(std::int64_t r) const { return r + 1 < rows ? full_row : r + 1 == rows ? last_row : Chunk{}; }
  std::int64_t vector_interval() const { return vector.bubbles + 1; }
  std::int64_t vector_cycles() const { return extent.vectors * vector_interval(); }
  /// SRAM words of the whole load, and of all vectors.
  std::int64_t weight_words() const { return (rows - 1) * full_row.weight_words + last_row.weight_words; }
  std::int64_t activation_words() const { return extent.vectors * vector.activation_words; }
};

/// The machine is that of a dataflow that passes sums.
FoldSchedule make_fold_schedule(const PeFacts& facts, const Machine& machine, const FoldExtent& extent);

/// Cycles from the first slot of a fold's vectors to the first slot of the next fold's of the same tile, so that every
/// token's sum has come back to the output SRAM when it is read again.
std::int64_t sums_distance(const PeFacts& facts, const FoldSchedule& fold, const FoldSchedule& next);

}  // namespace lop::sim
