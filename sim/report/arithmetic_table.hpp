// A PE's arithmetic errors beside the figures of the prototype of its rules.
#pragma once

#include <string>
#include <vector>

#include "models/tensor/arithmetic_error.hpp"

namespace lop::report {

/// Markdown: the random rows of `stem` that the prototype measured too, the prototype's rms and the ratio; empty without any.
std::string prototype_comparison(const std::string& stem, const std::vector<tensor::ArithmeticErrorRow>& rows);

}  // namespace lop::report
