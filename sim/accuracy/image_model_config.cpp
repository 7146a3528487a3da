// Reading the keys of a network on images.
#include <fmt/format.h>

#include <algorithm>

#include "models/network/graph/graph_network.hpp"
#include "models/network/image_runner.hpp"
#include "sim/accuracy/image_model.hpp"
#include "sim/report/sha256.hpp"
#include "workloads/data_file.hpp"
#include "workloads/idx_file.hpp"
#include "workloads/image_network_file.hpp"
#include "workloads/onnx_file.hpp"

namespace lop::accuracy {
namespace {

constexpr std::int64_t kMostImages = std::int64_t{1} << 32;
constexpr double kMostScale = 1e6;  // mean and deviation of pixels from 0 to 1

/// Of pixels: of the configuration, otherwise of the file.
std::vector<float> read_scale(const config::Map& workload, const std::string& key, double least,
                              std::vector<float> of_file, std::size_t channels) {
  std::vector<float> values = std::move(of_file);
  if (workload.has(key)) {
    values.clear();
    for (const double value : workload.numbers(key, least, kMostScale)) values.push_back(static_cast<float>(value));
  } else if (values.empty()) {
    workload.fail(key, fmt::format("missing key {}; the ONNX file has no metadata '{}' that would take its place: a "
                                   "pixel p goes in as (p / 255 - mean) / deviation",
                                   key, key == "mean" ? "mean" : "std"));
  }
  if (values.size() == 1) values.resize(channels, values[0]);
  if (values.size() != channels) {
    workload.fail(
        key, fmt::format("has {} numbers for {} channels; expected one, or one a channel", values.size(), channels));
  }
  for (const float value : values) {
    if (!(value >= static_cast<float>(least)))
      workload.fail(key, fmt::format("is {}; expected at least {}", value, least));
  }
  return values;
}

void read_onnx_network(const config::Map& workload, const std::filesystem::path& file, ImageModel& model) {
  workloads::OnnxFile read = workloads::read_onnx(file);
  const auto channels = static_cast<std::size_t>(read.graph.input_extents[1]);
  network::PixelScale scale{read_scale(workload, "mean", -kMostScale, read.mean, channels),
                            read_scale(workload, "deviation", 1 / kMostScale, read.deviation, channels)};
  model.network = std::make_shared<network::graph::GraphNetwork>(read.graph, std::move(scale));
  for (const std::filesystem::path& tensors : read.tensor_files) {
    model.inputs_sha256[tensors.lexically_relative(file.parent_path()).string()] = report::sha256_of_file(tensors);
  }
}

void read_layers(const std::filesystem::path& file, ImageModel& model) {
  workloads::ImageNetworkFile read = workloads::read_image_network(file);
  model.inputs_sha256["weights"] = report::sha256_of_file(read.weights->file().path());
  model.network = std::make_shared<network::ImageClassifier>(std::move(read.network), std::move(read.weights));
}

/// Layers in JSON, or a graph in ONNX by its name.
void read_network(const config::Map& workload, ImageModel& model) {
  const std::filesystem::path file = workload.file("network");
  model.inputs_sha256["network"] = report::sha256_of_file(file);
  const auto fail = [&](const std::exception& error) { workload.fail("network", error.what()); };
  const auto fail_in_file = [&](const std::exception& error) {
    workload.fail("network", fmt::format("{}: {}", file.string(), error.what()));
  };
  try {
    if (file.extension() == ".onnx") {
      read_onnx_network(workload, file, model);
    } else {
      read_layers(file, model);
    }
  } catch (const workloads::OnnxError& error) {
    fail(error);
  } catch (const workloads::DataFileError& error) {
    fail(error);
  } catch (const workloads::ImageNetworkError& error) {
    fail(error);
  } catch (const workloads::TensorFileError& error) {
    fail(error);
  } catch (const network::graph::GraphError& error) {
    fail_in_file(error);
  } catch (const network::ImageShapeError& error) {
    fail_in_file(error);
  }
}

workloads::IdxFile read_idx(const config::Map& workload, const std::string& key, std::size_t dimensions,
                            ImageModel& model) {
  const std::filesystem::path file = workload.file(key);
  try {
    workloads::IdxFile idx = workloads::read_idx(file, dimensions);
    if (idx.extents[0] == 0) workload.fail(key, file.string() + ": has no images");
    model.inputs_sha256[key] = report::sha256_of_file(file);
    return idx;
  } catch (const workloads::DataFileError& error) {
    workload.fail(key, error.what());
  }
}

/// Images of one channel are {images, height, width}, others {images, channels, height, width}.
void read_images(const config::Map& workload, ImageModel& model) {
  const network::Classifier::Image image = model.network->image();
  workloads::IdxFile images = read_idx(workload, "images", image.channels == 1 ? 3 : 4, model);
  std::vector<std::size_t> expected = {images.extents[0], image.height, image.width};
  if (image.channels != 1) expected.insert(expected.begin() + 1, image.channels);
  if (images.extents != expected) {
    workload.fail("images", fmt::format("has extents {}; the network takes images of {}",
                                        fmt::join(images.extents, " x "), image.text()));
  }
  workloads::IdxFile labels = read_idx(workload, "labels", 1, model);
  if (labels.extents[0] != images.extents[0]) {
    workload.fail("labels", fmt::format("has {} labels for {} images", labels.extents[0], images.extents[0]));
  }
  const std::size_t classes = model.network->classes();
  for (std::size_t i = 0; i < labels.bytes.size(); ++i) {
    if (labels.bytes[i] >= classes) {
      workload.fail("labels", fmt::format("label {} is {}; the network has {} classes", i, labels.bytes[i], classes));
    }
  }
  model.pixels = std::move(images.bytes);
  model.labels = std::move(labels.bytes);
}

/// The first so many images.
void read_predictions(const config::Map& workload, ImageModel& model) {
  if (!workload.has("predictions")) return;
  if (model.document.value("workload.predictions").is_string()) {
    workload.one_of("predictions", {"all"});
    return;
  }
  const auto asked = static_cast<std::size_t>(workload.integer("predictions", 1, kMostImages));
  if (asked > model.labels.size()) {
    model.notes.push_back(
        fmt::format("workload.predictions: {} were asked for, there are {} images", asked, model.labels.size()));
    return;
  }
  model.labels.resize(asked);
  model.pixels.resize(asked * model.network->image().elements());
}

}  // namespace

bool is_image_model(const config::Document& document) {
  const config::Map root = document.root();
  if (!root.has("fidelity") || !root.has("workload")) return false;
  return root.one_of("fidelity", {"fast", "cycle", "published", "values"}) == "values" &&
         root.map("workload").has("images");
}

ImageModel read_image_model(const config::Document& document) {
  const config::Map root = document.root();
  ImageModel model{document, root.text("name"), nullptr, {}, {}, {}, nlohmann::ordered_json::object(), {}};
  root.one_of("fidelity", {"values"});
  const config::Map workload = root.map("workload");
  model.arithmetic = read_arithmetic(root);
  read_network(workload, model);
  std::vector<std::string> roles;
  for (const network::Classifier::Layer& layer : model.network->layers()) roles.push_back(layer.name);
  read_roles(root, roles, model.arithmetic);
  read_images(workload, model);
  read_predictions(workload, model);
  root.finish();
  return model;
}

nlohmann::ordered_json resolved_config(const ImageModel& model) {
  nlohmann::ordered_json config = model.document.resolved();
  config["inputs_sha256"] = model.inputs_sha256;
  return config;
}

}  // namespace lop::accuracy
