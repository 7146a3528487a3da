// From netlists of a slice's units to the cost table of a PE.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/characterize/liberty.hpp"
#include "sim/characterize/measure.hpp"
#include "sim/characterize/slice_units.hpp"
#include "sim/report/price_list.hpp"
#include "workloads/layer.hpp"

namespace lop::cli {

/// configs/technology/NAME.yaml
struct Technology {
  std::string name, corner;
  int node_nm = 0;
  double voltage_v = 0, temperature_c = 0, output_load_ff = 0;
};

/// errors  config::ConfigError
Technology load_technology(const std::filesystem::path& file);

struct CharacterizeOptions {
  std::string stem;
  std::vector<pe::Choices> variants;  // of build-time parameters
  double clock_period_ps = 0;
  int rows = 8;                   // of the tile that a column unit serves
  std::uint64_t cycles = 10'000;  // of each run, after a start that is not looked at
  std::filesystem::path folder;   // of netlists and gates
  const workloads::Workload* traced = nullptr;
};

/// Writes the netlist of a unit in a slice's variant, with `rows` rows, into a folder; called again with the same, it
/// may find it there.
using Synthesize = std::function<void(const characterize::SliceUnit& unit, std::uint32_t variant, int rows,
                                      const std::filesystem::path& folder)>;

/// Areas, energies and leakage of every part, variant and mode.
/// errors  as of characterize::measure and read_synthesized_unit
report::PriceList characterize_pe(const CharacterizeOptions& options, const Technology& technology,
                                  const characterize::Library& library, const Synthesize& synthesize,
                                  const std::function<void(const std::string&)>& progress);

}  // namespace lop::cli
