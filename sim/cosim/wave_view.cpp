// Writes GTKWave save files.
#include "sim/cosim/wave_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/cosim/rtl_model.hpp"
#include "workloads/atomic_file.hpp"

namespace lop::cosim {
namespace {

/// Flags of GTKWave's save files: shown in hexadecimal, or a comment.
constexpr const char* kHexadecimal = "@22";
constexpr const char* kComment = "@200";
/// The named markers A to Z, none of which is set.
constexpr const char* kNoMarkers = " -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1";

/// Scopes of a column's PEs in the array.
std::vector<std::string> column_scopes(const sim::ArrayGeometry& geometry, int column) {
  if (geometry.dataflow == sim::Dataflow::kWeightStationary) return {fmt::format(".gen_columns[{}].", column)};
  return {fmt::format(".gen_tile_columns[{}].", column / geometry.columns),
          fmt::format(".gen_columns[{}].", column % geometry.columns)};
}

/// Ports of the modules instantiated as u_pe, of the array's column alone where there is one.
std::vector<std::string> pe_ports(const std::vector<WaveformSignal>& signals, const sim::ArrayGeometry& geometry,
                                  int column) {
  std::vector<std::string> names;
  const std::vector<std::string> of_column = column_scopes(geometry, column);
  for (const WaveformSignal& signal : signals) {
    const std::string scope = signal.name.substr(0, signal.name.rfind('.'));
    const bool of_pe = scope.size() > 5 && scope.compare(scope.size() - 5, 5, ".u_pe") == 0;
    if (!signal.is_port || !of_pe) continue;
    const auto within = [&scope](const std::string& outer) { return scope.find(outer) != std::string::npos; };
    if (column < 0 || std::all_of(of_column.begin(), of_column.end(), within)) names.push_back(signal.name);
  }
  return names;
}

std::vector<std::string> array_ports(const std::vector<WaveformSignal>& signals) {
  constexpr const char* kTop = "TOP.";
  std::vector<std::string> names;
  for (const WaveformSignal& signal : signals) {
    const bool of_array = signal.name.rfind(kTop, 0) == 0 && signal.name.find('.', 4) == std::string::npos;
    if (signal.is_port && of_array) names.push_back(signal.name);
  }
  return names;
}

}  // namespace

std::filesystem::path write_wave_view(const std::filesystem::path& waveform, const std::filesystem::path& traced,
                                      const sim::ArrayGeometry& geometry, const Mismatch& mismatch) {
  const std::vector<WaveformSignal> signals = waveform_signals(traced, waveform);
  const std::uint64_t time = mismatch.cycle * kClockPeriod;
  const std::uint64_t start = time - std::min<std::uint64_t>(time, 20 * kClockPeriod);
  std::string text = fmt::format("[dumpfile] \"{}\"\n[timestart] {}\n*-6.000000 {}{}\n[treeopen] TOP.\n",
                                 std::filesystem::absolute(waveform).string(), start, time, kNoMarkers);
  const auto add = [&](const std::string& title, const std::vector<std::string>& names) {
    text += fmt::format("{}\n-{}\n{}\n", kComment, title, kHexadecimal);
    for (const std::string& name : names) text += name + "\n";
  };
  add("array: " + mismatch.port + (mismatch.column >= 0 ? fmt::format("[{}]", mismatch.column) : "") +
          " differs at the marker",
      array_ports(signals));
  add("PEs", pe_ports(signals, geometry, mismatch.column));
  const std::filesystem::path view = std::filesystem::path(waveform).replace_extension(".gtkw");
  workloads::write_atomically(view, text);
  return view;
}

}  // namespace lop::cosim
