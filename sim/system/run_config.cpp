// Reading a system's keys and turning what is wrong with them into errors at their place.
#include "sim/system/run_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "sim/fast/exchanged_roles.hpp"
#include "sim/report/node_scaling.hpp"
#include "sim/report/sha256.hpp"
#include "sim/system/area_budget.hpp"
#include "sim/system/dram_config.hpp"
#include "sim/system/footprint.hpp"
#include "sim/system/vector_config.hpp"
#include "workloads/loader.hpp"
#include "workloads/safetensors.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kMostTiles = 1 << 10;  // along one side, and PEs along one side of a tile
constexpr std::int64_t kMostPes = 1 << 20;
constexpr std::int64_t kMostGroupElements = 1 << 20;

using BufferMember = BufferConfig MachineConfig::*;
struct BufferKey {
  const char* key;        // below memory
  const char* error_key;  // of MachineError
  BufferMember member;
};
constexpr std::array<BufferKey, 3> kBuffers = {{{"weight", "weight_buffer", &MachineConfig::weight_buffer},
                                                {"activation", "activation_buffer", &MachineConfig::activation_buffer},
                                                {"output", "output_buffer", &MachineConfig::output_buffer}}};

pe::Choices read_choices(const config::Map& parameters, const std::vector<pe::Parameter>& known) {
  pe::Choices choices;
  for (const pe::Parameter& parameter : known) {
    if (parameter.multiple_of == 0) {
      choices[parameter.name] = parameters.one_of(parameter.name, parameter.values);
      continue;
    }
    const std::int64_t value = parameters.integer(parameter.name, parameter.multiple_of, kMostGroupElements);
    if (value % parameter.multiple_of != 0) {
      parameters.fail(parameter.name,
                      std::to_string(value) + ": expected a multiple of " + std::to_string(parameter.multiple_of));
    }
    choices[parameter.name] = std::to_string(value);
  }
  parameters.finish();
  return choices;
}

std::shared_ptr<const pe::Slice> read_slice(const config::Map& section) {
  const std::string stem = section.one_of("type", pe::stems());
  const pe::Choices choices = read_choices(section.map("parameters"), pe::make_slice(stem)->parameters());
  return pe::make_slice(stem, choices);
}

void read_dataflow(const config::Map& section, RunConfig& run) {
  if (!section.has("dataflow")) return;
  const Dataflow dataflow = dataflow_of(section.one_of("dataflow", dataflow_names()));
  if (const auto refusal = run_refusal(dataflow, *run.slice, run.mode)) section.fail("dataflow", *refusal);
  run.machine.array.dataflow = dataflow;
  if (!passes_sums(dataflow)) return;
  run.prices.notes.emplace_back(
      "area and energy of the PEs are those of the output-stationary array: a PE that holds a weight has a second "
      "register for it and no accumulator; pe.load has no price");
}

void fit_budget(const config::Map& section, RunConfig& run) {
  constexpr double kMostUm2 = 1e12;
  const double budget_um2 = section.number("area_um2_budget", 0, kMostUm2);
  const std::string stem(run.slice->stem());
  if (run.prices.area(stem, "pe", run.slice->choices()) == nullptr) {
    section.fail("area_um2_budget", "expected a cost table with the area of a PE of " + stem + "; " +
                                        run.prices.path.filename().string() + " has none");
  }
  ArrayGeometry& array = run.machine.array;
  array = fit_array(run.prices, *run.slice, array, budget_um2, kMostTiles);
  if (array.tile_rows == 0) {
    array.tile_rows = array.tile_columns = 1;
    section.fail("area_um2_budget",
                 fmt::format("{} um2: expected at least {:.0f} um2, of one tile of {} x {} PEs with its units",
                             budget_um2, array_area_um2(run.prices, *run.slice, array), array.rows, array.columns));
  }
  run.prices.notes.push_back(fmt::format(
      "the budget of {:.0f} um2 holds {} x {} tiles, whose priced parts are {:.0f} um2; buffers are not in it",
      budget_um2, array.tile_rows, array.tile_columns, array_area_um2(run.prices, *run.slice, array)));
}

/// With a budget, the grid is what fits into it.
void read_array(const config::Map& section, RunConfig& run) {
  ArrayGeometry& array = run.machine.array;
  const config::Map tile = section.map("tile");
  array.rows = static_cast<int>(tile.integer("rows", 1, kMostTiles));
  array.columns = static_cast<int>(tile.integer("columns", 1, kMostTiles));
  const bool budgeted = section.has("area_um2_budget");
  if (!budgeted || section.has("tile_grid")) {
    const config::Map grid = section.map("tile_grid");
    array.tile_rows = static_cast<int>(grid.integer("rows", 1, kMostTiles));
    array.tile_columns = static_cast<int>(grid.integer("columns", 1, kMostTiles));
  }
  if (budgeted) fit_budget(section, run);
  const std::int64_t pes = std::int64_t{array.total_rows()} * array.total_columns();
  if (pes > kMostPes)
    section.fail("tile", std::to_string(pes) + " PEs in all; expected at most " + std::to_string(kMostPes));
}

void read_buffers(const config::Map& section, MachineConfig& machine) {
  for (const BufferKey& buffer : kBuffers) {
    const config::Map map = section.map(buffer.key);
    BufferConfig& config = machine.*buffer.member;
    config.capacity_kib = map.integer("capacity_kib", 1, std::int64_t{1} << 30);
    config.banks = map.integer("banks", 1, 1 << 16);
    config.width_bits = map.integer("width_bits", 1, 1 << 20);
    if (map.has("ports")) config.ports = map.integer("ports", 1, 2);
  }
}

/// The table's banks have a port to read and one to write.
void note_ports(RunConfig& run) {
  for (const BufferKey& key : kBuffers) {
    if ((run.machine.*key.member).ports != 1) continue;
    run.prices.notes.push_back(fmt::format(
        "the {} buffer's banks have one port; they are priced as the table's, which have two: an upper bound", key.key));
  }
}

report::SramTable read_sram(const config::Map& cost) {
  const std::filesystem::path file = cost.file("sram");
  try {
    return report::SramTable(file);
  } catch (const report::SramTableError& error) {
    cost.fail("sram", error.what());
  }
}

/// With what is asked of other nodes.
report::PriceList read_prices(const config::Map& cost, const DramSection& dram) {
  report::PriceList list = report::load_price_list(cost.file("prices"));
  price_dram(dram, cost, list);
  if (!cost.has("scale_to_nm")) return list;
  const int to_nm = static_cast<int>(cost.integer("scale_to_nm", 1, 1000));
  const double to_v = cost.has("scale_to_v") ? cost.number("scale_to_v", 0.1, 10) : list.voltage_v;
  try {
    return report::scaled(list, to_nm, to_v);
  } catch (const report::ScalingError& error) {
    cost.fail("scale_to_nm", error.what());
  }
}

/// What the layers of an explicit list ask for themselves; their role is their name.
void read_layer_slices(const config::Map& workload, RunConfig& run) {
  const std::vector<pe::Parameter> known = run.slice->parameters();
  for (const workloads::Layer& layer : run.workload.layers) {
    if (layer.parameters.empty()) continue;
    pe::Choices choices = run.slice->choices();
    for (const auto& [name, value] : layer.parameters) {
      const auto parameter = std::find_if(known.begin(), known.end(), [&, &wanted = name](const pe::Parameter& p) {
        return p.kind == pe::ParameterKind::kMode && p.name == wanted;
      });
      const auto fail = [&, &wanted = name](const std::string& expected) {
        workload.fail("file", fmt::format("layer '{}': parameters.{}: expected {}", layer.name, wanted, expected));
      };
      if (parameter == known.end()) {
        fail(fmt::format("a parameter of {} that a mode selects while the machine runs", run.slice->stem()));
      }
      if (std::find(parameter->values.begin(), parameter->values.end(), value) == parameter->values.end()) {
        fail(fmt::format("one of {}, found {}", fmt::join(parameter->values, ", "), value));
      }
      choices[name] = value;
    }
    run.role_slices[layer.role] = pe::make_slice(std::string(run.slice->stem()), choices);
  }
}

/// workload.parameters: {role: {parameter: value}}, of those that a mode selects while the machine runs.
void read_role_slices(const config::Map& workload, RunConfig& run) {
  read_layer_slices(workload, run);
  if (!workload.has("parameters")) return;
  const config::Map roles = workload.map("parameters");
  for (const std::string& role : roles.keys()) {
    const auto& layers = run.workload.layers;
    if (std::none_of(layers.begin(), layers.end(), [&](const auto& layer) { return layer.role == role; })) {
      std::set<std::string> known;
      for (const workloads::Layer& layer : layers) known.insert(layer.role);
      roles.fail(role, fmt::format("no layer '{}' in the workload; expected one of {}", role, fmt::join(known, ", ")));
    }
    const config::Map parameters = roles.map(role);
    pe::Choices choices = run.slice->choices();
    for (const pe::Parameter& parameter : run.slice->parameters()) {
      if (parameter.kind == pe::ParameterKind::kMode && parameters.has(parameter.name)) {
        choices[parameter.name] = parameters.one_of(parameter.name, parameter.values);
      }
    }
    parameters.finish();
    run.role_slices[role] = pe::make_slice(std::string(run.slice->stem()), choices);
  }
}

void check_banks(const config::Map& memory, const RunConfig& run) {
  for (const BufferKey& key : kBuffers) {
    const BufferConfig& buffer = run.machine.*key.member;
    const std::int64_t bytes = buffer.capacity_kib * 1024;
    if (bytes % buffer.banks != 0) {
      memory.map(key.key).fail("banks", std::to_string(buffer.banks) + ": expected a number of banks that divides " +
                                            std::to_string(bytes) + " bytes");
    }
    try {
      run.sram->bank(run.sram_node_nm, bytes / buffer.banks, static_cast<int>(buffer.width_bits));
    } catch (const report::SramTableError& error) {
      memory.fail(key.key, std::string("expected banks that have a price: ") + error.what());
    }
  }
}

/// With memory.dram.capacity_gib, what the run keeps in DRAM has to fit.
void check_capacity(const config::Map& dram, const RunConfig& run) {
  const DramConfig& machine = run.machine.dram;
  if (!dram.has("capacity_gib") && !machine.device) return;
  const std::string key = dram.has("capacity_gib") ? "capacity_gib" : dram.has("channels") ? "channels" : "device";
  const auto capacity =
      key == "capacity_gib"
          ? static_cast<std::int64_t>(dram.number("capacity_gib", 0.001, 1e6) * (std::int64_t{1} << 30))
          : machine.device->bursts() * kBurstBytes * machine.channels;
  const Footprint footprint = dram_footprint(run);
  if (footprint.total() <= capacity) return;
  dram.fail(key,
            fmt::format("{} of weights, {} of keys and values and {} of activations are {} more than the DRAM holds; "
                        "expected at least {:.3f} GiB",
                        bytes_text(footprint.weights), bytes_text(footprint.cache), bytes_text(footprint.activations),
                        bytes_text(footprint.total() - capacity),
                        static_cast<double>(footprint.total()) / (std::int64_t{1} << 30) + 0.0005));
}

/// What an array holds is a matrix.
void check_held(const config::Map& array, const RunConfig& run) {
  if (run.machine.array.dataflow != Dataflow::kInputStationary) return;
  for (const workloads::Layer& layer : run.workload.layers) {
    if (layer.convolution) array.fail("dataflow", held_convolution(layer.name));
  }
}

/// Operations need a unit, and the codes of a cache have to fit those that the PE reads.
void check_operations(const config::Map& root, const config::Map& workload, const RunConfig& run) {
  for (const workloads::Layer& layer : run.workload.layers) {
    if (!layer.operation.empty() && run.machine.vector.lanes == 0) {
      root.fail("vector", "the workload has operations of a vector unit (layer '" + layer.name +
                              "'); expected vector: {lanes: ..., latency_cycles: ...}");
    }
    if (!layer.stored || !layer.operation.empty()) continue;
    const pe::Slice& slice = run.slice_of(layer);
    const int bits = slice.weight_bits(slice.default_mode());
    if (layer.stored->code_bits > bits) {
      workload.map("kv_cache").fail(layer.role == "qk" ? "keys" : "values",
                                    fmt::format("{} has {} bits, a weight of {} in this mode {}; expected at most as many",
                                                layer.stored->name, layer.stored->code_bits, slice.stem(), bits));
    }
  }
}

void check_tensors(const config::Map& section, const workloads::Workload& workload) {
  if (workload.tensors.empty()) return;
  const workloads::TensorFile file(workload.tensors);
  for (const workloads::Layer& layer : workload.layers) {
    for (const std::string& name : {layer.activation_tensor, layer.weight_tensor}) {
      const workloads::Dtype dtype = file.tensor(name).dtype;
      if (dtype == workloads::Dtype::kF16) continue;
      section.fail("file", "layer '" + layer.name + "': tensor '" + name + "' is " + workloads::dtype_name(dtype) +
                               "; expected F16");
    }
  }
}

}  // namespace

const char* fidelity_name(Fidelity fidelity) { return fidelity == Fidelity::kFast ? "fast" : "cycle"; }

RunConfig read_run_config(const config::Document& document) {
  const config::Map root = document.root();
  RunConfig run{document, root.text("name"), Fidelity::kFast, nullptr, 0, {}, {}, 0, nullptr, {}, {}, {}};
  run.fidelity = root.one_of("fidelity", {"fast", "cycle"}) == "fast" ? Fidelity::kFast : Fidelity::kCycle;
  run.machine.clock_ghz = root.number("clock_ghz", 0.001, 1e6);
  run.slice = read_slice(root.map("pe"));
  run.mode = run.slice->default_mode();
  const config::Map memory = root.map("memory"), cost = root.map("cost"), workload = root.map("workload");
  read_buffers(memory, run.machine);
  const DramSection dram = read_dram(memory.map("dram"));
  run.machine.dram = dram.config;
  run.prices = read_prices(cost, dram);
  run.machine.vector = read_vector_unit(root);
  price_vector_unit(run.machine.vector, cost, run.prices);
  note_ports(run);
  read_dataflow(root.map("array"), run);
  read_array(root.map("array"), run);
  run.sram_node_nm =
      cost.has("sram_node_nm") ? static_cast<int>(cost.integer("sram_node_nm", 1, 1000)) : run.prices.node_nm;
  run.sram = std::make_shared<report::SramTable>(read_sram(cost));
  run.mapping = read_mapping(root);
  run.workload = workloads::load_workload(workload);
  read_role_slices(workload, run);
  check_capacity(memory.map("dram"), run);
  root.finish();

  check_banks(memory, run);
  check_tensors(workload, run.workload);
  check_held(root.map("array"), run);
  check_operations(root, workload, run);
  try {
    validate(run.machine, *run.slice, run.mode);
    for (const auto& [role, slice] : run.role_slices) validate(run.machine, *slice, slice->default_mode());
  } catch (const MachineError& error) {
    refuse(document, error);
  }
  return run;
}

nlohmann::ordered_json resolved_config(const RunConfig& run) {
  nlohmann::ordered_json config = run.document.resolved();
  const config::Map root = run.document.root(), cost = root.map("cost");
  const auto of_yaml = [](const std::filesystem::path& file) {
    return report::sha256_hex(config::Document::load(file).resolved().dump());
  };
  config["array"]["tile_grid"] = {{"rows", run.machine.array.tile_rows}, {"columns", run.machine.array.tile_columns}};
  config["array"]["dataflow"] = dataflow_names()[static_cast<std::size_t>(run.machine.array.dataflow)];
  nlohmann::ordered_json& inputs = config["inputs_sha256"];
  inputs["cost.prices"] = of_yaml(cost.file("prices"));
  if (cost.has("dram")) inputs["cost.dram"] = of_yaml(cost.file("dram"));
  if (cost.has("vector")) inputs["cost.vector"] = of_yaml(cost.file("vector"));
  if (!run.mapping.of_layer.empty()) inputs["mapping.result"] = report::sha256_hex(mapping_text(run.mapping));
  if (run.machine.dram.device) inputs["memory.dram.device"] = of_yaml(root.map("memory").map("dram").file("device"));
  inputs["cost.sram"] = report::sha256_of_file(cost.file("sram"));
  const std::filesystem::path workload = root.map("workload").file("file");
  const bool is_yaml = !workloads::is_hugging_face(workload) && !workloads::is_scale_sim(workload);
  inputs["workload.file"] = is_yaml ? of_yaml(workload) : report::sha256_of_file(workload);
  if (!run.workload.tensors.empty()) inputs["workload.tensors"] = report::sha256_of_file(run.workload.tensors);
  return config;
}

report::MachineFacts machine_facts(const RunConfig& run) {
  const ArrayGeometry& array = run.machine.array;
  report::MachineFacts facts;
  facts.pe_stem = run.slice->stem();
  facts.choices = run.slice->choices();
  facts.pe_count = part_count("pe", array);
  facts.lanes = run.slice->lanes(run.mode);
  facts.steps_per_chunk = run.slice->steps_per_chunk(run.mode);
  facts.weight_edge_count = part_count("weight_edge", array);
  facts.activation_edge_count = part_count("activation_edge", array);
  facts.column_unit_count = part_count("column_unit", array);
  facts.output_unit_count = part_count("output_unit", array);
  facts.vector_lanes = static_cast<int>(run.machine.vector.lanes);
  facts.clock_ghz = run.machine.clock_ghz;
  facts.node_nm = run.sram_node_nm;
  for (const BufferKey& key : kBuffers) {
    const BufferConfig& buffer = run.machine.*key.member;
    facts.buffers.push_back(
        {key.key, buffer.capacity_kib, static_cast<int>(buffer.banks), static_cast<int>(buffer.width_bits)});
  }
  return facts;
}

void refuse(const config::Document& document, const std::string& key_path, const std::string& message) {
  config::Map map = document.root();
  std::size_t begin = 0;
  for (std::size_t dot; (dot = key_path.find('.', begin)) != std::string::npos; begin = dot + 1) {
    map = map.map(key_path.substr(begin, dot - begin));
  }
  map.fail(key_path.substr(begin), message);
}

void refuse(const config::Document& document, const MachineError& error) {
  constexpr std::pair<const char*, const char*> kArrayKeys[] = {{"array.tile_rows", "array.tile_grid.rows"},
                                                                {"array.tile_columns", "array.tile_grid.columns"},
                                                                {"array.rows", "array.tile.rows"},
                                                                {"array.columns", "array.tile.columns"}};
  std::string path = error.key();
  for (const auto& [from, to] : kArrayKeys) {
    if (error.key() == from) path = to;
  }
  for (const BufferKey& buffer : kBuffers) {
    const std::string prefix = std::string(buffer.error_key) + ".";
    if (error.key().rfind(prefix, 0) == 0)
      path = std::string("memory.") + buffer.key + "." + error.key().substr(prefix.size());
  }
  if (error.key().rfind("dram.", 0) == 0) path = "memory." + error.key();
  refuse(document, path, error.problem());
}

}  // namespace lop::sim
