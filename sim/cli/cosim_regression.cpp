// Reads regressions.
#include "sim/cli/cosim_regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

#include "models/quantizers/group_quantizer.hpp"
#include "sim/array/weight_stationary_array.hpp"
#include "sim/system/operands.hpp"
#include "workloads/loader.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostSide = 64;  // of the grid of tiles and of a tile

/// Parameters that a run holds; what is left out varies.
pe::Choices read_held(const config::Map& run, const std::string& stem) {
  pe::Choices held;
  if (!run.has("parameters")) return held;
  const std::map<std::string, std::string> as_written = run.scalars("parameters");
  const auto slice = pe::make_slice(stem);
  std::vector<std::string> known;
  for (const pe::Parameter& parameter : slice->parameters()) known.push_back(parameter.name);
  for (const auto& [name, value] : as_written) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      std::string names;
      for (const std::string& each : known) names += (names.empty() ? "" : ", ") + each;
      run.map("parameters")
          .fail(name, stem + " has no such parameter; expected one of " + (names.empty() ? "none" : names));
    }
    held[name] = value;
    try {
      pe::make_slice(stem, {{name, value}});
    } catch (const pe::OperandError& error) {
      run.map("parameters").fail(name, error.what());
    }
  }
  try {
    pe::make_slice(stem, held);
  } catch (const pe::OperandError& error) {
    run.fail("parameters", error.what());
  }
  return held;
}

void read_tiles(const config::Map& run, sim::ArrayGeometry& array) {
  if (!run.has("array")) return;
  const config::Map section = run.map("array");
  const auto read = [&](const char* key, int& rows, int& columns) {
    const config::Map map = section.map(key);
    rows = static_cast<int>(map.integer("rows", 1, kMostSide));
    columns = static_cast<int>(map.integer("columns", 1, kMostSide));
  };
  read("tile_grid", array.tile_rows, array.tile_columns);
  read("tile", array.rows, array.columns);
}

sim::ArrayGeometry read_array(const config::Map& run, const pe::Slice& slice) {
  sim::ArrayGeometry array;
  read_tiles(run, array);
  if (!run.has("dataflow")) return array;
  array.dataflow = sim::dataflow_of(run.one_of("dataflow", sim::array_names()));
  try {
    sim::check_dataflow(slice, array);
  } catch (const pe::OperandError& error) {
    run.fail("dataflow", error.what());
  }
  return array;
}

struct StoredLayer {
  tensor::Matrix<std::uint32_t> activations, weights;  // FP16 codes
};

StoredLayer read_layer(const config::Map& section) {
  const workloads::Workload workload = workloads::load_workload(section);
  if (workload.tensors.empty()) section.fail("file", "the workload has shapes alone; expected one with tensors");
  std::vector<std::string> names;
  for (const workloads::Layer& layer : workload.layers) names.push_back(layer.name);
  const std::string name = section.one_of("layer", names);
  const workloads::Layer& layer =
      *std::find_if(workload.layers.begin(), workload.layers.end(), [&](const auto& l) { return l.name == name; });
  try {
    const workloads::TensorFile file(workload.tensors);
    return {file.read_fp16_codes(layer.activation_tensor), file.read_fp16_codes(layer.weight_tensor)};
  } catch (const workloads::TensorFileError& error) {
    section.fail("file", error.what());
  }
}

void read_operands(const config::Map& run, cosim::CampaignOptions& campaign) {
  using cosim::OperandKind;
  campaign.complete.clear();
  campaign.operands.clear();
  const auto asks_for = [&](OperandKind kind) {
    const std::vector<OperandKind>& kinds = cosim::is_complete(kind) ? campaign.complete : campaign.operands;
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  const std::vector<std::string> names = run.texts("operands");
  if (names.empty()) run.fail("operands", "expected at least one of random, corners, exhaustive, traced, long_sums");
  for (const std::string& name : names) {
    bool known = false;
    for (const OperandKind kind :
         {OperandKind::kRandom, OperandKind::kCorners, OperandKind::kTraced, OperandKind::kExhaustive,
          OperandKind::kLongSums}) {
      if (name != cosim::operand_kind_name(kind)) continue;
      known = true;
      if (asks_for(kind)) run.fail("operands", name + " is named twice");
      (cosim::is_complete(kind) ? campaign.complete : campaign.operands).push_back(kind);
    }
    if (!known) run.fail("operands", "found \"" + name + "\"; expected random, corners, exhaustive, traced or long_sums");
  }
  const sim::ArrayGeometry& array = campaign.geometry;
  if (!campaign.complete.empty() && (campaign.cycles != 0 || array.total_rows() * array.total_columns() != 1)) {
    run.fail("operands",
             fmt::format("{} runs on one PE until its operands end; expected steps instead of cycles, and no array",
                         cosim::operand_kind_name(campaign.complete.front())));
  }
  if (!asks_for(OperandKind::kTraced)) return;
  const auto layer = std::make_shared<const StoredLayer>(read_layer(run.map("traced")));
  campaign.layer = [layer](const pe::Slice& slice, int mode) {
    return sim::make_operands(slice, mode, layer->activations, layer->weights);
  };
}

}  // namespace

std::vector<cosim::CampaignOptions> read_regression(const config::Document& document) {
  std::vector<cosim::CampaignOptions> campaigns;
  const config::Map root = document.root();
  for (const config::Map& run : root.maps("runs")) {
    cosim::CampaignOptions campaign;
    campaign.stem = run.one_of("pe", pe::stems());
    campaign.fixed = read_held(run, campaign.stem);
    campaign.geometry = read_array(run, *pe::make_slice(campaign.stem, campaign.fixed));
    if (run.has("cycles")) {
      if (run.has("steps")) run.fail("cycles", "expected either steps or cycles");
      campaign.cycles = static_cast<std::uint64_t>(run.integer("cycles", 1, kMost));
    } else {
      campaign.steps = static_cast<std::uint64_t>(run.integer("steps", 1, kMost));
    }
    if (run.has("bubble_percent")) campaign.bubble_percent = static_cast<int>(run.integer("bubble_percent", 0, 99));
    if (run.has("reset_period_cycles")) {
      campaign.reset_period = static_cast<std::uint64_t>(run.integer("reset_period_cycles", 0, 1 << 30));
    }
    read_operands(run, campaign);
    const std::vector<std::int64_t> seeds = run.integers("seeds", 0, kMost);
    if (seeds.empty()) run.fail("seeds", "expected at least one");
    for (const std::int64_t seed : seeds) {
      campaign.seed = static_cast<std::uint64_t>(seed);
      campaigns.push_back(campaign);
      campaign.complete.clear();
    }
  }
  if (campaigns.empty()) root.fail("runs", "expected at least one");
  root.finish();
  return campaigns;
}

}  // namespace lop::cli
