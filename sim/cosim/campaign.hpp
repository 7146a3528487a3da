// A co-simulation campaign of one PE: its variants and modes in turn, gates against cycle model on every port and
// cycle.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/cosim/lockstep.hpp"
#include "sim/cosim/rtl_build.hpp"

namespace lop::cosim {

struct CampaignOptions {
  std::string stem;
  pe::Choices fixed;            // parameters held at a value; the others vary
  sim::ArrayGeometry geometry;  // 1 x 1: the slice
  std::uint64_t seed = 1;
  std::uint64_t steps = 1'000'000;  // of a variant, spread over its modes
  std::uint64_t cycles = 0;         // not 0: this many cycles instead, modes mixed
  int bubble_percent = 10;
  std::uint64_t reset_period = 20'000;
  std::vector<OperandKind> operands = {OperandKind::kRandom};  // one run each, of those without an end of their own
  // Those that end by themselves: one run a mode where feasible, on the first variant of one PE.
  std::vector<OperandKind> complete = {OperandKind::kExhaustive, OperandKind::kLongSums};
  std::function<tensor::GemmOperands(const pe::Slice&, int mode)> layer;  // for kTraced
  std::vector<std::filesystem::path> sources;                             // modules that take the place of ours
  PeModule pe;                                                            // among them, in place of our PE
  std::filesystem::path folder;                                           // of the gates; empty: the build's own
  bool leave_waveform = true;                   // of a mismatch, for which the gates are built a second time
  std::filesystem::path waveform_folder = ".";  // where it goes
};

/// A run to come: a variant in one mode, or in all.
struct PlannedRow {
  pe::Choices choices;
  std::string variant;         // build-time parameters with their values
  std::string mode, operands;  // mode name or "all"; operand_kind_name()
  StimulusOptions stimulus;    // with the run's own seed
  LockstepLimit limit;
  std::string waveform;  // name of the file that a mismatch leaves
};

struct CampaignRow {
  std::string variant, mode, operands;  // as planned
  std::uint64_t seed = 0;               // the run's own
  LockstepReport report;
  double seconds = 0;
  std::filesystem::path waveform, view;  // of the mismatch, if it was to leave one; what GTKWave opens
};

/// Variants a campaign covers: the product of the first build-time parameters while it has at most six members, and
/// each further value once, as far as `fixed` leaves them open.
std::vector<pe::Choices> campaign_variants(const std::string& stem, const pe::Choices& fixed);

/// errors  pe::OperandError
std::vector<PlannedRow> plan_campaign(const CampaignOptions& options);

/// Gates and operands of a variant are made once for neighbouring rows. progress is told each row as it is done.
/// errors  RtlError, pe::OperandError, workloads::WriteError
std::vector<CampaignRow> run_rows(const CampaignOptions& options, const std::vector<PlannedRow>& planned,
                                  const std::function<void(const CampaignRow&)>& progress);

/// All rows of the plan.
std::vector<CampaignRow> run_campaign(const CampaignOptions& options,
                                      const std::function<void(const CampaignRow&)>& progress);

}  // namespace lop::cosim
