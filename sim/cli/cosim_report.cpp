// Writes tables, findings and JUnit XML.
#include "sim/cli/cosim_report.hpp"

#include <fmt/format.h>

namespace lop::cli {
namespace {

std::string array_text(const sim::ArrayGeometry& array) {
  return fmt::format("{}x{}.{}x{}{}", array.tile_rows, array.tile_columns, array.rows, array.columns,
                     array.dataflow == sim::Dataflow::kWeightStationary ? ".ws" : "");
}

constexpr const char* kFirstColumns = "{:>4} {:<12} {:<62} {:<12} {:<10} {:<10} {:>6}";

std::string first_columns(const NumberedRow& row) {
  return fmt::format(kFirstColumns, row.number, row.campaign->stem, row.planned.variant,
                     array_text(row.campaign->geometry), row.planned.mode, row.planned.operands, row.seed);
}

std::string first_heads() {
  return fmt::format(kFirstColumns, "row", "pe", "variant", "array", "mode", "operands", "seed");
}

std::string limit_text(const cosim::LockstepLimit& limit) {
  if (limit.cycles != UINT64_MAX) return fmt::format("{} cycles", limit.cycles);
  if (limit.steps != UINT64_MAX) return fmt::format("{} steps", limit.steps);
  return "every pair of codes";
}

/// Text of an XML element or attribute; what XML 1.0 cannot hold becomes '?'.
std::string escaped(const std::string& text) {
  std::string xml;
  for (const char c : text) {
    switch (c) {
      case '&': xml += "&amp;"; break;
      case '<': xml += "&lt;"; break;
      case '>': xml += "&gt;"; break;
      case '"': xml += "&quot;"; break;
      case '\n': xml += c; break;
      default: xml += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return xml;
}

std::string place(const cosim::Mismatch& mismatch) {
  return fmt::format("cycle {}, port {}{}: the model says {:x}, the gates say {:x}", mismatch.cycle, mismatch.port,
                     mismatch.column >= 0 ? fmt::format("[{}]", mismatch.column) : "", mismatch.expected,
                     mismatch.found);
}

}  // namespace

std::string table_head() {
  return fmt::format("{} {:>10} {:>10} {:>9} {:>10} {:>8}\n", first_heads(), "steps", "cycles", "outputs", "mismatches",
                     "time_s");
}

std::string table_line(const NumberedRow& row, const cosim::CampaignRow& done) {
  const cosim::LockstepReport& report = done.report;
  return fmt::format("{} {:>10} {:>10} {:>9} {:>10} {:>8.2f}\n", first_columns(row), report.steps, report.cycles,
                     report.outputs, report.mismatch ? 1 : 0, done.seconds);
}

std::string plan_head() { return fmt::format("{} {}\n", first_heads(), "until"); }

std::string plan_line(const NumberedRow& row) {
  return fmt::format("{} {}\n", first_columns(row), limit_text(row.planned.limit));
}

std::string finding(const cosim::CampaignRow& done, const std::string& replay) {
  const cosim::Mismatch& mismatch = *done.report.mismatch;
  return fmt::format(
      "MISMATCH: {} (variant {}, mode {})\nThe last cycles (first: model, second: gates):\n{}Waveform around it: {}\n"
      "Open it with: gtkwave {}\nReplay: {}\n",
      place(mismatch), done.variant, mismatch.mode, mismatch.history, done.waveform.string(), done.view.string(),
      replay);
}

std::string junit(const std::vector<JunitCase>& cases) {
  std::size_t failures = 0;
  double seconds = 0;
  std::string body;
  for (const JunitCase& each : cases) {
    const NumberedRow& row = each.row;
    const std::string name =
        fmt::format("row {}: {}, array {}, mode {}, {}, seed {}", row.number, row.planned.variant,
                    array_text(row.campaign->geometry), row.planned.mode, row.planned.operands, row.seed);
    body += fmt::format("    <testcase classname=\"cosim.{}\" name=\"{}\" time=\"{:.3f}\"", escaped(row.campaign->stem),
                        escaped(name), each.done.seconds);
    seconds += each.done.seconds;
    if (each.finding.empty()) {
      body += "/>\n";
      continue;
    }
    ++failures;
    body += fmt::format(">\n      <failure message=\"{}\" type=\"mismatch\">{}</failure>\n    </testcase>\n",
                        escaped(place(*each.done.report.mismatch)), escaped(each.finding));
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"lopsim cosim\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\" time=\"{:.3f}\">\n{} "
      " </testsuite>\n"
      "</testsuites>\n",
      cases.size(), failures, seconds, body);
}

}  // namespace lop::cli
