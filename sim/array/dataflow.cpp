// Dataflows of arrays.
#include "sim/array/dataflow.hpp"

#include <algorithm>

#include "models/pe/slice.hpp"

namespace lop::sim {
namespace {

bool passes_sums_on(const pe::Slice& slice) { return slice.make_chain(1, 1) != nullptr; }

}  // namespace

const std::vector<std::string>& dataflow_names() {
  static const std::vector<std::string> kNames = {"output_stationary", "weight_stationary"};
  return kNames;
}

Dataflow dataflow_of(const std::string& name) {
  const auto& names = dataflow_names();
  return static_cast<Dataflow>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::optional<std::string> weight_stationary_refusal(const pe::Slice& slice) {
  if (passes_sums_on(slice)) return std::nullopt;
  const std::string why = slice.group_size() > 0
                              ? "a group's sum stays there until the column unit takes it at the group's end"
                              : "an output's sum stays there until the output ends";
  std::string stems;
  for (const std::string& stem : pe::stems()) {
    if (passes_sums_on(*pe::make_slice(stem))) stems += (stems.empty() ? "" : ", ") + stem;
  }
  return std::string(slice.stem()) + ": its partial sums cannot leave the PE at every step: " + why +
         "; expected dataflow output_stationary, or one of the PEs that pass sums on: " + stems;
}

}  // namespace lop::sim
