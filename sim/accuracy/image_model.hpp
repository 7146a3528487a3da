// fidelity: values. A network on images, quantised or through a PE's arithmetic: its classes, no time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "configs/reader/document.hpp"
#include "models/network/classifier.hpp"
#include "sim/accuracy/class_scores.hpp"
#include "sim/accuracy/computation.hpp"
#include "sim/report/provenance.hpp"

namespace lop::accuracy {

/// A configuration that was read and checked.
struct ImageModel {
  config::Document document;
  std::string name;
  std::shared_ptr<const network::Classifier> network;
  std::vector<std::uint8_t> pixels;  // {images, channels, height, width}
  std::vector<std::uint8_t> labels;  // {images}, below the number of classes
  Arithmetic arithmetic;
  nlohmann::ordered_json inputs_sha256;
  std::vector<std::string> notes;
};

/// Whether a configuration asks for `fidelity: values` of a network on images: it has workload.images.
bool is_image_model(const config::Document& document);

/// errors  config::ConfigError, for damaged networks, weights, images and labels too
ImageModel read_image_model(const config::Document& document);

/// The merged keys, and SHA-256 of what they name in other files.
nlohmann::ordered_json resolved_config(const ImageModel& model);

struct ImageAnswer {
  ClassScores scores;
  // With the reference, where the model is not FP32 itself:
  std::optional<ClassComparison> comparison;
  std::optional<double> logit_sqnr_db;
  std::vector<LayerErrors> layers;
  std::string output_sha256;
};

/// errors  config::ConfigError where numbers leave the range of a type or a PE
ImageAnswer run_image_model(const ImageModel& model, const std::function<void(const std::string&)>& progress);

nlohmann::ordered_json image_model_result(const ImageModel& model, const ImageAnswer& answer,
                                          const report::Provenance& provenance);

}  // namespace lop::accuracy
