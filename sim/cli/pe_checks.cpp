// Reads tests/, configs/cosim and rtl/ for what they hold PEs to.
#include "sim/cli/pe_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

#include "models/pe/slice.hpp"
#include "sim/cli/cosim_regression.hpp"

namespace lop::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRegression = "configs/cosim/full.yaml";

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw fs::filesystem_error("cannot read", file, std::make_error_code(std::errc::io_error));
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// In the order of their names.
std::vector<fs::path> files_of(const fs::path& folder, const std::regex& name) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (std::regex_match(entry.path().filename().string(), name)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

template <typename Visit>
void for_each_match(const std::string& text, const std::regex& pattern, Visit visit) {
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) visit(*match);
}

/// A fault's name stands before the file that it breaks, and the stem of its PE before both.
void read_planted_faults(const std::string& text, std::map<std::string, std::vector<std::string>>& faults) {
  static const std::regex kLiteral(R"re("(\w+)"(,\s*"\w+/\w+\.sv")?)re");
  std::string stem;
  for_each_match(text, kLiteral, [&](const std::smatch& literal) {
    const auto& stems = pe::stems();
    if (literal[2].matched) {
      faults[stem].push_back(literal[1]);
    } else if (std::find(stems.begin(), stems.end(), literal[1]) != stems.end()) {
      stem = literal[1];
    }
  });
}

/// The modules at the ends of a slice's data path and between them.
std::set<std::string> parts_of(const std::string& stem) {
  static const std::map<std::string, std::set<std::string>> kParts = {
#define PE(name, type, weight_edge, activation_edge, column, output) \
  {#name, {"pe_" #name, #weight_edge, #activation_edge, #column, #output}},
#include "models/pe/pe_catalog.def"
#undef PE
  };
  return kParts.at(stem);
}

std::string counted(std::size_t count, const std::string& thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

/// Place, length and operands of a campaign, the exhaustive ones apart.
std::string compared_operands(const cosim::CampaignOptions& campaign) {
  const sim::ArrayGeometry& array = campaign.geometry;
  std::string place = "1 PE";
  if (array.total_rows() * array.total_columns() > 1) {
    place = fmt::format("{}x{} tiles of {}x{} PEs", array.tile_rows, array.tile_columns, array.rows, array.columns);
    if (array.dataflow == sim::Dataflow::kWeightStationary) place += ", weight stationary";
  }
  std::vector<std::string> kinds;
  for (const cosim::OperandKind kind : campaign.operands) kinds.push_back(cosim::operand_kind_name(kind));
  return fmt::format("{}, {}, {} each of {} operands", place,
                     counted(cosim::campaign_variants(campaign.stem, campaign.fixed).size(), "variant"),
                     campaign.cycles != 0 ? counted(campaign.cycles, "cycle") : counted(campaign.steps, "step"),
                     fmt::join(kinds, ", "));
}

/// The modes in which a campaign has operands of a kind that ends by itself, and the variant; empty where there is none.
std::string complete_modes(const cosim::CampaignOptions& campaign, cosim::OperandKind kind) {
  std::vector<std::string> modes;
  std::string variant;
  for (const cosim::PlannedRow& row : cosim::plan_campaign(campaign)) {
    if (row.operands != cosim::operand_kind_name(kind)) continue;
    modes.push_back(row.mode);
    variant = row.variant == "-" ? "" : " with " + row.variant;
  }
  const char* const what = kind == cosim::OperandKind::kExhaustive ? "every pair of codes of" : "sums of 250,000 steps of";
  return modes.empty() ? "" : fmt::format("1 PE, {} {}{}", what, fmt::join(modes, ", "), variant);
}

}  // namespace

PeChecks::PeChecks(fs::path tree)
    : tree_(std::move(tree)), regression_(read_regression(config::Document::load(tree_ / kRegression))) {
  for (const fs::path& file : files_of(tree_ / "tests/sim/cosim", std::regex("planted_faults.*_test\\.cpp"))) {
    read_planted_faults(content(file), planted_faults_);
  }
  for_each_match(content(tree_ / "tests/rtl/proofs/unit_list.cpp"), std::regex(R"(\badd\((\w+)\()"),
                 [&](const std::smatch& unit) { proved_units_.insert(unit[1]); });

  std::map<std::string, std::string> sources;
  for (const char* folder : {"common", "pe", "array"}) {
    for (const fs::path& file : files_of(tree_ / "rtl" / folder, std::regex(".*\\.sv"))) {
      sources[file.stem().string()] = std::regex_replace(content(file), std::regex("//[^\n]*"), "");
    }
  }
  for (const auto& [name, source] : sources) {
    std::set<std::string>& named = modules_[name];
    for_each_match(source, std::regex("\\w+"), [&](const std::smatch& word) {
      if (word.str() != name && sources.count(word.str()) != 0) named.insert(word.str());
    });
  }
}

std::vector<std::string> PeChecks::of(const std::string& stem) const {
  std::vector<std::string> lines = value_tests(stem);
  for (const std::string& line : lock_step(stem)) lines.push_back("gates against cycles: " + line);
  const auto faults = planted_faults_.find(stem);
  if (faults != planted_faults_.end()) {
    lines.push_back(fmt::format("planted faults that are found: {}", fmt::join(faults->second, ", ")));
  }
  const std::vector<std::string> units = proofs(stem);
  if (!units.empty()) {
    lines.push_back(fmt::format("proofs of units, as scripts/prove_units.sh lists them: {}", fmt::join(units, ", ")));
  }
  return lines;
}

std::vector<std::string> PeChecks::value_tests(const std::string& stem) const {
  std::vector<std::string> lines;
  for (const fs::path& file : files_of(tree_ / "tests/models/pe", std::regex(stem + "(_.*)?_test\\.cpp"))) {
    const std::string text = content(file);
    lines.push_back("values: " + text.substr(3, text.find('\n') - 3));
  }
  return lines;
}

std::vector<std::string> PeChecks::lock_step(const std::string& stem) const {
  std::vector<std::string> lines, complete;
  std::vector<std::vector<std::uint64_t>> seeds;  // of each line
  for (const cosim::CampaignOptions& campaign : regression_) {
    if (campaign.stem != stem) continue;
    for (const cosim::OperandKind kind : campaign.complete) complete.push_back(complete_modes(campaign, kind));
    if (campaign.operands.empty()) continue;
    const std::string line = compared_operands(campaign);
    if (lines.empty() || lines.back() != line) {
      lines.push_back(line);
      seeds.emplace_back();
    }
    seeds.back().push_back(campaign.seed);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) lines[i] += fmt::format(", seeds {}", fmt::join(seeds[i], " "));
  std::copy_if(complete.begin(), complete.end(), std::back_inserter(lines),
               [](const std::string& line) { return !line.empty(); });
  if (lines.empty()) lines.push_back(fmt::format("not in {}", kRegression));
  return lines;
}

std::vector<std::string> PeChecks::proofs(const std::string& stem) const {
  std::set<std::string> reached = parts_of(stem);
  for (std::vector<std::string> open(reached.begin(), reached.end()); !open.empty();) {
    const std::string module = open.back();
    open.pop_back();
    const auto named = modules_.find(module);
    if (named == modules_.end()) continue;
    for (const std::string& next : named->second) {
      if (reached.insert(next).second) open.push_back(next);
    }
  }
  std::vector<std::string> units;
  std::set_intersection(reached.begin(), reached.end(), proved_units_.begin(), proved_units_.end(),
                        std::back_inserter(units));
  return units;
}

}  // namespace lop::cli
