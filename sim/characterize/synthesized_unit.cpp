// Reads area.json, timing.json, equivalence.json, source.json, slews.tsv and netlist.json.
#include "sim/characterize/synthesized_unit.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/characterize/file_error.hpp"

namespace lop::characterize {

namespace {

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw FileError(file, 0, "cannot be read; expected what scripts/synthesize.py writes");
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::unordered_map<std::string, Slew> read_slews(const std::filesystem::path& file) {
  std::unordered_map<std::string, Slew> slews;
  std::istringstream text(read_text(file));
  std::string line;
  for (std::size_t number = 1; std::getline(text, line); ++number) {
    std::istringstream words(line);
    std::string instance, pin;
    Slew slew;
    if (!(words >> instance >> pin >> slew.rise_ps >> slew.fall_ps)) {
      throw FileError(file, number, "expected instance, pin, rise and fall in ps");
    }
    slews.emplace(instance + "/" + pin, slew);
  }
  return slews;
}

double number_or_0(const nlohmann::json& value) { return value.is_null() ? 0 : value.get<double>(); }

void read_timing(const nlohmann::json& timing, SynthesizedUnit& unit) {
  unit.period_ps = number_or_0(timing.at("netlist_period_ps"));
  unit.minimum_period_ps = number_or_0(timing.at("minimum_period_ps"));
  for (const auto& tried : timing.at("tried")) {
    if (unit.minimum_period_ps == 0 || number_or_0(tried.at("netlist_period_ps")) != unit.minimum_period_ps) continue;
    const double area_um2 = tried.at("area_um2").get<double>();
    if (unit.minimum_area_um2 == 0 || area_um2 < unit.minimum_area_um2) unit.minimum_area_um2 = area_um2;
  }
}

void read_source(const nlohmann::json& source, SynthesizedUnit& unit) {
  for (const auto& file : source.at("rtl_files")) unit.rtl_files.push_back(file.at("file").get<std::string>());
  unit.rtl_sha256 = source.at("rtl_sha256").get<std::string>();
  for (const auto& [tool, version] : source.at("tools").items()) {
    unit.source += fmt::format("{}{} {}", unit.source.empty() ? "" : ", ", tool, version.get<std::string>());
  }
  for (const auto& file : source.at("liberty")) {
    unit.source += fmt::format(", {} {}", file.at("file").get<std::string>(),
                               file.at("uncompressed_sha256").get<std::string>().substr(0, 12));
  }
}

}  // namespace

SynthesizedUnit read_synthesized_unit(const SliceUnit& unit, const std::filesystem::path& folder,
                                      const Library& library) {
  SynthesizedUnit result;
  result.unit = unit;
  result.folder = folder;
  const auto load = [&](const char* name) {
    const std::filesystem::path file = folder / name;
    try {
      return nlohmann::json::parse(read_text(file));
    } catch (const nlohmann::json::exception& error) {
      throw FileError(file, 0, error.what());
    }
  };
  try {
    const nlohmann::json area = load("area.json"), proof = load("equivalence.json");
    result.cells = area.at("cells").get<int>();
    result.area_um2 = area.at("area_um2").get<double>();
    result.sequential_um2 = area.at("sequential_um2").get<double>();
    result.verdict = proof.at("verdict").get<std::string>();
    result.points = proof.at("points").get<int>();
    result.proved = proof.at("proved").get<int>();
    read_timing(load("timing.json"), result);
    read_source(load("source.json"), result);
  } catch (const nlohmann::json::exception& error) {
    throw FileError(folder, 0, error.what());
  }
  result.slews = read_slews(folder / "slews.tsv");
  result.netlist = read_netlist(folder / "netlist.json", library, unit.module);
  return result;
}

}  // namespace lop::characterize
