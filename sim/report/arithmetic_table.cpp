// A PE's arithmetic errors beside the figures of the prototype of its rules.
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

std::string prototype_comparison(const std::string& stem, const std::vector<tensor::ArithmeticErrorRow>& rows) {
  std::string text;
  for (const tensor::ArithmeticErrorRow& row : rows) {
    const PrototypeFigure* figure = prototype_of(stem, row);
    if (figure == nullptr) continue;
    text += fmt::format("| {} | {} | {:.2e} | {:.1e} | {:.2f} |\n", row.mode, row.choices, row.rms, figure->rms, row.rms / figure->rms);
  }
  if (text.empty()) return text;
  return "| mode | choices | rms | prototype rms | ratio |\n|---|---|---:|---:|---:|\n" + text;
}

}  // namespace lop::report
