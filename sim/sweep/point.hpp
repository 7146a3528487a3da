// One point: a configuration, its hash, and what is kept of its result.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "configs/reader/document.hpp"
#include "sim/accuracy/image_model.hpp"
#include "sim/accuracy/language_model.hpp"
#include "sim/published/run_published.hpp"
#include "sim/system/run_config.hpp"

namespace lop::sweep {

/// A configuration of any fidelity, read and checked.
class Point {
 public:
  /// errors  ConfigError
  explicit Point(const config::Document& document);

  const std::string& config_sha256() const { return config_sha256_; }

  /// SystemC has one machine a process.
  bool needs_own_process() const;

  /// The whole result but for its provenance. errors  ConfigError for what only a run can see
  nlohmann::ordered_json result() const;

  /// workload, fidelity, totals, breakdown_cycles, energy_pj, area_um2, accuracy and output_sha256 where there are
  /// values. errors  ConfigError for what only a run can see
  nlohmann::ordered_json row() const;

 private:
  std::variant<sim::RunConfig, published::Run, accuracy::LanguageModel, accuracy::ImageModel> run_;
  std::string config_sha256_;
};

}  // namespace lop::sweep
