// Runs a co-simulation campaign.
#include "sim/cosim/campaign.hpp"

#include <fmt/format.h>

#include <chrono>

#include "models/formats/rounding.hpp"
#include "sim/cosim/array_stimulus.hpp"
#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/rtl_build.hpp"

namespace lop::cosim {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostProduct = 6;

std::string gates_text(const pe::Slice& slice) {
  std::string text;
  for (const pe::Parameter& parameter : slice.parameters()) {
    if (parameter.kind != pe::ParameterKind::kGates) continue;
    text += (text.empty() ? "" : " ") + parameter.name + "=" + slice.choices().at(parameter.name);
  }
  return text.empty() ? "-" : text;
}

/// One lock-step run and, after a mismatch, its waveform.
CampaignRow run_row(const CampaignOptions& options, const pe::Slice& slice, const std::filesystem::path& gates,
                    const StimulusOptions& stimulus, const LockstepLimit& limit) {
  CampaignRow row;
  row.variant = gates_text(slice);
  row.seed = stimulus.seed;
  row.operands = stimulus.exhaustive ? "exhaustive" : "random";
  row.mode = stimulus.modes.size() == 1 ? slice.modes()[static_cast<std::size_t>(stimulus.modes.front())] : "all";

  const auto register_seed = static_cast<std::uint32_t>(stimulus.seed);
  const auto model = make_model_witness(slice, options.geometry);
  const auto rtl = make_rtl_witness(slice, options.geometry, gates, register_seed);
  const auto begin = Clock::now();
  row.report = run_lockstep(slice, options.geometry, stimulus, *model, *rtl, limit);
  row.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  if (!row.report.mismatch) return row;

  RtlRequest request{&slice, options.geometry, true, options.sources, options.folder};
  const auto traced = make_rtl_witness(slice, options.geometry, find_or_build(request), register_seed);
  row.waveform = options.waveform_folder / fmt::format("{}_{}_{}_seed{}.fst", options.stem, row.mode, row.operands, row.seed);
  write_waveform(slice, options.geometry, stimulus, *traced, row.report.mismatch->cycle, row.waveform);
  return row;
}

std::vector<int> modes_of(const pe::Slice& slice, const pe::Choices& fixed) {
  for (const pe::Parameter& parameter : slice.parameters()) {
    if (parameter.kind == pe::ParameterKind::kMode && fixed.count(parameter.name) != 0) return {slice.default_mode()};
  }
  std::vector<int> modes;
  for (std::size_t m = 0; m < slice.modes().size(); ++m) modes.push_back(static_cast<int>(m));
  return modes;
}

}  // namespace

std::vector<pe::Choices> campaign_variants(const std::string& stem, const pe::Choices& fixed) {
  const auto slice = pe::make_slice(stem, fixed);
  std::vector<pe::Choices> product = {fixed}, further;
  for (const pe::Parameter& parameter : slice->parameters()) {
    if (parameter.kind != pe::ParameterKind::kGates || fixed.count(parameter.name) != 0) continue;
    if (product.size() * parameter.values.size() <= kMostProduct && further.empty()) {
      std::vector<pe::Choices> grown;
      for (const pe::Choices& choices : product) {
        for (const std::string& value : parameter.values) {
          grown.push_back(choices);
          grown.back()[parameter.name] = value;
        }
      }
      product = grown;
    } else {
      for (std::size_t v = 1; v < parameter.values.size(); ++v) {
        further.push_back(fixed);
        further.back()[parameter.name] = parameter.values[v];
      }
    }
  }
  product.insert(product.end(), further.begin(), further.end());
  return product;
}

std::vector<CampaignRow> run_campaign(const CampaignOptions& options, const std::function<void(const CampaignRow&)>& progress) {
  std::vector<CampaignRow> rows;
  const auto done = [&](CampaignRow row) {
    progress(row);
    rows.push_back(std::move(row));
  };

  std::uint64_t index = 0;
  bool first = true;
  for (const pe::Choices& choices : campaign_variants(options.stem, options.fixed)) {
    const auto slice = pe::make_slice(options.stem, choices);
    const std::vector<int> modes = modes_of(*slice, options.fixed);
    const auto gates = find_or_build({slice.get(), options.geometry, false, options.sources, options.folder});

    StimulusOptions stimulus;
    stimulus.bubble_percent = options.bubble_percent;
    stimulus.reset_period = options.reset_period;
    if (options.cycles != 0) {
      stimulus.seed = formats::counter_random(options.seed, index++) >> 32;
      stimulus.modes = modes;
      done(run_row(options, *slice, gates, stimulus, {UINT64_MAX, options.cycles}));
      continue;
    }
    for (const int mode : modes) {
      stimulus.seed = formats::counter_random(options.seed, index++) >> 32;
      stimulus.modes = {mode};
      done(run_row(options, *slice, gates, stimulus, {(options.steps + modes.size() - 1) / modes.size(), UINT64_MAX}));
    }
    if (first && options.exhaustive && options.geometry.total_rows() * options.geometry.total_columns() == 1) {
      for (const int mode : modes) {
        if (!ExhaustiveOperands::feasible(*slice, mode)) continue;
        StimulusOptions every;
        every.modes = {mode};
        every.exhaustive = true;
        every.bubble_percent = 0;
        done(run_row(options, *slice, gates, every, {}));
      }
    }
    first = false;
  }
  return rows;
}

}  // namespace lop::cosim
