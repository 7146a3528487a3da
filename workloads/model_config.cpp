// Strict where a key is there, silent where it is not asked for: such files hold much that is no matter here.
#include "workloads/model_config.hpp"

#include <algorithm>
#include <fstream>

#include "workloads/hugging_face.hpp"
#include "workloads/limits.hpp"

namespace lop::workloads {

ModelConfig::ModelConfig(const std::filesystem::path& file) : place_(file.string()) {
  std::ifstream stream(file);
  json_ = nlohmann::json::parse(stream, nullptr, false);
  if (!json_.is_object()) fail("expected a JSON object, as in the config.json of a model");
}

void ModelConfig::fail(const std::string& message) const { throw HuggingFaceError(place_ + ": " + message); }

nlohmann::json ModelConfig::value(const char* key) const {
  const auto found = json_.find(key);
  return found == json_.end() ? nlohmann::json() : *found;
}

ModelConfig ModelConfig::section(const char* key) const {
  nlohmann::json found = value(key);
  if (found.is_null()) found = nlohmann::json::object();
  if (!found.is_object()) fail(std::string(key) + ": expected an object, found " + found.dump());
  return {place_ + ": " + key, std::move(found)};
}

std::optional<std::int64_t> ModelConfig::find(const char* key) const {
  const nlohmann::json found = value(key);
  if (found.is_null()) return std::nullopt;
  const std::string expected = std::string(key) + ": expected an integer from 1 to " + std::to_string(kExtentMax);
  if (!found.is_number_integer()) fail(expected + ", found " + found.dump());
  // Beyond 64 bits a number is not an integer for the parser, so it is read safely.
  const auto number = found.get<std::int64_t>();
  if (number < 1 || number > kExtentMax) fail(expected + ", found " + found.dump());
  return number;
}

std::int64_t ModelConfig::need(const char* key) const {
  const auto found = find(key);
  if (!found) fail(std::string(key) + ": missing key; expected an integer");
  return *found;
}

std::int64_t ModelConfig::part(const char* key, std::int64_t whole) const {
  const nlohmann::json found = value(key);
  if (found.is_null()) return 0;
  const double fraction = found.is_number() ? found.get<double>() : 0;
  const auto elements = static_cast<std::int64_t>(fraction * static_cast<double>(whole));
  if (!(fraction <= 1) || elements < 1) {
    fail(std::string(key) + ": expected a number up to 1 that leaves an element, found " + found.dump());
  }
  return elements;
}

double ModelConfig::number(const char* key) const {
  const nlohmann::json found = value(key);
  if (found.is_null()) fail(std::string(key) + ": missing key; expected a positive number");
  if (!found.is_number() || !(found.get<double>() > 0)) {
    fail(std::string(key) + ": expected a positive number, found " + found.dump());
  }
  return found.get<double>();
}

bool ModelConfig::boolean(const char* key, bool otherwise) const {
  const nlohmann::json found = value(key);
  if (found.is_null()) return otherwise;
  if (!found.is_boolean()) fail(std::string(key) + ": expected true or false, found " + found.dump());
  return found.get<bool>();
}

std::string ModelConfig::text(const char* key) const {
  const nlohmann::json found = value(key);
  return found.is_string() ? found.get<std::string>() : "";
}

std::string ModelConfig::one_of(const char* key, const std::vector<std::string>& allowed,
                                const std::string& otherwise) const {
  const nlohmann::json found = value(key);
  if (found.is_null()) return otherwise;
  if (std::find(allowed.begin(), allowed.end(), text(key)) == allowed.end()) {
    std::string known;
    for (const std::string& name : allowed) known += (known.empty() ? "" : ", ") + name;
    fail(std::string(key) + ": expected one of " + known + "; found " + found.dump());
  }
  return text(key);
}

}  // namespace lop::workloads
