// Measures every PE in every mode.
#include "sim/cli/pe_table.hpp"

#include <fmt/format.h>

#include <vector>

#include "models/tensor/arithmetic_error.hpp"
#include "sim/array/output_stationary_array.hpp"
#include "sim/cli/normal_codes.hpp"
#include "sim/cli/traced_gemms.hpp"
#include "sim/system/operands.hpp"

namespace lop::cli {
namespace {

constexpr std::size_t kRows = 16, kLength = 4096;

std::string error_cell(const std::vector<tensor::ArithmeticErrorRow>& rows) {
  double mean = 0, worst = 0;
  std::size_t outputs = 0;
  for (const tensor::ArithmeticErrorRow& row : rows) {
    mean += row.mean * static_cast<double>(row.outputs);
    outputs += row.outputs;
    worst = std::max(worst, row.worst);
  }
  if (outputs == 0) return "-";
  if (worst == 0) return "0";
  return fmt::format("{:.1e} / {:.1e}", worst, mean / static_cast<double>(outputs));
}

std::string row_of(const pe::Slice& slice, int mode, const std::vector<tensor::TracedGemm>& traced) {
  const std::vector<tensor::ArithmeticErrorRow> random = {tensor::arithmetic_error(
      slice, {"random", mode,
              sim::make_operands(slice, mode, normal_codes(kRows, kLength, 1), normal_codes(kRows, kLength, 2))})};
  std::vector<tensor::ArithmeticErrorRow> layers;
  for (const tensor::TracedGemm& gemm : traced) {
    if (gemm.mode == mode) layers.push_back(tensor::arithmetic_error(slice, gemm));
  }
  const bool exact = error_cell(random) == "0" && (layers.empty() || error_cell(layers) == "0");
  const int lanes = slice.lanes(mode), steps = slice.steps_per_chunk(mode);
  return fmt::format("| `{}` | {} | {} x {} | {} | {:.4g} | {} | {} | {} | {} | {} |\n", slice.stem(),
                     slice.modes()[static_cast<std::size_t>(mode)], slice.activation_format(mode),
                     slice.weight_format(mode), lanes, static_cast<double>(lanes) / steps,
                     sim::array_latency(slice, {}), slice.accumulator_bits(), exact ? "exact" : "rounded",
                     error_cell(random), error_cell(layers));
}

}  // namespace

std::string pe_table(const workloads::Workload& traced) {
  std::string text =
      "| PE | mode | activation x weight | lanes | MACs a cycle | latency | accumulator bits | sums | error, N(0,1), K "
      "= 4096 | error, traced layers |\n"
      "|---|---|---|---:|---:|---:|---:|---|---|---|\n";
  for (const std::string& stem : pe::stems()) {
    const auto slice = pe::make_slice(stem);
    const std::vector<tensor::TracedGemm> gemms = traced_gemms(stem, traced);
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) text += row_of(*slice, mode, gemms);
  }
  return text +
         "\nParameters at their defaults. Latency: cycles from the last operands at the array's port to the output "
         "code, one PE. Error: the\n"
         "accumulator less the exact dot product of the same codes, over the root of the sum of squared products: "
         "largest / mean.\n";
}

}  // namespace lop::cli
