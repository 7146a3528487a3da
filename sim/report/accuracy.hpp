// How far outputs are from a reference.
#pragma once

#include <vector>

namespace lop::report {

/// sqnr_db is infinite where all outputs equal the reference, NaN where an output is not finite.
struct LayerAccuracy {
  double sqnr_db = 0;
  double cosine = 0;
  double max_error = 0;   // largest absolute difference
};

/// Sums in FP64, in the order of the values. errors  std::invalid_argument for different sizes
LayerAccuracy measure_accuracy(const std::vector<double>& reference, const std::vector<double>& actual);

}  // namespace lop::report
