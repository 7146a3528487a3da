// Reading the keys of the two published simulators.
#include "sim/published/run_published.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "sim/published/bitmod.hpp"
#include "sim/published/mixpe.hpp"
#include "sim/report/sha256.hpp"
#include "workloads/loader.hpp"

namespace lop::published {
namespace {

constexpr std::int64_t kMost = 1 << 24;
constexpr double kMostPj = 1e9;

const std::vector<std::string> kPhases = {"prefill", "decode"};

/// One number a phase, where there is one; all are read.
std::map<std::string, double> by_phase(const config::Map& map, const std::string& key, double min, double max) {
  std::map<std::string, double> numbers;
  if (!map.has(key)) return numbers;
  const config::Map section = map.map(key);
  for (const std::string& phase : kPhases) {
    if (section.has(phase)) numbers[phase] = section.number(phase, min, max);
  }
  return numbers;
}

struct SramAccess {
  double read_pj = 0, write_pj = 0;
};

std::map<int, SramAccess> read_accesses(const config::Map& memory) {
  std::map<int, SramAccess> accesses;
  for (const config::Map& row : memory.maps("accesses")) {
    accesses[static_cast<int>(row.integer("width_bits", 1, kMost))] = {row.number("read_pj", 0, kMostPj),
                                                                       row.number("write_pj", 0, kMostPj)};
  }
  return accesses;
}

SramAccess access(const config::Map& memory, const std::map<int, SramAccess>& accesses, int width_bits) {
  const auto found = accesses.find(width_bits);
  if (found == accesses.end()) {
    memory.fail("accesses", "expected a row with width_bits: " + std::to_string(width_bits) +
                                ", which this array and precision read at a time");
  }
  return found->second;
}

/// The network that the workload names; every network's keys are read.
struct Choice {
  std::string network, phase;
  std::vector<std::string> names;
};

Choice read_choice(const config::Map& root) {
  const config::Map workload = root.map("workload");
  Choice choice;
  choice.names = root.map("networks").keys();
  choice.network = workload.one_of("network", choice.names);
  choice.phase = workload.one_of("phase", kPhases);
  return choice;
}

void read_bitmod(const config::Map& root, Run& run) {
  const Choice choice = read_choice(root);
  BitmodDesign design;
  design.release = static_cast<int>(root.integer("release", 2024, 2025));
  const config::Map pe = root.map("pe");
  design.lanes = static_cast<int>(pe.integer("lanes", 1, 64));
  design.bit_serial = pe.boolean("bit_serial");
  const double pe_pj = pe.number("energy_pj_per_cycle", 0, kMostPj) * pe.number("place_and_route_factor", 0, 100);
  for (const std::string& phase : kPhases) {
    const config::Map array = root.map("array").map(phase);
    const std::int64_t columns = array.integer("output_channels", 1, kMost), rows = array.integer("tokens", 1, kMost);
    if (phase == choice.phase) design.columns = columns, design.rows = rows;
  }
  std::map<std::string, double> weight_bits = by_phase(root, "weight_bits", 1, 64);
  workloads::Transformer network;
  for (const std::string& name : choice.names) {
    const config::Map section = root.map("networks").map(name);
    const std::filesystem::path file = section.file("file");
    const std::map<std::string, double> own = by_phase(section, "weight_bits", 1, 64);
    if (name != choice.network) continue;
    network = workloads::load_transformer(file);
    run.inputs_sha256["networks." + name + ".file"] = report::sha256_of_file(file);
    for (const auto& [phase, bits] : own) weight_bits[phase] = bits;
  }
  if (weight_bits.count(choice.phase) == 0) {
    root.map("networks")
        .map(choice.network)
        .fail("weight_bits", "expected weight_bits." + choice.phase + ", here or at the top level");
  }
  design.weight_bits = weight_bits.at(choice.phase);
  design.kv_bits = root.number("kv_bits", 1, 64);
  design.lm_head_on_all = root.one_of("lm_head", {"all_tokens", "last_token"}) == "all_tokens";
  const config::Map memory = root.map("memory"), dram = root.map("dram");
  design.buffer_bytes = memory.integer("capacity_kib", 1, kMost) * 1024;
  design.dram_bits_per_cycle = dram.integer("bits_per_cycle", 1, kMost);
  const double dram_pj_per_bit = dram.number("energy_pj_per_bit", 0, kMostPj);
  const std::int64_t context = root.map("workload").integer("context", 1, kMost);

  const BitmodWidths widths = bitmod_widths(design);
  const std::map<int, SramAccess> accesses = read_accesses(memory);
  const SramAccess weight = access(memory, accesses, widths.weight_bits),
                   activation = access(memory, accesses, widths.activation_bits);
  run.answer.layers = bitmod_layers(design, network, choice.phase == "prefill" ? context : 1, context);
  run.answer.prices = {{"pe.cycle", pe_pj, "PE-cycle"},
                       {"sram.weight.read", weight.read_pj, "access"},
                       {"sram.activation.read", activation.read_pj, "access"},
                       {"sram.weight.write", weight.write_pj * 64 / widths.weight_bits, "64-bit word"},
                       {"sram.activation.write", activation.write_pj * 64 / widths.activation_bits, "64-bit word"},
                       {"dram.byte", dram_pj_per_bit * 8, "byte"}};
  run.answer.pe_count = design.columns * design.rows;
  run.answer.pe_area_um2 = pe.number("area_um2", 0, 1e9);
  const double steps = design.bit_serial ? static_cast<double>((static_cast<int>(design.weight_bits) + 1) / 2) : 1;
  run.answer.macs_per_cycle = static_cast<double>(run.answer.pe_count * design.lanes) / steps;
  run.workload = choice.network + ", " + choice.phase;
}

MixpeBuffer read_buffer(const config::Map& map) {
  MixpeBuffer buffer;
  buffer.capacity_bits = map.integer("capacity_kib", 1, kMost) * 8192;
  buffer.word_bits = map.integer("word_bits", 1, kMost);
  buffer.banks = map.integer("banks", 1, kMost);
  buffer.read_nj = map.number("read_nj", 0, kMostPj);
  buffer.write_nj = map.number("write_nj", 0, kMostPj);
  buffer.leakage_mw = map.number("leakage_mw", 0, kMostPj);
  return buffer;
}

MixpeDram read_dram(const config::Map& map) {
  return {map.number("read_nj", 0, kMostPj), map.number("write_nj", 0, kMostPj),
          map.number("background_nj_per_cycle", 0, kMostPj)};
}

MixpeDesign read_mixpe_design(const config::Map& root, double clock_ghz) {
  MixpeDesign design;
  const config::Map array = root.map("array"), pe = root.map("pe"), memory = root.map("memory"),
                    dram = root.map("dram");
  design.rows = array.integer("rows", 1, kMost);
  design.columns = array.integer("columns", 1, kMost);
  design.most_bits = pe.integer("most_bits", 1, 64);
  design.least_bits = pe.integer("least_bits", 1, design.most_bits);
  design.leakage_nw = pe.number("leakage_nw", 0, kMostPj);
  design.dynamic_nw = pe.number("dynamic_nw", 0, kMostPj);
  design.clock_ghz = clock_ghz;
  design.batch = root.map("workload").integer("batch", 1, kMost);
  design.interface_bits = dram.integer("bits_per_cycle", 1, kMost);
  design.weight = read_buffer(memory.map("weight"));
  design.activation = read_buffer(memory.map("activation"));
  design.output = read_buffer(memory.map("output"));
  design.reported = read_dram(dram.map("reported"));
  design.selection = read_dram(dram.map("selection"));
  return design;
}

/// What a design makes of a network's layers.
struct MixpeForm {
  std::int64_t main_bits = 0, low_bits = 0, dequantize_bits = 0;
  bool dequantizes_groups = false;  // once a group, after the product; otherwise every weight, before it
};

/// Four linear layers a block, each with its dequantisation as a further layer; the patch convolution has none.
std::vector<MixpeLayer> mixpe_network(const config::Map& network, const MixpeForm& form) {
  const std::int64_t hidden = network.integer("hidden", 1, kMost), ffn = network.integer("ffn", 1, kMost),
                     blocks = network.integer("blocks", 1, kMost);
  const bool patches = network.boolean("patch_convolution");
  std::map<std::string, std::int64_t> low = {{"qkv", 0}, {"o", 0}, {"up", 0}, {"down", 0}};
  if (network.has("low_precision_blocks")) {
    const config::Map counts = network.map("low_precision_blocks");
    for (auto& [name, count] : low) count = counts.has(name) ? counts.integer(name, 0, blocks) : 0;
  }
  std::vector<MixpeLayer> layers;
  if (patches) layers.push_back({"patches", 3, hidden, 16, 14, form.dequantize_bits, 1});
  const auto add = [&](const std::string& name, std::int64_t k, std::int64_t n) {
    const std::int64_t few = low.at(name);
    if (few > 0) layers.push_back({name + "_low", k, n, 1, 1, form.low_bits, few});
    if (blocks > few) layers.push_back({name, k, n, 1, 1, form.main_bits, blocks - few});
    const std::int64_t dk = form.dequantizes_groups ? k / 8 : k, dn = form.dequantizes_groups ? n / 128 : n / 8;
    layers.push_back({name + "_dequantize", dk, dn, 1, 1, form.dequantize_bits, blocks});
  };
  add("qkv", hidden, 3 * hidden);
  add("o", hidden, hidden);
  add("up", hidden, ffn);
  add("down", ffn, hidden);
  return layers;
}

void read_mixpe(const config::Map& root, Run& run) {
  const Choice choice = read_choice(root);
  const MixpeDesign design = read_mixpe_design(root, run.clock_ghz);
  const config::Map layers = root.map("layers");
  MixpeForm form;
  form.main_bits = layers.integer("main_bits", 1, design.most_bits);
  form.low_bits = layers.integer("low_bits", 1, design.most_bits);
  form.dequantize_bits = layers.integer("dequantize_bits", 1, design.most_bits);
  form.dequantizes_groups = layers.one_of("dequantize", {"weights", "groups"}) == "groups";
  for (const std::string& name : choice.names) {
    const std::vector<MixpeLayer> network = mixpe_network(root.map("networks").map(name), form);
    if (name != choice.network) continue;
    for (const MixpeLayer& layer : network) {
      try {
        run.answer.layers.push_back(mixpe_layer(design, layer));
      } catch (const std::invalid_argument& error) {
        root.fail("memory", error.what());
      }
    }
  }
  run.answer.prices = mixpe_prices(design);
  run.answer.pe_count = design.rows * design.columns;
  const std::int64_t factor = design.most_bits / std::max(form.main_bits, design.least_bits);
  run.answer.macs_per_cycle = static_cast<double>(run.answer.pe_count * factor * factor);
  run.workload = choice.network;
}

}  // namespace

bool is_published(const config::Document& document) {
  const config::Map root = document.root();
  return root.has("fidelity") && root.one_of("fidelity", {"fast", "cycle", "published", "values"}) == "published";
}

Run run_published(const config::Document& document) {
  const config::Map root = document.root();
  Run run{document, root.text("name"), "", root.text("source"), 0, {}, nlohmann::ordered_json::object()};
  root.one_of("fidelity", {"published"});
  run.clock_ghz = root.number("clock_ghz", 0.001, 1e6);
  root.one_of("simulator", {"bitmod", "mixpe"}) == "bitmod" ? read_bitmod(root, run) : read_mixpe(root, run);
  root.finish();
  return run;
}

}  // namespace lop::published
