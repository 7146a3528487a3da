// The Markdown report: a table a question, a column a result.
#include "sim/report/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;
using Results = std::vector<ResultFile>;

std::string escaped(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

class Table {
 public:
  /// `numbers`: all columns but the first are aligned to the right
  explicit Table(std::vector<std::string> header, bool numbers = true) {
    const std::size_t columns = header.size();
    row(std::move(header));
    text_ += "|---|";
    for (std::size_t i = 1; i < columns; ++i) text_ += numbers ? "---:|" : "---|";
    text_ += "\n";
  }
  void row(const std::vector<std::string>& cells) {
    text_ += "|";
    for (const std::string& cell : cells) text_ += " " + escaped(cell) + " |";
    text_ += "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::vector<std::string> labelled(const std::string& first, const Results& results) {
  std::vector<std::string> cells{first};
  for (const ResultFile& result : results) cells.push_back(result.label);
  return cells;
}

std::string number(const Json& parent, const std::string& key, double factor, const char* format) {
  const auto found = parent.find(key);
  if (found == parent.end()) return "-";
  return found->is_number() ? fmt::format(fmt::runtime(format), found->get<double>() * factor) : "not finite";
}

std::string sqnr(const Json& accuracy) {
  const bool exact = accuracy.contains("sqnr_db") && accuracy["sqnr_db"].is_null() && accuracy["max_error"] == 0;
  return exact ? "exact" : number(accuracy, "sqnr_db", 1, "{:.2f}");
}

using Cell = std::function<std::string(const Json&)>;

void add_row(Table& table, const Results& results, const std::string& name, const Cell& cell) {
  std::vector<std::string> cells{name};
  for (const ResultFile& result : results) cells.push_back(cell(result.json));
  table.row(cells);
}

/// A member that is an object, else an empty one: what a configuration holds is not checked when a result is loaded.
Json object_in(const Json& parent, const char* key) {
  const auto found = parent.find(key);
  return found != parent.end() && found->is_object() ? *found : Json::object();
}

std::string plain(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// "bitmod, weight_mode fp4, ..."; "-" for a configuration without one.
std::string pe_of(const Json& json) {
  const Json pe = object_in(object_in(json, "config"), "pe");
  if (!pe.contains("type")) return "-";
  std::string text = plain(pe["type"]);
  const Json parameters = object_in(pe, "parameters");
  for (const auto& [name, value] : parameters.items()) text += fmt::format(", {} {}", name, plain(value));
  return text;
}

std::string array_of(const Json& json) {
  const Json array = object_in(object_in(json, "config"), "array");
  const auto sides = [&](const char* key) {
    const Json part = object_in(array, key);
    return fmt::format("{} x {}", plain(part.value("rows", Json("?"))), plain(part.value("columns", Json("?"))));
  };
  if (!array.contains("tile_grid") || !array.contains("tile")) return "-";
  return fmt::format("{} tiles of {} PEs", sides("tile_grid"), sides("tile"));
}

std::string totals(const Results& results) {
  Table table(labelled("total", results));
  add_row(table, results, "workload", [](const Json& json) { return json["workload"]["name"].get<std::string>(); });
  add_row(table, results, "PE", pe_of);
  add_row(table, results, "array", array_of);
  add_row(table, results, "fidelity", [](const Json& json) { return json["fidelity"].get<std::string>(); });
  struct Line {
    const char* name;
    const char* key;
    double factor;
    const char* format;
  };
  for (const Line& line : {Line{"cycles", "cycles", 1, "{:.0f}"}, Line{"time (us)", "time_us", 1, "{:.3f}"},
                           Line{"MACs", "macs", 1, "{:.0f}"}, Line{"energy (uJ)", "energy_pj", 1e-6, "{:.5g}"},
                           Line{"average power (mW)", "average_power_mw", 1, "{:.2f}"},
                           Line{"utilisation (%)", "utilization", 100, "{:.2f}"}}) {
    add_row(table, results, line.name,
            [&](const Json& json) { return number(json["totals"], line.key, line.factor, line.format); });
  }
  add_row(table, results, "area (mm2)",
          [](const Json& json) { return number(json["area_um2"], "total", 1e-6, "{:.4f}"); });
  add_row(table, results, "technology", [](const Json& json) { return json["technology"].get<std::string>(); });
  add_row(table, results, "output SHA-256",
          [](const Json& json) { return json.value("output_sha256", std::string("-")).substr(0, 16); });
  add_row(table, results, "configuration SHA-256",
          [](const Json& json) { return json["config_sha256"].get<std::string>().substr(0, 16); });
  return table.text();
}

/// Keys of json[section] over all results, in the order of their first appearance.
std::vector<std::string> keys(const Results& results, const char* section) {
  std::vector<std::string> names;
  for (const ResultFile& result : results) {
    for (const auto& item : result.json[section].items()) {
      if (std::find(names.begin(), names.end(), item.key()) == names.end()) names.push_back(item.key());
    }
  }
  return names;
}

std::string parts(const Results& results, const char* section, const std::string& title, double factor,
                  const char* format) {
  Table table(labelled(title, results));
  for (const std::string& part : keys(results, section)) {
    add_row(table, results, part, [&](const Json& json) { return number(json[section], part, factor, format); });
  }
  return table.text();
}

std::string cycles(const Results& results) {
  Table table(labelled("cycles by cause", results));
  for (const std::string& cause : keys(results, "breakdown_cycles")) {
    add_row(table, results, cause, [&](const Json& json) {
      const double total = json["totals"]["cycles"].get<double>();
      const double share = total == 0 ? 0 : 100 * json["breakdown_cycles"].value(cause, 0.0) / total;
      return number(json["breakdown_cycles"], cause, 1, "{:.0f}") + fmt::format(" ({:.1f} %)", share);
    });
  }
  return table.text();
}

std::string layers(const ResultFile& result) {
  Table table({"layer", "m x k x n", "count", "cycles", "utilisation (%)", "energy (uJ)", "SQNR (dB)", "cosine",
               "largest error"});
  for (const Json& layer : result.json["layers"]) {
    double energy_pj = 0;
    for (const Json& part : layer["energy_pj"]) energy_pj += part.get<double>();
    const Json accuracy = layer.value("accuracy", Json::object());
    table.row({layer["name"],
               fmt::format("{} x {} x {}", layer["m"].get<std::int64_t>(), layer["k"].get<std::int64_t>(),
                           layer["n"].get<std::int64_t>()),
               std::to_string(layer["count"].get<std::int64_t>()), std::to_string(layer["cycles"].get<std::uint64_t>()),
               number(layer, "utilization", 100, "{:.2f}"), fmt::format("{:.5g}", energy_pj * 1e-6), sqnr(accuracy),
               number(accuracy, "cosine", 1, "{:.6f}"), number(accuracy, "max_error", 1, "{:.3g}")});
  }
  return table.text();
}

std::string prices(const ResultFile& result) {
  Table table({"what", "value", "unit", "source"}, false);
  for (const auto& [list, name] : {std::pair("prices", "action"), std::pair("area_prices", "part")}) {
    for (const Json& price : result.json[list]) {
      table.row({price[name], fmt::format("{:.7g}", price["value"].get<double>()), price["unit"], price["source"]});
    }
  }
  return table.text();
}

std::string joined(const Json& texts) {
  std::string line;
  for (const Json& text : texts) line += (line.empty() ? "" : ", ") + text.get<std::string>();
  return line;
}

/// What the figures leave out, said before the figures; a line that holds for several results names them all.
std::string warnings(const Results& results) {
  std::vector<std::pair<std::string, std::string>> lines;   // text, labels
  for (const ResultFile& result : results) {
    const Json& json = result.json;
    const auto add = [&](const std::string& line) {
      const auto same =
          std::find_if(lines.begin(), lines.end(), [&](const auto& entry) { return entry.first == line; });
      if (same == lines.end()) {
        lines.emplace_back(line, result.label);
      } else {
        same->second += ", " + result.label;
      }
    };
    if (!json["unpriced"].empty()) add("energy without a price, and not in the sums: " + joined(json["unpriced"]));
    if (!json["unpriced_areas"].empty()) {
      add("area without a figure, and not in the sums: " + joined(json["unpriced_areas"]));
    }
    if (!json["uncounted"].empty()) {
      add("priced but not counted in this run, and not in the sums: " + joined(json["uncounted"]));
    }
    for (const Json& note : json["price_notes"]) add(note.get<std::string>());
    for (const Json& note : json["notes"]) add(note.get<std::string>());
    if (json.contains("accuracy")) {
      add("errors are against: " + json["accuracy"].value("reference", std::string("an unnamed reference")));
    }
  }
  std::string text;
  for (const auto& [line, labels] : lines) text += "- **" + labels + "**: " + line + "\n";
  return text;
}

}  // namespace

std::string markdown(const Results& results, const std::vector<std::string>& figures) {
  std::string text = "# Lopsim report\n\n" + totals(results);
  if (const std::string notes = warnings(results); !notes.empty()) {
    text += "\n## Read this with the figures\n\n" + notes;
  }
  for (const std::string& figure : figures) text += fmt::format("\n![{0}]({0})\n", figure);
  text += "\n## Area by part\n\n" + parts(results, "area_um2", "area (um2)", 1, "{:.1f}");
  text += "\n## Energy by part\n\n" + parts(results, "energy_pj", "energy (uJ)", 1e-6, "{:.5g}");
  text += "\n## Cycles by cause\n\n" + cycles(results);
  text += "\n## Layers\n\nFigures of one execution; `count` executions are in the totals.\n";
  for (const ResultFile& result : results) text += "\n### " + result.label + "\n\n" + layers(result);
  text += "\n## Prices\n";
  for (const ResultFile& result : results) text += "\n### " + result.label + "\n\n" + prices(result);
  return text;
}

}  // namespace lop::report
