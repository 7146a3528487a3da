// Reading the keys of a network on images.
#include <fmt/format.h>

#include <algorithm>

#include "sim/accuracy/image_model.hpp"
#include "sim/report/sha256.hpp"
#include "workloads/idx_file.hpp"
#include "workloads/image_network_file.hpp"

namespace lop::accuracy {
namespace {

constexpr std::int64_t kMostImages = std::int64_t{1} << 32;

void read_network(const config::Map& workload, ImageModel& model) {
  const std::filesystem::path file = workload.file("network");
  try {
    workloads::ImageNetworkFile read = workloads::read_image_network(file);
    model.network = std::move(read.network);
    model.weights = std::move(read.weights);
  } catch (const workloads::ImageNetworkError& error) {
    workload.fail("network", error.what());
  } catch (const workloads::TensorFileError& error) {
    workload.fail("network", error.what());
  }
  const network::ValueShape out = network::value_shapes(model.network).back();
  if (out.kind != network::ValueShape::Kind::kFeatures) {
    workload.fail("network", fmt::format("{}: its last layer makes {} of an image; expected logits, [classes]",
                                         file.string(), out.text()));
  }
  model.inputs_sha256["network"] = report::sha256_of_file(file);
  model.inputs_sha256["weights"] = report::sha256_of_file(model.weights->file().path());
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
  const network::ValueShape& input = model.network.input;
  workloads::IdxFile images = read_idx(workload, "images", input.features == 1 ? 3 : 4, model);
  std::vector<std::size_t> expected = {images.extents[0], input.height, input.width};
  if (input.features != 1) expected.insert(expected.begin() + 1, input.features);
  if (images.extents != expected) {
    workload.fail("images", fmt::format("has extents {}; the network takes images of {}",
                                        fmt::join(images.extents, " x "), input.text()));
  }
  workloads::IdxFile labels = read_idx(workload, "labels", 1, model);
  if (labels.extents[0] != images.extents[0]) {
    workload.fail("labels", fmt::format("has {} labels for {} images", labels.extents[0], images.extents[0]));
  }
  const std::size_t classes = network::value_shapes(model.network).back().features;
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
  model.pixels.resize(asked * model.network.input.elements());
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
  ImageModel model{document, root.text("name"), {}, nullptr, {}, {}, {}, nlohmann::ordered_json::object(), {}};
  root.one_of("fidelity", {"values"});
  const config::Map workload = root.map("workload");
  model.arithmetic = read_arithmetic(root);
  read_network(workload, model);
  std::vector<std::string> roles;
  for (const network::ImageLayer& layer : model.network.layers) {
    if (network::has_product(layer)) roles.push_back(layer.name);
  }
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
