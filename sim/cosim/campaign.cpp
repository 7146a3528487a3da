// Runs a co-simulation campaign.
#include "sim/cosim/campaign.hpp"

#include <fmt/format.h>

#include <chrono>

#include "models/formats/rounding.hpp"
#include "sim/array/weight_stationary_array.hpp"
#include "sim/cosim/array_stimulus.hpp"
#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/wave_view.hpp"
#include "workloads/atomic_file.hpp"

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

/// One lock-step run and, after a mismatch, its waveform if that is wanted.
CampaignRow run_row(const CampaignOptions& options, const pe::Slice& slice, const std::filesystem::path& gates,
                    const PlannedRow& planned, const StimulusOptions& stimulus) {
  CampaignRow row{planned.variant, planned.mode, planned.operands, stimulus.seed, {}, 0, {}, {}};
  const auto register_seed = static_cast<std::uint32_t>(stimulus.seed);
  const auto model = make_model_witness(slice, options.geometry);
  const auto rtl = make_rtl_witness(slice, options.geometry, gates, register_seed);
  const auto begin = Clock::now();
  row.report = run_lockstep(slice, options.geometry, stimulus, *model, *rtl, planned.limit);
  row.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  if (!row.report.mismatch || !options.leave_waveform) return row;

  const auto traced = find_or_build({&slice, options.geometry, true, options.sources, options.folder, options.pe});
  std::filesystem::create_directories(options.waveform_folder);
  row.waveform = (options.waveform_folder / planned.waveform).lexically_normal();
  write_waveform(slice, options.geometry, stimulus, *make_rtl_witness(slice, options.geometry, traced, register_seed),
                 row.report.mismatch->cycle, row.waveform);
  if (!std::filesystem::exists(row.waveform))
    throw workloads::WriteError(row.waveform.string() + ": cannot write the waveform");
  row.view = write_wave_view(row.waveform, traced, options.geometry, *row.report.mismatch);
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

bool is_feasible(OperandKind complete, const pe::Slice& slice, const sim::ArrayGeometry& geometry, int mode) {
  if (complete == OperandKind::kExhaustive) return ExhaustiveOperands::feasible(slice, mode);
  // In a weight-stationary array a sum is as long as the array is high.
  return geometry.dataflow == sim::Dataflow::kOutputStationary && LongSums::feasible(slice);
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

std::vector<PlannedRow> plan_campaign(const CampaignOptions& options) {
  std::vector<PlannedRow> rows;
  std::uint64_t index = 0;
  bool first = true;
  for (const pe::Choices& choices : campaign_variants(options.stem, options.fixed)) {
    const auto slice = pe::make_slice(options.stem, choices);
    sim::check_dataflow(*slice, options.geometry);
    const std::vector<int> modes = modes_of(*slice, options.fixed);
    const auto plan = [&](OperandKind kind, const std::vector<int>& of_row, std::uint64_t seed,
                          const LockstepLimit& limit) {
      PlannedRow row{choices, gates_text(*slice), "all", operand_kind_name(kind), {}, limit, ""};
      if (of_row.size() == 1) row.mode = slice->modes()[static_cast<std::size_t>(of_row.front())];
      row.stimulus.operands = kind;
      row.stimulus.modes = of_row;
      row.stimulus.seed = seed;
      row.stimulus.bubble_percent = is_complete(kind) ? 0 : options.bubble_percent;
      row.stimulus.reset_period = is_complete(kind) ? 0 : options.reset_period;
      row.waveform = fmt::format("{}_{}_{}_seed{}.fst", options.stem, row.mode, row.operands, seed);
      rows.push_back(row);
    };
    const auto next_seed = [&] { return formats::counter_random(options.seed, index++) >> 32; };
    for (const OperandKind kind : options.operands) {
      if (options.cycles != 0) {
        plan(kind, modes, next_seed(), {UINT64_MAX, options.cycles});
        continue;
      }
      const std::uint64_t steps = (options.steps + modes.size() - 1) / modes.size();
      for (const int mode : modes) plan(kind, {mode}, next_seed(), {steps, UINT64_MAX});
    }
    const bool one_pe = options.geometry.total_rows() * options.geometry.total_columns() == 1;
    if (first && options.cycles == 0 && one_pe) {
      for (const OperandKind kind : options.complete) {
        for (const int mode : modes) {
          if (is_feasible(kind, *slice, options.geometry, mode)) plan(kind, {mode}, 1, {});
        }
      }
    }
    first = false;
  }
  return rows;
}

std::vector<CampaignRow> run_rows(const CampaignOptions& options, const std::vector<PlannedRow>& planned,
                                  const std::function<void(const CampaignRow&)>& progress) {
  std::vector<CampaignRow> rows;
  std::unique_ptr<pe::Slice> slice;
  std::filesystem::path gates;
  std::shared_ptr<TracedLayer> layer;
  const pe::Choices* choices = nullptr;
  for (const PlannedRow& row : planned) {
    if (choices == nullptr || *choices != row.choices) {
      choices = &row.choices;
      slice = pe::make_slice(options.stem, row.choices);
      gates = find_or_build({slice.get(), options.geometry, false, options.sources, options.folder, options.pe});
      layer = std::make_shared<TracedLayer>(slice->modes().size());
    }
    StimulusOptions stimulus = row.stimulus;
    if (stimulus.operands == OperandKind::kTraced) {
      for (const int mode : stimulus.modes) {
        tensor::GemmOperands& operands = (*layer)[static_cast<std::size_t>(mode)];
        if (operands.activations.rows == 0) operands = options.layer(*slice, mode);
      }
      stimulus.traced = layer;
    }
    rows.push_back(run_row(options, *slice, gates, row, stimulus));
    progress(rows.back());
  }
  return rows;
}

std::vector<CampaignRow> run_campaign(const CampaignOptions& options,
                                      const std::function<void(const CampaignRow&)>& progress) {
  return run_rows(options, plan_campaign(options), progress);
}

}  // namespace lop::cosim
