// Markdown table of a PE's arithmetic errors.
#pragma once

#include <string>
#include <vector>

#include "models/tensor/arithmetic_error.hpp"

namespace lop::report {

/// A row a line; beside bitmod's random rows with truncation stand the figures of the prototype of its rules where there are any.
std::string arithmetic_table(const std::string& stem, const std::vector<tensor::ArithmeticErrorRow>& rows);

}  // namespace lop::report
