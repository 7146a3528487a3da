// fidelity: values. A language model of real weights, quantised or through a PE's arithmetic: its predictions, no time.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "configs/reader/document.hpp"
#include "models/network/decoder.hpp"
#include "models/network/samples.hpp"
#include "sim/accuracy/computation.hpp"
#include "sim/accuracy/scores.hpp"
#include "sim/report/provenance.hpp"
#include "workloads/checkpoint.hpp"

namespace lop::accuracy {

/// A configuration that was read and checked.
struct LanguageModel {
  config::Document document;
  std::string name;
  network::DecoderShape shape;
  std::shared_ptr<const workloads::Checkpoint> weights;
  network::Samples samples;
  std::optional<double> bytes_per_token;  // of text
  Arithmetic arithmetic;
  nlohmann::ordered_json inputs_sha256;
  std::vector<std::string> notes;
};

/// Whether a configuration asks for `fidelity: values` of a language model.
bool is_language_model(const config::Document& document);

/// errors  config::ConfigError, for damaged weights and tokens too
LanguageModel read_language_model(const config::Document& document);

/// The merged keys, and SHA-256 of what they name in other files.
nlohmann::ordered_json resolved_config(const LanguageModel& model);

struct Answer {
  Scores scores;
  std::optional<Comparison> comparison;  // with the reference, where the model is not FP32 itself
  std::vector<LayerErrors> layers;
  std::string output_sha256;
};

using OnText = std::function<void(const std::string&)>;

/// errors  config::ConfigError where numbers leave the range of a type or a PE
Answer run_language_model(const LanguageModel& model, const OnText& progress);

nlohmann::ordered_json language_model_result(const LanguageModel& model, const Answer& answer,
                                             const report::Provenance& provenance);

}  // namespace lop::accuracy
