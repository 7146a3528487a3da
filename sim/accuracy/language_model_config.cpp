// Reading the keys of a language model.
#include <fmt/format.h>

#include "sim/accuracy/image_model.hpp"
#include "sim/accuracy/language_model.hpp"
#include "sim/report/sha256.hpp"
#include "workloads/decoder_config.hpp"
#include "workloads/hugging_face.hpp"
#include "workloads/safetensors.hpp"
#include "workloads/token_file.hpp"

namespace lop::accuracy {
namespace {

constexpr std::int64_t kMostElements = 1 << 20;
constexpr std::int64_t kMostPredictions = std::int64_t{1} << 32;

/// Weights that config.json promises; found missing before anything is computed.
void check_tensors(const LanguageModel& model) {
  for (const network::TensorShape& tensor : network::tensors_of(model.shape)) {
    if (tensor.rows == 0) {
      model.weights->vector(tensor.name, tensor.columns);
    } else {
      model.weights->rows(tensor.name, tensor.rows, tensor.columns, 0, 1);
    }
  }
}

void read_network(const config::Map& workload, LanguageModel& model) {
  const std::filesystem::path folder = workload.folder("network");
  try {
    model.shape = workloads::read_decoder_config(folder / "config.json");
    model.weights = std::make_shared<workloads::Checkpoint>(folder);
    workloads::follow_checkpoint(*model.weights, model.shape);
    check_tensors(model);
  } catch (const workloads::HuggingFaceError& error) {
    workload.fail("network", error.what());
  } catch (const workloads::TensorFileError& error) {
    workload.fail("network", error.what());
  }
  model.inputs_sha256["config.json"] = report::sha256_of_file(folder / "config.json");
  for (const std::filesystem::path& file : model.weights->files()) {
    model.inputs_sha256[file.filename().string()] = report::sha256_of_file(file);
  }
}

void read_samples(const config::Map& workload, LanguageModel& model) {
  const std::filesystem::path file = workload.file("tokens");
  std::vector<std::uint32_t> tokens;
  try {
    tokens = workloads::read_tokens(file, model.shape.vocabulary);
  } catch (const workloads::TokenFileError& error) {
    workload.fail("tokens", error.what());
  }
  model.inputs_sha256["tokens"] = report::sha256_of_file(file);

  const bool separate = workload.has("scoring") && workload.one_of("scoring", {"contiguous", "separate"}) == "separate";
  const auto scoring = separate ? network::Scoring::kSeparate : network::Scoring::kContiguous;
  const auto length = static_cast<std::size_t>(workload.integer("sequence_length", separate ? 2 : 1, kMostElements));
  const std::size_t available = network::available_predictions(scoring, length, tokens.size());
  if (available == 0) {
    workload.fail("tokens", fmt::format("{} has {} tokens; expected at least {}, for one prediction", file.string(),
                                        tokens.size(), separate ? length : 2));
  }
  std::size_t predictions = available;
  const bool all = !workload.has("predictions") || model.document.value("workload.predictions").is_string();
  if (all) {
    if (workload.has("predictions")) workload.one_of("predictions", {"all"});
  } else {
    predictions = static_cast<std::size_t>(workload.integer("predictions", 1, kMostPredictions));
  }
  if (predictions > available) {
    model.notes.push_back(
        fmt::format("workload.predictions: {} were asked for, the tokens give {}", predictions, available));
    predictions = available;
  }
  if (all && separate && tokens.size() % length != 0) {
    model.notes.push_back(fmt::format("workload.tokens: the last {} tokens are no whole block and were left out",
                                      tokens.size() % length));
  }
  model.samples = network::make_samples(scoring, length, tokens, predictions);
  const bool learned = !model.shape.names.positions.empty();
  if (learned && model.samples.sequence > model.shape.positions) {
    workload.fail("sequence_length", fmt::format("a sequence has {} inputs; the network has learned {} positions",
                                                 model.samples.sequence, model.shape.positions));
  }
  if (workload.has("text_bytes")) {
    model.bytes_per_token = workload.number("text_bytes", 1, 1e15) / static_cast<double>(tokens.size());
  }
}

std::vector<std::string> linear_roles(const network::DecoderShape& shape) {
  std::vector<std::string> roles;
  for (const network::LinearShape& linear : network::linear_layers(shape, 0)) roles.push_back(linear.role);
  return roles;
}

}  // namespace

bool is_language_model(const config::Document& document) {
  const config::Map root = document.root();
  return root.has("fidelity") && root.one_of("fidelity", {"fast", "cycle", "published", "values"}) == "values" &&
         !is_image_model(document);
}

LanguageModel read_language_model(const config::Document& document) {
  const config::Map root = document.root();
  LanguageModel model{document, root.text("name"), {}, nullptr, {}, std::nullopt, {}, nlohmann::ordered_json::object(),
                      {}};
  root.one_of("fidelity", {"values"});
  const config::Map workload = root.map("workload");
  model.arithmetic = read_arithmetic(root);
  read_network(workload, model);
  read_block_roles(root, linear_roles(model.shape), model.shape.layers, model.arithmetic);
  read_samples(workload, model);
  root.finish();
  return model;
}

nlohmann::ordered_json resolved_config(const LanguageModel& model) {
  nlohmann::ordered_json config = model.document.resolved();
  config["inputs_sha256"] = model.inputs_sha256;
  return config;
}

}  // namespace lop::accuracy
