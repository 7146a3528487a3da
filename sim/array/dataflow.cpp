// Dataflows of arrays.
#include "sim/array/dataflow.hpp"

#include <algorithm>

#include "models/pe/slice.hpp"

namespace lop::sim {
namespace {

bool passes_sums_on(const pe::Slice& slice) { return slice.make_chain(1, 1) != nullptr; }

}  // namespace

const std::vector<std::string>& dataflow_names() {
  static const std::vector<std::string> kNames = {"output_stationary", "weight_stationary", "input_stationary"};
  return kNames;
}

const std::vector<std::string>& array_names() {
  static const std::vector<std::string> kNames(dataflow_names().begin(), dataflow_names().begin() + 2);
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

std::optional<std::string> run_refusal(Dataflow dataflow, const pe::Slice& slice, int mode) {
  if (!passes_sums(dataflow)) return std::nullopt;
  if (auto refusal = weight_stationary_refusal(slice)) return refusal;
  const std::string stem(slice.stem());
  if (slice.group_size() > 0) {
    return stem +
           ": a run keeps one sum an output between the folds of K, and this PE has its group's sums beside it; "
           "expected dataflow output_stationary, or a PE without groups";
  }
  const std::string weights = slice.weight_format(mode), activations = slice.activation_format(mode);
  if (dataflow == Dataflow::kInputStationary && weights != activations) {
    return stem + ": its PEs hold weights, of format " + weights + ", and activations are " + activations +
           "; expected dataflow weight_stationary, or operands of one format";
  }
  return std::nullopt;
}

}  // namespace lop::sim
