// Reading a sweep file into axes, and a combination's number into values.
#include "sim/sweep/sweep_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lop::sweep {
namespace {

constexpr std::size_t kMostCombinations = 10'000'000;

/// Paths of the values of a key: those of a list's items, or of the one value.
std::vector<std::string> value_paths(const config::Document& document, const std::string& path) {
  const nlohmann::ordered_json value = document.value(path);
  if (!value.is_array()) return {path};
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < value.size(); ++i) paths.push_back(fmt::format("{}[{}]", path, i));
  return paths;
}

}  // namespace

SweepPlan::SweepPlan(const std::filesystem::path& file) : sweep_(config::Document::load(file)) {
  const config::Map root = sweep_.root();
  name_ = root.text("name");
  base_ = config::Document::load(root.file("base"));
  if (root.has("set")) {
    Replacements always;
    for (const std::string& key : root.map("set").keys()) always.push_back({key, "set." + key});
    base_ = base_.with(sweep_, always);
  }
  for (const std::string& key : root.keys()) {
    if (key == "grid") read_grid(root.map("grid"));
    if (key == "zip") {
      const bool several = sweep_.value("zip").is_array();
      for (const config::Map& zip : several ? root.maps("zip") : std::vector<config::Map>{root.map("zip")})
        read_zip(zip);
    }
    if (key == "list") read_list(root.maps("list"));
    if (key == "exclude") read_exclusions(root.maps("exclude"));
    static const std::vector<std::string> known = {"name", "base", "set", "grid", "zip", "list", "exclude"};
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      root.fail(key, fmt::format("{}: unknown key; expected one of {}", key, fmt::join(known, ", ")));
    }
  }
  std::size_t product = 1;
  for (const auto& axis : axes_) {
    if (axis.empty()) root.fail("name", "grid, zip or list without values; expected at least one");
    if (product > kMostCombinations / axis.size()) {
      root.fail("name", fmt::format("expected at most {} combinations", kMostCombinations));
    }
    product *= axis.size();
  }
}

void SweepPlan::read_grid(const config::Map& grid) {
  for (const std::string& key : grid.keys()) {
    axes_.emplace_back();
    for (const std::string& path : value_paths(sweep_, grid.path() + "." + key)) axes_.back().push_back({{key, path}});
    if (axes_.back().empty()) grid.fail(key, "an empty list; expected at least one value");
  }
}

void SweepPlan::read_list(const std::vector<config::Map>& points) {
  axes_.emplace_back();
  for (const config::Map& point : points) {
    axes_.back().emplace_back();
    for (const std::string& key : point.keys()) axes_.back().back().push_back({key, point.path() + "." + key});
  }
}

void SweepPlan::read_exclusions(const std::vector<config::Map>& entries) {
  for (const config::Map& entry : entries) {
    if (entry.keys().empty()) entry.fail("", "an empty entry would exclude all; expected keys and values");
    exclusions_.emplace_back();
    for (const std::string& key : entry.keys()) {
      exclusions_.back().emplace_back(key, sweep_.value(entry.path() + "." + key));
    }
  }
}

void SweepPlan::read_zip(const config::Map& zip) {
  std::vector<Replacements> axis;
  for (const std::string& key : zip.keys()) {
    const std::vector<std::string> paths = value_paths(sweep_, zip.path() + "." + key);
    if (axis.empty()) axis.resize(paths.size());
    if (paths.empty() || paths.size() != axis.size()) {
      zip.fail(key, fmt::format("{} values; expected {}, as many as the other keys of this zip have", paths.size(),
                                std::max<std::size_t>(axis.size(), 1)));
    }
    for (std::size_t i = 0; i < paths.size(); ++i) axis[i].push_back({key, paths[i]});
  }
  if (!axis.empty()) axes_.push_back(axis);
}

std::size_t SweepPlan::combinations() const {
  std::size_t product = 1;
  for (const auto& axis : axes_) product *= axis.size();
  return product;
}

std::vector<const SweepPlan::Replacements*> SweepPlan::choices(std::size_t combination) const {
  std::vector<const Replacements*> chosen(axes_.size());
  for (std::size_t axis = axes_.size(); axis-- > 0;) {
    chosen[axis] = &axes_[axis][combination % axes_[axis].size()];
    combination /= axes_[axis].size();
  }
  return chosen;
}

config::Document SweepPlan::configuration(std::size_t combination) const {
  Replacements all;
  for (const Replacements* some : choices(combination)) all.insert(all.end(), some->begin(), some->end());
  return base_.with(sweep_, all);
}

Settings SweepPlan::settings(std::size_t combination) const {
  Settings settings;
  for (const Replacements* some : choices(combination)) {
    for (const auto& replacement : *some) {
      settings.emplace_back(replacement.key_path, sweep_.value(replacement.value_path));
    }
  }
  return settings;
}

bool SweepPlan::excluded(const config::Document& configuration) const {
  return std::any_of(exclusions_.begin(), exclusions_.end(), [&](const Settings& entry) {
    return std::all_of(entry.begin(), entry.end(),
                       [&](const auto& item) { return configuration.value(item.first) == item.second; });
  });
}

}  // namespace lop::sweep
