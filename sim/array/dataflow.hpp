// Which operand stays in the PEs of an array, and which PEs allow it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lop::pe {
class Slice;
}

namespace lop::sim {

enum class Dataflow { kOutputStationary, kWeightStationary };

/// In the order of Dataflow.
const std::vector<std::string>& dataflow_names();
Dataflow dataflow_of(const std::string& name);

/// Why no weight-stationary array can be made of a PE, and of which it can; nothing for those.
std::optional<std::string> weight_stationary_refusal(const pe::Slice& slice);

}  // namespace lop::sim
