// A small run whose figures can be worked out by hand: 4 BitMoD PEs, one buffer of two banks, two layers.
#pragma once

#include <limits>

#include "sim/report/result.hpp"

namespace lop::report::test {

/// Powers of two, so that every product and sum below is exact.
inline PriceList sample_prices() {
  PriceList list;
  list.path = "sample.yaml";
  list.technology = "sample 28 nm";
  list.node_nm = 28;
  list.clock_ghz = 1;
  list.prices = {{"dram.read", 512, "64-byte burst", "table D"}};
  list.pes["bitmod"] = {{}};
  list.pes["bitmod"][0].prices = {{"pe.step", 0.5, "PE-cycle", "table P"},
                                  {"pe.idle", 0.25, "PE-cycle", "table P"},
                                  {"pe.wait", 0, "PE-cycle", "table P"}};
  list.pes["bitmod"][0].areas = {{"pe", 1000, "table A"}, {"weight_edge", 250, "table A"}};
  list.pes["fp16_mac"] = {{}};
  list.pes["fp16_mac"][0].requirements = {{"accumulator", "fp16"}};
  list.pes["fp16_mac"][0].prices = {{"pe.step", 1, "PE-cycle", "table P"}};
  list.pes["fp16_mac"][0].areas = {{"pe", 2000, "table A"}};
  return list;
}

inline constexpr const char* kSampleSram =
    "node_nm,capacity_bytes,width_bits,read_energy_pj,write_energy_pj,leakage_mw,gate_leakage_mw,area_mm2,access_ns,"
    "cycle_ns\n"
    "28,1024,64,2,4,0.5,0.25,0.0078125,0.1,0.1\n"
    "28,2048,64,3,5,1,0.5,0.015625,0.1,0.1\n"
    "22,1024,64,1,2,0.5,0.25,0.00390625,0.1,0.1\n";

inline MachineFacts sample_machine() {
  MachineFacts machine;
  machine.pe_stem = "bitmod";
  machine.choices = {{"weight_mode", "fp4"}};
  machine.pe_count = 4;
  machine.lanes = 4;
  machine.steps_per_chunk = 2;
  machine.weight_edge_count = 2;
  machine.column_unit_count = 2;
  machine.clock_ghz = 1;
  machine.node_nm = 28;
  machine.buffers = {{"weight", 2, 2, 64}};
  return machine;
}

inline RunFacts sample_run() {
  RunFacts run;
  run.fidelity = "fast";
  run.config = nlohmann::ordered_json{{"array", {{"rows", 2}}}, {"clock_ghz", 1.0}};
  run.workload_name = "sample";
  run.workload_source = "by hand";
  run.machine = sample_machine();
  sim::LayerResult first;
  first.name = "first";
  first.m = 2, first.k = 16, first.n = 2, first.count = 3;
  first.cycles = 16;
  first.breakdown = {8, 0, 1, 2, 3, 0, 2, 0};
  first.counts = {{"pe.step", 32},         {"pe.wait", 32},          {"dram.read", 2},
                  {"sram.weight.read", 8}, {"sram.weight.write", 4}, {"column.accumulate", 4}};
  sim::LayerResult second;
  second.name = "second";
  second.m = 1, second.k = 8, second.n = 2, second.count = 1;
  second.cycles = 16;
  second.breakdown = {4, 0, 0, 2, 2, 1, 0, 7};
  second.counts = {{"pe.step", 8}, {"pe.idle", 8}, {"dram.read", 1}};
  run.layers = {first, second};
  run.accuracy = {LayerAccuracy{20.5, 0.75, 0.125}, LayerAccuracy{std::numeric_limits<double>::infinity(), 1, 0}};
  run.accuracy_reference = "FP64 products of the unquantised tensors";
  run.output_sha256 = std::string(64, 'a');
  run.notes = {"a note of the run"};
  return run;
}

}  // namespace lop::report::test
