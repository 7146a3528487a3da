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
  if (text == "exact") text = "FP32";
  if (config.contains("pe") && config["pe"].is_object()) {
    const Json parameters = config["pe"].value("parameters", Json::object());
    for (const auto& [name, value] : parameters.items()) {
      text += ", " + name + " " + (value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  const Json quantize = config.value("quantize", Json::object());
  for (const char* operand : {"weights", "activations", "kv"}) {
    const std::string type = quantize.value(operand, "none");
    if (type != "none") text += fmt::format(", {} {}", operand, type);
  }
  return text;
}

std::string difference(const Json& accuracy, const char* key, const char* error, const char* format) {
  const std::string value = figure(accuracy, key, format), own = figure(accuracy, error, format);
  return own == "-" ? value : value + " ± " + own;
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
  std::string text =
      "\n## Accuracy of a network\n\nAs the PE computes it, bit by bit; differences are to FP32 on the same samples, with "
      "their standard errors.\n\n"
      "| result | arithmetic | predictions | perplexity | in FP32 | NLL less that of FP32 | KL divergence | same likeliest "
      "token |\n|---|---|---:|---:|---:|---:|---:|---:|\n";
  for (const ResultFile& result : results) {
    const Json& accuracy = result.json["accuracy"];
    const Json reference = accuracy.value("reference", Json::object());
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", result.label, what(result.json["config"]),
                        figure(accuracy, "predictions", "{:.0f}"), figure(accuracy, "perplexity", "{:.4f}"),
                        figure(reference, "perplexity", "{:.4f}"),
                        difference(accuracy, "delta_nll", "delta_nll_standard_error", "{:.5f}"),
                        figure(accuracy, "kl_divergence", "{:.6f}"), figure(accuracy, "top1_agreement", "{:.4f}"));
  }
  return text;
}

}  // namespace lop::report
