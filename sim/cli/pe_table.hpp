// Every PE and mode as one Markdown table: lanes, time, and the error of its arithmetic against exact dot products.
#pragma once

#include <string>

#include "workloads/layer.hpp"

namespace lop::cli {

/// Parameters at their defaults. Errors are those of dot products of N(0,1) numbers, K = 4096, and of the traced layers
/// of a workload with values, both brought into the PE's formats.
std::string pe_table(const workloads::Workload& traced);

}  // namespace lop::cli
