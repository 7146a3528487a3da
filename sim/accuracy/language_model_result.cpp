// The answer as JSON.
#include "sim/accuracy/language_model.hpp"
#include "sim/accuracy/result_json.hpp"

namespace lop::accuracy {
namespace {

using Json = nlohmann::ordered_json;

void add_scores(const Scores& scores, const std::optional<double>& bytes_per_token, Json& json) {
  constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  json["nll"] = finite_or_null(scores.nll);
  json["perplexity"] = finite_or_null(scores.perplexity());
  if (bytes_per_token) json["bits_per_byte"] = finite_or_null(scores.nll / kLn2 / *bytes_per_token);
  json["top1"] = scores.top1;
}

}  // namespace

Json language_model_result(const LanguageModel& model, const Answer& answer, const report::Provenance& provenance) {
  Json result =
      result_head(resolved_config(model), provenance, model.name, "weights and tokens given by the configuration");
  Json& accuracy = result["accuracy"];
  accuracy["predictions"] = answer.scores.predictions;
  add_scores(answer.scores, model.bytes_per_token, accuracy);
  if (answer.comparison) {
    const Comparison& comparison = *answer.comparison;
    accuracy["delta_nll"] = finite_or_null(comparison.delta_nll);
    accuracy["delta_nll_standard_error"] = finite_or_null(comparison.delta_nll_standard_error);
    accuracy["kl_divergence"] = finite_or_null(comparison.kl_divergence);
    accuracy["top1_agreement"] = comparison.top1_agreement;
    Json& reference = accuracy["reference"];
    reference["description"] = "the same network and samples: " + model.arithmetic.reference_text();
    reference["predictions"] = comparison.reference.predictions;
    add_scores(comparison.reference, model.bytes_per_token, reference);
  }
  result["layers"] = layers_json(answer.layers);
  result["output_sha256"] = answer.output_sha256;
  result["notes"] = model.notes;
  return result;
}

}  // namespace lop::accuracy
