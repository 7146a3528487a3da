// Reading and running one configuration.
#include "sim/sweep/point.hpp"

#include "sim/report/result.hpp"
#include "sim/system/run_system.hpp"

namespace lop::sweep {
namespace {

using Json = nlohmann::ordered_json;

using AnyRun = std::variant<sim::RunConfig, published::Run, accuracy::LanguageModel, accuracy::ImageModel>;

AnyRun read(const config::Document& document) {
  if (accuracy::is_image_model(document)) return accuracy::read_image_model(document);
  if (accuracy::is_language_model(document)) return accuracy::read_language_model(document);
  if (published::is_published(document)) return published::run_published(document);
  return sim::read_run_config(document);
}

Json result_of(const published::Run& run) { return published::published_result(run, {}); }

Json result_of(const sim::RunConfig& run) {
  return report::build_result(sim::run_system(run, nullptr), run.prices, *run.sram);
}

Json result_of(const accuracy::LanguageModel& model) {
  return accuracy::language_model_result(model, accuracy::run_language_model(model, nullptr), {});
}

Json result_of(const accuracy::ImageModel& model) {
  return accuracy::image_model_result(model, accuracy::run_image_model(model, nullptr), {});
}

Json config_of(const accuracy::ImageModel& model) { return accuracy::resolved_config(model); }
Json config_of(const accuracy::LanguageModel& model) { return accuracy::resolved_config(model); }
Json config_of(const published::Run& run) { return published::resolved_config(run); }
Json config_of(const sim::RunConfig& run) { return sim::resolved_config(run); }

}  // namespace

Point::Point(const config::Document& document)
    : run_(read(document)),
      config_sha256_(report::config_sha256(std::visit([](const auto& run) { return config_of(run); }, run_))) {}

bool Point::needs_own_process() const {
  const auto* run = std::get_if<sim::RunConfig>(&run_);
  return run != nullptr && run->fidelity == sim::Fidelity::kCycle;
}

Json Point::result() const {
  Json result = std::visit([](const auto& run) { return result_of(run); }, run_);
  result.erase("provenance");
  return result;
}

Json Point::row() const {
  const Json result = this->result();
  Json row;
  row["workload"] = result["workload"]["name"];
  for (const char* key :
       {"fidelity", "totals", "breakdown_cycles", "energy_pj", "area_um2", "accuracy", "output_sha256"}) {
    if (result.contains(key)) row[key] = result[key];
  }
  return row;
}

}  // namespace lop::sweep
