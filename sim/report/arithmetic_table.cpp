// Error of a PE's arithmetic against exact dot products, as tables.
#include "sim/report/arithmetic_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace lop::report {
namespace {

using Row = tensor::ArithmeticErrorRow;

const std::string kRandom = "random";

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
      text += cell == cells.end()
                  ? " - |"
                  : fmt::format(" {:.1e} / {:.1e} / {:.1e} |", cell->second.rms, cell->second.mean, cell->second.worst);
    }
    text += "\n";
  }
  if (not_finite > 0) text += fmt::format("\n{} outputs that are not finite are left out.\n", not_finite);
  return text;
}

/// source  a prototype of the same rules: one group of 128, N(0,1) activations, uniform codes, truncated alignment; rms
struct PrototypeFigure {
  const char* mode;
  const char* choices;
  double rms;
};
constexpr std::array<PrototypeFigure, 9> kBitmodPrototype = {{
    {"fp4", "alignment=bsig_aware,rounding=truncate", 4.4e-4},
    {"fp4", "alignment=five_input,rounding=truncate", 8.5e-4},
    {"fp4", "alignment=post_shift,rounding=truncate", 1.7e-3},
    {"int6", "alignment=bsig_aware,rounding=truncate", 4.1e-4},
    {"int6", "alignment=five_input,rounding=truncate", 6.2e-3},
    {"int6", "alignment=post_shift,rounding=truncate", 2.8e-3},
    {"int8", "alignment=bsig_aware,rounding=truncate", 5.0e-4},
    {"int8", "alignment=five_input,rounding=truncate", 2.6e-2},
    {"int8", "alignment=post_shift,rounding=truncate", 3.8e-3},
}};

const PrototypeFigure* prototype_of(const std::string& stem, const Row& row) {
  if (stem != "bitmod" || row.source != kRandom) return nullptr;
  const auto found = std::find_if(kBitmodPrototype.begin(), kBitmodPrototype.end(), [&](const PrototypeFigure& figure) {
    return row.mode == figure.mode && row.choices == figure.choices;
  });
  return found == kBitmodPrototype.end() ? nullptr : &*found;
}

/// Random rows that the prototype measured too, its rms and the ratio; empty without any.
std::string prototype_comparison(const std::string& stem, const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    const PrototypeFigure* figure = prototype_of(stem, row);
    if (figure == nullptr) continue;
    text += fmt::format("| {} | {} | {:.2e} | {:.1e} | {:.2f} |\n", row.mode, row.choices, row.rms, figure->rms,
                        row.rms / figure->rms);
  }
  if (text.empty()) return text;
  return "| mode | choices | rms | prototype rms | ratio |\n|---|---|---:|---:|---:|\n" + text;
}

}  // namespace

std::string arithmetic_markdown(const std::string& stem, const std::vector<Row>& rows, std::size_t token_stride) {
  std::vector<const Row*> random, traced;
  for (const Row& row : rows) (row.source == kRandom ? random : traced).push_back(&row);
  std::string text = fmt::format("\n## Arithmetic of {}\n\n", stem);
  text +=
      "Error of the output accumulator against the exact dot product of the same codes, over the root of the sum of "
      "squared products: "
      "rms / mean / worst. This is what the widths of the data path cost; the error of quantisation is not in it.\n";
  if (!random.empty()) {
    text +=
        "\nRandom operands (activations from N(0,1), weights uniform over their codes, one group):\n\n" + table(random);
  }
  const std::string prototype = prototype_comparison(stem, rows);
  if (!prototype.empty()) {
    text += "\nThe random rows beside an independent prototype of the same rules:\n\n" + prototype;
  }
  if (!traced.empty()) {
    text +=
        fmt::format("\nTraced layers as the PE takes them, every {}th token, all layers pooled:\n\n", token_stride) +
        table(traced);
  }
  return text;
}

std::string arithmetic_csv(const std::vector<Row>& rows) {
  std::string text = "mode,choices,source,outputs,not_finite,rms,mean,worst\n";
  for (const Row& row : rows) {
    text += fmt::format("{},\"{}\",{},{},{},{},{},{}\n", row.mode, row.choices, row.source, row.outputs, row.not_finite,
                        row.rms, row.mean, row.worst);
  }
  return text;
}

}  // namespace lop::report
