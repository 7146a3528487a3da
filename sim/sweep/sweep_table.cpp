// Flattening points into columns, and the Pareto front.
#include "sim/sweep/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>

#include "sim/report/markdown.hpp"
#include "sim/report/result_file.hpp"

namespace lop::sweep {
namespace {

using Json = nlohmann::ordered_json;

using Cells = std::vector<std::pair<std::string, Json>>;

/// Leaves of a point with their paths; values of `set` stay whole.
void flatten(const Json& json, const std::string& path, Cells& cells) {
  for (const auto& item : json.items()) {
    const std::string below = path.empty() ? item.key() : path + "." + item.key();
    if (item.value().is_object() && path != "set") {
      flatten(item.value(), below, cells);
    } else {
      cells.emplace_back(below, item.value());
    }
  }
}

std::string text_of(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::optional<double> objective(const Json& point, const std::string& name) {
  const Json::json_pointer pointer("/" + [&] {
    std::string path = name;
    std::replace(path.begin(), path.end(), '.', '/');
    return path;
  }());
  if (!point.contains(pointer) || !point[pointer].is_number()) return std::nullopt;
  return point[pointer].get<double>();
}

/// What a setting is called in a table: the type of a PE, the values of another mapping, otherwise its value.
std::string short_text(const Json& value) {
  if (!value.is_object()) return text_of(value);
  if (value.contains("type")) return text_of(value["type"]);
  std::string text;
  for (const auto& item : value.items()) text += (text.empty() ? "" : " ") + short_text(item.value());
  return text;
}

/// The last parts of the other keys and their values.
std::string line_of(const Json& set, const std::string& against) {
  std::string line;
  for (const auto& item : set.items()) {
    if (item.key() == against) continue;
    const std::string& key = item.key();
    line += (line.empty() ? "" : ", ") + key.substr(key.rfind('.') + 1) + " " + short_text(item.value());
  }
  return line.empty() ? "all points" : line;
}

}  // namespace

std::string json_lines(const Points& points) {
  std::string text;
  for (const Json& point : points) text += point.dump() + "\n";
  return text;
}

std::string csv(const Points& points) {
  std::vector<std::string> columns = {"point", "config_sha256"};
  std::vector<std::map<std::string, std::string>> rows;
  for (const Json& point : points) {
    Cells cells;
    flatten(point, "", cells);
    rows.emplace_back();
    for (const auto& [name, value] : cells) {
      rows.back()[name] = text_of(value);
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    }
  }
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "" : ",") + report::csv_quoted(column);
  text += "\n";
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto found = row.find(columns[i]);
      text += (i == 0 ? "" : ",") + (found == row.end() ? "" : report::csv_quoted(found->second));
    }
    text += "\n";
  }
  return text;
}

Points load_points(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw report::ResultFileError(file.string() + ": cannot be read; expected the results.jsonl of a sweep");
  Points points;
  int line = 0;
  for (std::string text; std::getline(stream, text);) {
    ++line;
    Json point = Json::parse(text, nullptr, false);
    if (!point.is_object() || !point.contains("point") || !point.contains("set")) {
      throw report::ResultFileError(
          fmt::format("{}:{}: expected a point of a sweep, an object with `point` and `set`", file.string(), line));
    }
    points.push_back(std::move(point));
  }
  return points;
}

std::vector<std::size_t> pareto(const Points& points, const std::vector<std::string>& objectives) {
  std::vector<std::pair<std::vector<double>, std::size_t>> candidates;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<double> values;
    for (const std::string& name : objectives) {
      if (const auto value = objective(points[i], name)) values.push_back(*value);
    }
    if (values.size() == objectives.size()) candidates.emplace_back(values, i);
  }
  // Sorted, a point can only be beaten by one before it, and of equal points the first stays.
  std::sort(candidates.begin(), candidates.end());
  std::vector<std::pair<std::vector<double>, std::size_t>> front;
  for (const auto& candidate : candidates) {
    const bool beaten = std::any_of(front.begin(), front.end(), [&](const auto& kept) {
      return std::equal(kept.first.begin(), kept.first.end(), candidate.first.begin(),
                        [](double a, double b) { return a <= b; });
    });
    if (!beaten) front.push_back(candidate);
  }
  std::vector<std::size_t> indices;
  for (const auto& kept : front) indices.push_back(kept.second);
  return indices;
}

std::string lines_markdown(const Points& points, const std::string& against, const std::string& figure) {
  std::map<double, std::map<std::string, double>> rows;  // by value of the key, then by line
  std::vector<std::string> lines;
  for (const Json& point : points) {
    const auto value = objective(point, figure);
    const Json& set = point["set"];
    if (!value || !set.contains(against) || !set[against].is_number()) continue;
    const std::string line = line_of(set, against);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    rows[set[against].get<double>()][line] = *value;
  }
  if (rows.empty()) return "";
  std::string text = fmt::format("| {} |", against), rule = "|---:|";
  for (const std::string& line : lines) text += " " + line + " |", rule += "---:|";
  text += "\n" + rule + "\n";
  for (const auto& [value, cells] : rows) {
    text += fmt::format("| {} |", value);
    for (const std::string& line : lines) {
      const auto found = cells.find(line);
      text += found == cells.end() ? " - |" : fmt::format(" {:.7g} |", found->second);
    }
    text += "\n";
  }
  return text;
}

std::string pareto_markdown(const Points& points, const std::vector<std::string>& objectives) {
  std::string head = "| point |", rule = "|---:|", body;
  std::vector<std::string> keys;
  for (const Json& point : points) {
    for (const auto& item : point["set"].items()) {
      if (std::find(keys.begin(), keys.end(), item.key()) == keys.end()) keys.push_back(item.key());
    }
  }
  for (const std::string& key : keys) head += " " + key + " |", rule += "---|";
  for (const std::string& name : objectives) head += " " + name + " |", rule += "---:|";
  for (const std::size_t i : pareto(points, objectives)) {
    body += fmt::format("| {} |", points[i]["point"].dump());
    for (const std::string& key : keys) {
      body += " " + (points[i]["set"].contains(key) ? short_text(points[i]["set"][key]) : std::string("-")) + " |";
    }
    for (const std::string& name : objectives) body += fmt::format(" {:.7g} |", *objective(points[i], name));
    body += "\n";
  }
  return head + "\n" + rule + "\n" + body;
}

}  // namespace lop::sweep
