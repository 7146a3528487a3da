// What drives an array in co-simulation, cycle by cycle, whatever its dataflow.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "models/tensor/gemm.hpp"
#include "sim/array/array_ports.hpp"

namespace lop::cosim {

/// Where operands come from: drawn of every kind, or of the extreme kinds alone; every pair of codes of modes.front(),
/// a chunk an output; the outputs of a layer; extreme codes of modes.front(), as long as it takes a sum to overflow.
enum class OperandKind { kRandom, kCorners, kExhaustive, kTraced, kLongSums };

inline const char* operand_kind_name(OperandKind kind) {
  constexpr const char* kNames[] = {"random", "corners", "exhaustive", "traced", "long_sums"};
  return kNames[static_cast<int>(kind)];
}

/// Whether a run ends by itself, when there are no operands left to compare.
constexpr bool is_complete(OperandKind kind) {
  return kind == OperandKind::kExhaustive || kind == OperandKind::kLongSums;
}

/// Operands of one layer for each mode, in the order of Slice::modes(); those of modes that are not run may be empty.
using TracedLayer = std::vector<tensor::GemmOperands>;

struct StimulusOptions {
  std::uint64_t seed = 1;
  std::vector<int> modes;  // drawn anew for each output
  std::vector<int> group_sizes = {4, 16, 32, 100,
                                  128};  // elements along K; for slices without groups, lengths of outputs
  int most_groups = 3;                   // of an output
  OperandKind operands = OperandKind::kRandom;
  std::shared_ptr<const TracedLayer>
      traced;                      // for kTraced; groups are the slice's then, outputs as long as the layer's
  int bubble_percent = 10;         // of the cycles in which a step would be legal
  std::uint64_t reset_period = 0;  // a reset about every so many cycles; 0 = none but the first
};

class Stimulus {
 public:
  virtual ~Stimulus() = default;
  /// Moves on to the next cycle.
  virtual void advance() = 0;
  virtual const sim::ArrayInputs& inputs() const = 0;
  virtual bool reset() const = 0;
  virtual std::uint64_t steps() const = 0;
  /// PEs' outputs, or columns' sums, that were asked for.
  virtual std::uint64_t outputs() const = 0;
  virtual bool exhausted() const = 0;
  virtual int mode() const = 0;
};

/// Legal random input by the geometry's dataflow.
std::unique_ptr<Stimulus> make_stimulus(const pe::Slice& slice, const sim::ArrayGeometry& geometry,
                                        const StimulusOptions& options);

}  // namespace lop::cosim
