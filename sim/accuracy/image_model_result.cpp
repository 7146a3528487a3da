// The answer as JSON.
#include "sim/accuracy/image_model.hpp"
#include "sim/accuracy/result_json.hpp"

namespace lop::accuracy {
namespace {

using Json = nlohmann::ordered_json;

void add_scores(const ClassScores& scores, Json& json) {
  json["images"] = scores.images;
  json["right"] = scores.right;
  json["top1"] = scores.top1();
}

}  // namespace

Json image_model_result(const ImageModel& model, const ImageAnswer& answer, const report::Provenance& provenance) {
  Json result =
      result_head(resolved_config(model), provenance, model.name, "weights and images given by the configuration");
  Json& accuracy = result["accuracy"];
  add_scores(answer.scores, accuracy);
  if (answer.comparison) {
    const ClassComparison& comparison = *answer.comparison;
    accuracy["delta_top1"] = comparison.delta_top1;
    accuracy["delta_top1_standard_error"] = finite_or_null(comparison.delta_top1_standard_error);
    accuracy["flipped"] =
        Json{{"images", comparison.flipped}, {"to_right", comparison.to_right}, {"to_wrong", comparison.to_wrong}};
    accuracy["logit_sqnr_db"] = finite_or_null(answer.logit_sqnr_db.value());
    Json& reference = accuracy["reference"];
    reference["description"] = "the same network and images: " + model.arithmetic.reference_text();
    add_scores(comparison.reference, reference);
  }
  result["layers"] = layers_json(answer.layers);
  result["output_sha256"] = answer.output_sha256;
  result["notes"] = model.notes;
  return result;
}

}  // namespace lop::accuracy
