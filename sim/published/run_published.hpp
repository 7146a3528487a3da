// fidelity: published. A configuration of a published simulator, its answer, and the result as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "configs/reader/document.hpp"
#include "sim/published/layer.hpp"
#include "sim/report/provenance.hpp"

namespace lop::published {

/// A configuration that was read and checked.
struct Run {
  config::Document document;
  std::string name, workload, source;
  double clock_ghz = 0;
  Answer answer;
  nlohmann::ordered_json inputs_sha256;
};

/// Whether a configuration asks for `fidelity: published`.
bool is_published(const config::Document& document);

/// Reads every key and applies the formulae, which takes milliseconds (BitMoD) to seconds (MixPE).
/// errors  config::ConfigError
Run run_published(const config::Document& document);

/// The merged keys, and SHA-256 of what they name in other files.
nlohmann::ordered_json resolved_config(const Run& run);

/// With the keys of a simulated result. Breakdown: compute, and wait_dram for what is longer.
nlohmann::ordered_json published_result(const Run& run, const report::Provenance& provenance);

}  // namespace lop::published
