// What results of fidelity values have in common.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/accuracy/computation.hpp"
#include "sim/report/provenance.hpp"

namespace lop::accuracy {

/// Null where there is no finite number.
nlohmann::ordered_json finite_or_null(double value);

nlohmann::ordered_json layers_json(const std::vector<LayerErrors>& layers);

/// A result up to its figures: schema, configuration and its hash, provenance, fidelity, workload.
nlohmann::ordered_json result_head(const nlohmann::ordered_json& config, const report::Provenance& provenance,
                                   const std::string& name, const std::string& source);

}  // namespace lop::accuracy
