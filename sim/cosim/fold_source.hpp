// Folds for co-simulation: the weights that a weight-stationary array holds at a time, and the vectors that meet them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"
#include "sim/cosim/stimulus.hpp"

namespace lop::cosim {

struct Fold {
  int mode = 0;
  std::vector<std::uint32_t> weights;  // [rows][columns][lanes of its mode]
  std::vector<pe::Metadata> metadata;  // [columns] of the group that all its rows are of
};

struct FoldVector {
  std::vector<std::uint32_t> activations;  // [rows][lanes of the fold's mode]
  std::vector<std::uint32_t> sums;         // [columns][words] accumulators of the rows of K before
  std::vector<std::uint32_t> partials;     // with groups: [Slice::passing_words] of the group's rows before
  bool end_group = false;                  // with groups: its last rows
};

/// The next fold is loaded behind the one in use; both follow one another, but a loaded fold may be lost.
class FoldSource {
 public:
  virtual ~FoldSource() = default;
  /// The next fold.
  virtual void load(Fold& fold) = 0;
  /// The fold loaded last is in use from here; returns how many vectors meet it, at least one.
  virtual int swap() = 0;
  /// The next vector of the fold in use.
  virtual void vector(FoldVector& next) = 0;
  /// The fold in use comes after the last one; endless sources never say so.
  virtual bool exhausted() const { return false; }
};

/// Codes drawn as in an output-stationary array, with any accumulators or none and with sums of a group that operands
/// can have; every pair of codes of the first mode on one PE, a weight a fold; or the layer, tile of columns by tile of
/// columns and each along K, with its own sums.
std::unique_ptr<FoldSource> make_fold_source(const pe::Slice& slice, const sim::ArrayGeometry& geometry,
                                             const StimulusOptions& options);

}  // namespace lop::cosim
