// Error of a PE's arithmetic against exact dot products, as tables.
#include "sim/cli/arithmetic_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "sim/system/operands.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli {
namespace {

using Row = tensor::ArithmeticErrorRow;

const std::string kRandom = "random";

tensor::Matrix<std::uint32_t> sampled(const tensor::Matrix<std::uint32_t>& activations) {
  tensor::Matrix<std::uint32_t> rows((activations.rows + kTokenStride - 1) / kTokenStride, activations.columns);
  for (std::size_t row = 0; row < rows.rows; ++row) std::copy_n(activations.row(row * kTokenStride), activations.columns, rows.row(row));
  return rows;
}

/// Rows of the same mode and choices as one, exactly: the errors are normalised output by output.
void pool(Row& sum, const Row& row) {
  const auto have = static_cast<double>(sum.outputs), more = static_cast<double>(row.outputs);
  if (have + more > 0) {
    sum.rms = std::sqrt((have * sum.rms * sum.rms + more * row.rms * row.rms) / (have + more));
    sum.mean = (have * sum.mean + more * row.mean) / (have + more);
  }
  sum.worst = std::max(sum.worst, row.worst);
  sum.outputs += row.outputs;
  sum.not_finite += row.not_finite;
}

void remember(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// "alignment=bsig_aware,rounding=truncate" -> "alignment bsig_aware, rounding truncate", which a browser can break.
std::string readable(const std::string& choices) {
  std::string text;
  for (const char c : choices) text += c == '=' ? " " : c == ',' ? ", " : std::string(1, c);
  return text;
}

std::string table(const std::vector<const Row*>& rows) {
  std::map<std::pair<std::string, std::string>, Row> cells;
  std::vector<std::string> modes, choices;
  std::size_t not_finite = 0;
  for (const Row* row : rows) {
    remember(modes, row->mode);
    remember(choices, row->choices);
    not_finite += row->not_finite;
    const auto [it, is_new] = cells.try_emplace({row->mode, row->choices}, *row);
    if (!is_new) pool(it->second, *row);
  }
  std::string text = "| mode |", rule = "|---|";
  for (const std::string& choice : choices) {
    text += fmt::format(" {} |", choice.empty() ? "default" : readable(choice));
    rule += "---:|";
  }
  text += "\n" + rule + "\n";
  for (const std::string& mode : modes) {
    text += fmt::format("| {} |", mode);
    for (const std::string& choice : choices) {
      const auto cell = cells.find({mode, choice});
      text += cell == cells.end() ? " - |" : fmt::format(" {:.1e} / {:.1e} / {:.1e} |", cell->second.rms, cell->second.mean, cell->second.worst);
    }
    text += "\n";
  }
  if (not_finite > 0) text += fmt::format("\n{} outputs that are not finite are left out.\n", not_finite);
  return text;
}

}  // namespace

std::vector<tensor::TracedGemm> traced_gemms(const std::string& stem, const workloads::Workload& workload) {
  std::vector<tensor::TracedGemm> gemms;
  if (workload.tensors.empty()) return gemms;
  const auto slice = pe::make_slice(stem);
  const workloads::TensorFile file(workload.tensors);
  for (const workloads::Layer& layer : workload.layers) {
    const tensor::Matrix<std::uint32_t> activations = sampled(file.read_fp16_codes(layer.activation_tensor));
    const tensor::Matrix<std::uint32_t> weights = file.read_fp16_codes(layer.weight_tensor);
    for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
      gemms.push_back({layer.name, mode, sim::make_operands(*slice, mode, activations, weights)});
    }
  }
  return gemms;
}

std::string arithmetic_markdown(const std::string& stem, const std::vector<Row>& rows) {
  std::vector<const Row*> random, traced;
  for (const Row& row : rows) (row.source == kRandom ? random : traced).push_back(&row);
  std::string text = fmt::format("\n## Arithmetic of {}\n\n", stem);
  text +=
      "Error of the output accumulator against the exact dot product of the same codes, over the root of the sum of squared products: "
      "rms / mean / worst. This is what the widths of the data path cost; the error of quantisation is not in it.\n";
  if (!random.empty()) text += "\nRandom operands (activations from N(0,1), weights uniform over their codes, one group):\n\n" + table(random);
  if (!traced.empty()) text += fmt::format("\nTraced layers as the PE takes them, every {}th token, all layers pooled:\n\n", kTokenStride) + table(traced);
  return text;
}

std::string arithmetic_csv(const std::vector<Row>& rows) {
  std::string text = "mode,choices,source,outputs,not_finite,rms,mean,worst\n";
  for (const Row& row : rows) {
    text += fmt::format("{},\"{}\",{},{},{},{},{},{}\n", row.mode, row.choices, row.source, row.outputs, row.not_finite, row.rms, row.mean, row.worst);
  }
  return text;
}

}  // namespace lop::cli
