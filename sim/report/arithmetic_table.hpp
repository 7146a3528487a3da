// Error of a PE's arithmetic against exact dot products, on random and on traced operands, as tables.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/tensor/arithmetic_error.hpp"

namespace lop::report {

/// A table a source: modes down, choices across, "rms / mean / worst"
/// in each cell; all but the random source are pooled.
/// token_stride  every so many tokens of the traced layers were taken
std::string arithmetic_markdown(const std::string& stem, const std::vector<tensor::ArithmeticErrorRow>& rows,
                                std::size_t token_stride);

/// One line a row.
std::string arithmetic_csv(const std::vector<tensor::ArithmeticErrorRow>& rows);

}  // namespace lop::report
