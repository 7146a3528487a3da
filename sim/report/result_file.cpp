// Parsing result files and checking every key that reports read.
#include "sim/report/result_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <sstream>

#include "sim/report/result.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t kSizeCapBytes = 256u << 20;

/// Walks a file's keys; every failure names the key's path.
class Checker {
 public:
  explicit Checker(const std::filesystem::path& path) : path_(path) {}

  [[noreturn]] void fail(const std::string& problem) const {
    throw ResultFileError(path_.string() + ": not a result file of this program: " + problem);
  }

  const Json& need(const Json& parent, const std::string& where, const std::string& key) const {
    const auto found = parent.find(key);
    if (found == parent.end()) fail("missing key " + where + key);
    return *found;
  }

  const Json& object(const Json& parent, const std::string& where, const std::string& key) const {
    return typed(need(parent, where, key), where + key, "an object", &Json::is_object);
  }
  const Json& array(const Json& parent, const std::string& where, const std::string& key) const {
    return typed(need(parent, where, key), where + key, "a list", &Json::is_array);
  }
  void number(const Json& parent, const std::string& where, const std::string& key) const {
    typed(need(parent, where, key), where + key, "a number", &Json::is_number);
  }
  void integer(const Json& parent, const std::string& where, const std::string& key) const {
    typed(need(parent, where, key), where + key, "an integer of 0 or more", &Json::is_number_unsigned);
  }
  void text(const Json& parent, const std::string& where, const std::string& key) const {
    typed(need(parent, where, key), where + key, "a text", &Json::is_string);
  }
  void all(const Json& container, const std::string& where, const char* expected,
           bool (Json::*is)() const noexcept) const {
    for (const auto& item : container.items()) typed(item.value(), where + item.key(), expected, is);
  }

 private:
  const Json& typed(const Json& value, const std::string& where, const char* expected,
                    bool (Json::*is)() const noexcept) const {
    if (!(value.*is)()) fail(fmt::format("{}: expected {}, found {}", where, expected, value.dump().substr(0, 40)));
    return value;
  }

  const std::filesystem::path& path_;
};

void check_layer(const Checker& check, const Json& layer, const std::string& where) {
  if (!layer.is_object()) check.fail(where + ": expected an object");
  const std::string inside = where + ".";
  check.text(layer, inside, "name");
  for (const char* key : {"m", "k", "n", "count", "cycles", "macs"}) check.integer(layer, inside, key);
  check.number(layer, inside, "utilization");
  check.all(check.object(layer, inside, "breakdown_cycles"), inside + "breakdown_cycles.", "an integer of 0 or more",
            &Json::is_number_unsigned);
  check.all(check.object(layer, inside, "energy_pj"), inside + "energy_pj.", "a number", &Json::is_number);
  if (!layer.contains("accuracy")) return;
  const Json& accuracy = check.object(layer, inside, "accuracy");
  for (const char* key : {"sqnr_db", "cosine", "max_error"}) {
    if (!check.need(accuracy, inside + "accuracy.", key).is_null()) check.number(accuracy, inside + "accuracy.", key);
  }
}

void check_result(const Checker& check, const Json& json) {
  if (!json.is_object()) check.fail("expected a JSON object");
  if (const Json& version = check.need(json, "", "schema_version"); version != kSchemaVersion) {
    check.fail(fmt::format("schema_version {}; this program reads version {}", version.dump(), kSchemaVersion));
  }
  for (const char* key : {"config_sha256", "fidelity", "technology"}) check.text(json, "", key);
  check.text(check.object(json, "", "workload"), "workload.", "name");
  const Json& totals = check.object(json, "", "totals");
  for (const char* key : {"cycles", "macs"}) check.integer(totals, "totals.", key);
  for (const char* key : {"time_us", "energy_pj", "average_power_mw", "utilization"}) {
    check.number(totals, "totals.", key);
  }
  check.all(check.object(json, "", "breakdown_cycles"), "breakdown_cycles.", "an integer of 0 or more",
            &Json::is_number_unsigned);
  check.all(check.object(json, "", "energy_pj"), "energy_pj.", "a number", &Json::is_number);
  const Json& areas = check.object(json, "", "area_um2");
  check.all(areas, "area_um2.", "a number", &Json::is_number);
  check.number(areas, "area_um2.", "total");
  for (const auto& [list, name] : {std::pair("prices", "action"), std::pair("area_prices", "part")}) {
    for (const auto& item : check.array(json, "", list).items()) {
      const std::string where = fmt::format("{}[{}].", list, item.key());
      if (!item.value().is_object()) check.fail(where + ": expected an object");
      for (const char* key : {name, "unit", "source"}) check.text(item.value(), where, key);
      check.number(item.value(), where, "value");
    }
  }
  for (const char* list : {"price_notes", "unpriced", "unpriced_areas", "uncounted", "notes"}) {
    check.all(check.array(json, "", list), std::string(list) + ".", "a text", &Json::is_string);
  }
  for (const auto& item : check.array(json, "", "layers").items()) {
    check_layer(check, item.value(), fmt::format("layers[{}]", item.key()));
  }
}

Json parse(const Checker& check, const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw ResultFileError(path.string() + ": no such file; expected a result file");
  }
  if (std::filesystem::file_size(path, error) > kSizeCapBytes) check.fail("larger than 256 MiB");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) throw ResultFileError(path.string() + ": cannot be read");
  const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
    constexpr int kDepth = 64;
    if (depth > kDepth) check.fail("nested deeper than 64 levels");
    return true;
  };
  try {
    return Json::parse(content.str(), shallow);
  } catch (const Json::exception& failure) {
    check.fail(failure.what());
  }
}

}  // namespace

Json read_json(const std::filesystem::path& path) { return parse(Checker(path), path); }

std::vector<ResultFile> load_results(const std::vector<std::filesystem::path>& paths) {
  std::vector<ResultFile> results;
  std::set<std::string> labels;
  for (const std::filesystem::path& path : paths) {
    const Checker check(path);
    ResultFile result{path.stem().string(), path, parse(check, path)};
    check_result(check, result.json);
    for (int copy = 2; !labels.insert(result.label).second; ++copy) {
      result.label = fmt::format("{} ({})", path.stem().string(), copy);
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace lop::report
