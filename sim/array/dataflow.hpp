// Which operand stays in the PEs of an array, and which PEs allow it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lop::pe {
class Slice;
}

namespace lop::sim {

/// An input-stationary run is on a weight-stationary array, whose PEs hold activations while weights pass by.
enum class Dataflow { kOutputStationary, kWeightStationary, kInputStationary };

/// Partial sums pass through the PEs.
inline bool passes_sums(Dataflow dataflow) { return dataflow != Dataflow::kOutputStationary; }

/// In the order of Dataflow.
const std::vector<std::string>& dataflow_names();
/// Those that differ in the array's gates.
const std::vector<std::string>& array_names();
Dataflow dataflow_of(const std::string& name);

/// Why no weight-stationary array can be made of a PE, and of which it can; nothing for those.
std::optional<std::string> weight_stationary_refusal(const pe::Slice& slice);

/// Why a run of this dataflow cannot have the PE in this mode; nothing where it can.
std::optional<std::string> run_refusal(Dataflow dataflow, const pe::Slice& slice, int mode);

}  // namespace lop::sim
