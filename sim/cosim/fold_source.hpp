// Folds for co-simulation: the weights that a weight-stationary array holds at a time, and the vectors that meet them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"
#include "sim/cosim/stimulus.hpp"

namespace lop::cosim {

/// The next fold is loaded behind the one in use; both follow one another, but a loaded fold may be lost.
class FoldSource {
 public:
  virtual ~FoldSource() = default;
  /// Weights of the next fold, [rows][columns][lanes of its mode]; returns the mode.
  virtual int load(std::vector<std::uint32_t>& weights) = 0;
  /// The fold loaded last is in use from here; returns how many vectors meet it, at least one.
  virtual int swap() = 0;
  /// The next vector of the fold in use.
  /// activations  [rows][lanes of its mode]
  /// sums         [columns][words] of the rows of K before
  virtual void vector(std::vector<std::uint32_t>& activations, std::vector<std::uint32_t>& sums) = 0;
  /// The fold in use comes after the last one; endless sources never say so.
  virtual bool exhausted() const { return false; }
};

/// Codes drawn as in an output-stationary array, with any sums or none; every pair of codes of the first mode on one
/// PE, a weight a fold; or the layer, tile of columns by tile of columns and each along K, with its own sums.
std::unique_ptr<FoldSource> make_fold_source(const pe::Slice& slice, const sim::ArrayGeometry& geometry,
                                             const StimulusOptions& options);

}  // namespace lop::cosim
