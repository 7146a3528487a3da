// What a result does not have is a dash.
#include "sim/report/accuracy_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

std::string figure(const Json& parent, const char* key, const char* format) {
  const auto found = parent.find(key);
  return found != parent.end() && found->is_number() ? fmt::format(fmt::runtime(format), found->get<double>()) : "-";
}

/// "bitmod, weight_mode fp4" or "FP32", and the types of a quantisation.
std::string what(const Json& config) {
  std::string text = config.value("arithmetic", "exact");
  const Json types = config.value("quantize", Json::object());
  if (text == "exact") text = types.contains("as_pe") ? "operands of " + types["as_pe"].get<std::string>() : "FP32";
  if (config.contains("pe") && config["pe"].is_object()) {
    const Json parameters = config["pe"].value("parameters", Json::object());
    for (const auto& [name, value] : parameters.items()) {
      text += ", " + name + " " + (value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  for (const char* operand : {"weights", "activations", "kv"}) {
    const std::string type = types.value(operand, "none");
    if (type != "none") text += fmt::format(", {} {}", operand, type);
  }
  return text;
}

std::string difference(const Json& accuracy, const char* key, const char* error, const char* format) {
  const std::string value = figure(accuracy, key, format), own = figure(accuracy, error, format);
  return own == "-" ? value : value + " ± " + own;
}

std::string model_row(const ResultFile& result, const Json& accuracy, const Json& reference) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", result.label, what(result.json["config"]),
                     figure(accuracy, "predictions", "{:.0f}"), figure(accuracy, "perplexity", "{:.4f}"),
                     figure(reference, "perplexity", "{:.4f}"),
                     difference(accuracy, "delta_nll", "delta_nll_standard_error", "{:.5f}"),
                     figure(accuracy, "kl_divergence", "{:.6f}"), figure(accuracy, "top1_agreement", "{:.4f}"));
}

std::string image_row(const ResultFile& result, const Json& accuracy, const Json& reference) {
  const Json flipped = accuracy.value("flipped", Json::object());
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {}, {} | {} |\n", result.label, what(result.json["config"]),
                     figure(accuracy, "images", "{:.0f}"), figure(accuracy, "top1", "{:.4f}"),
                     figure(reference, "top1", "{:.4f}"),
                     difference(accuracy, "delta_top1", "delta_top1_standard_error", "{:.4f}"),
                     figure(flipped, "images", "{:.0f}"), figure(flipped, "to_right", "{:.0f}"),
                     figure(flipped, "to_wrong", "{:.0f}"), figure(accuracy, "logit_sqnr_db", "{:.2f}"));
}

}  // namespace

bool is_accuracy_result(const std::filesystem::path& path) {
  try {
    const Json json = read_json(path);
    return json.is_object() && json.value("fidelity", Json()) == "values";
  } catch (const ResultFileError&) {
    return false;
  }
}

std::vector<ResultFile> load_accuracy_results(const std::vector<std::filesystem::path>& paths) {
  std::vector<ResultFile> results;
  for (const std::filesystem::path& path : paths) {
    ResultFile result{path.stem().string(), path, read_json(path)};
    for (const char* key : {"config", "accuracy"}) {
      if (!result.json.contains(key) || !result.json[key].is_object()) {
        throw ResultFileError(path.string() + ": not a result file of this program: " + key + ": expected an object");
      }
    }
    results.push_back(std::move(result));
  }
  return results;
}

std::string accuracy_markdown(const std::vector<ResultFile>& results) {
  std::string models, images;
  for (const ResultFile& result : results) {
    const Json& accuracy = result.json["accuracy"];
    (accuracy.contains("images") ? images : models) +=
        (accuracy.contains("images") ? image_row : model_row)(result, accuracy, accuracy.value("reference", Json::object()));
  }
  std::string text =
      "\n## Accuracy of a network\n\nAs the PE computes it, bit by bit; differences are to FP32 (or the reference that the "
      "configuration names) on the same samples, with their standard errors.\n";
  if (!models.empty()) {
    text +=
        "\n| result | arithmetic | predictions | perplexity | reference | difference of NLL | KL divergence | same likeliest "
        "token |\n|---|---|---:|---:|---:|---:|---:|---:|\n" +
        models;
  }
  if (!images.empty()) {
    text +=
        "\n| result | arithmetic | images | top-1 | reference | difference | of another class | to right, to wrong | SQNR of "
        "logits (dB) |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n" +
        images;
  }
  return text;
}

}  // namespace lop::report
