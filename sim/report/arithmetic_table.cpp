// Markdown table of a PE's arithmetic errors.
#include "sim/report/arithmetic_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lop::report {
namespace {

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

const PrototypeFigure* prototype_of(const std::string& stem, const tensor::ArithmeticErrorRow& row) {
  if (stem != "bitmod" || row.source != "random") return nullptr;
  const auto found = std::find_if(kBitmodPrototype.begin(), kBitmodPrototype.end(),
                                  [&](const PrototypeFigure& figure) { return row.mode == figure.mode && row.choices == figure.choices; });
  return found == kBitmodPrototype.end() ? nullptr : &*found;
}

}  // namespace

std::string arithmetic_table(const std::string& stem, const std::vector<tensor::ArithmeticErrorRow>& rows) {
  const bool has_prototype = std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return prototype_of(stem, row) != nullptr; });
  std::string text = fmt::format(
      "## Arithmetic error of {}\n\n(accumulator - exact) / sqrt(sum of squared products), against exact dot products of the same codes.\n\n", stem);
  text += fmt::format("| mode | choices | source | outputs | rms | mean | worst |{}\n|---|---|---|---:|---:|---:|---:|{}\n",
                      has_prototype ? " prototype rms |" : "", has_prototype ? "---:|" : "");
  for (const tensor::ArithmeticErrorRow& row : rows) {
    text += fmt::format("| {} | {} | {} | {} | {:.3g} | {:.3g} | {:.3g} |", row.mode, row.choices, row.source, row.outputs, row.rms, row.mean, row.worst);
    if (has_prototype) {
      const PrototypeFigure* figure = prototype_of(stem, row);
      text += figure == nullptr ? " - |" : fmt::format(" {:.2g} |", figure->rms);
    }
    text += "\n";
  }
  for (const tensor::ArithmeticErrorRow& row : rows) {
    if (row.not_finite == 0) continue;
    text += fmt::format("\n{} {} {}: {} outputs are not finite and left out.\n", row.mode, row.choices, row.source, row.not_finite);
  }
  return text;
}

}  // namespace lop::report
