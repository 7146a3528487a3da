// Lock-step comparison of two witnesses of an array.
#include "sim/cosim/lockstep.hpp"

#include <fmt/format.h>

#include <array>

namespace lop::cosim {
namespace {

constexpr std::size_t kHistoryCycles = 16;
constexpr std::uint64_t kMostLatency = 64;  // of a PE, its edges and its column

std::string hex_list(const std::uint32_t* codes, std::size_t count, int digits) {
  constexpr std::size_t kShown = 16;
  std::string text;
  for (std::size_t i = 0; i < count && i < kShown; ++i)
    text += fmt::format("{}{:0{}x}", i == 0 ? "" : " ", codes[i], digits);
  return count > kShown ? text + " ..." : text;
}

/// Inputs and outputs of the latest cycles, kept cheaply and put into words only for a mismatch.
class History {
 public:
  void record(std::uint64_t cycle, const Stimulus& stimulus, const pe::Slice& slice, const sim::ArrayGeometry& geometry,
              const sim::ArrayOutputs& first, const sim::ArrayOutputs& second) {
    Entry& entry = entries_[cycle % kHistoryCycles];
    entry.cycle = cycle;
    entry.first = first;
    entry.second = second;
    entry.reset = stimulus.reset();
    entry.valid = stimulus.inputs().valid;
    entry.step = stimulus.inputs().step;
    entry.load = stimulus.inputs().load;
    const int lanes = slice.lanes(entry.step.mode);
    const auto keep = [](std::vector<std::uint32_t>& kept, const std::uint32_t* codes, int count) {
      kept.clear();
      if (codes != nullptr) kept.assign(codes, codes + count);
    };
    if (entry.reset) return;
    keep(entry.activations, entry.valid ? entry.step.activations : nullptr, geometry.total_rows() * lanes);
    keep(entry.weights, entry.step.weights, geometry.total_columns() * lanes);
    keep(entry.sums, stimulus.inputs().sums, geometry.total_columns() * static_cast<int>(slice.accumulator_words()));
    keep(entry.partials, stimulus.inputs().partials,
         static_cast<int>(slice.passing_words(static_cast<std::size_t>(geometry.total_columns()))));
  }

  std::string words(std::uint64_t last_cycle) const {
    std::string text;
    const std::uint64_t count = last_cycle + 1 < kHistoryCycles ? last_cycle + 1 : kHistoryCycles;
    for (std::uint64_t c = last_cycle + 1 - count; c <= last_cycle; ++c) {
      const Entry& e = entries_[c % kHistoryCycles];
      text += fmt::format("  cycle {}: ", e.cycle);
      text += inputs_in_words(e) + outputs_in_words(" | first", e.first);
      text += outputs_in_words(" | second", e.second) + "\n";
    }
    return text;
  }

 private:
  struct Entry {
    std::uint64_t cycle = 0;
    bool reset = false, valid = false, load = false;
    pe::Step step;
    std::vector<std::uint32_t> activations, weights, sums, partials;
    sim::ArrayOutputs first, second;
  };

  static std::string inputs_in_words(const Entry& e) {
    if (e.reset) return "reset";
    std::string text = "bubble";
    if (e.valid || e.load) text = fmt::format("{} mode {}", e.valid ? "step" : "load", e.step.mode);
    if (e.valid) {
      text += fmt::format("{}{}{} act {}", e.step.clear ? " clear" : "", e.step.end_group ? " end_group" : "",
                          e.step.read ? " read" : "", hex_list(e.activations.data(), e.activations.size(), 4));
    }
    if (!e.sums.empty()) text += " psum " + hex_list(e.sums.data(), e.sums.size(), 8);
    if (!e.partials.empty()) text += " partial " + hex_list(e.partials.data(), e.partials.size(), 8);
    if (e.weights.empty()) return text;
    return text + (e.valid && e.load ? " load" : "") + " wgt " + hex_list(e.weights.data(), e.weights.size(), 2);
  }

  static std::string outputs_in_words(const char* who, const sim::ArrayOutputs& o) {
    if (!o.valid && !o.psum_valid && !o.partial_valid) return fmt::format("{} -", who);
    std::string text = who;
    if (o.psum_valid) text += " psum " + hex_list(o.accumulators.data(), o.accumulators.size(), 8);
    if (o.partial_valid) text += " partial " + hex_list(o.partials.data(), o.partials.size(), 8);
    if (o.valid) text += " out " + hex_list(o.out.data(), o.out.size(), 4);
    return text;
  }

  std::array<Entry, kHistoryCycles> entries_;
};

template <typename Values>
bool differs(const char* port, const Values& first, const Values& second, Mismatch& mismatch, std::size_t words = 1) {
  for (std::size_t c = 0; c < first.size(); ++c) {
    if (first[c] == second[c]) continue;
    mismatch.port = port;
    mismatch.column = static_cast<int>(c / words);
    mismatch.expected = first[c];
    mismatch.found = second[c];
    return true;
  }
  return false;
}

bool differs(const pe::Slice& slice, const sim::ArrayOutputs& first, const sim::ArrayOutputs& second,
             Mismatch& mismatch) {
  const std::array<std::uint8_t, 1> first_valid = {first.valid}, second_valid = {second.valid};
  const std::array<std::uint8_t, 1> first_psum = {first.psum_valid}, second_psum = {second.psum_valid};
  const std::array<std::uint8_t, 1> first_partial = {first.partial_valid}, second_partial = {second.partial_valid};
  const auto row_sum = [](const sim::ArrayOutputs& outputs) {
    return std::array<std::uint32_t, 1>{outputs.partials.empty() ? 0 : outputs.partials.back()};
  };
  return differs("valid_o", first_valid, second_valid, mismatch) ||
         differs("psum_valid_o", first_psum, second_psum, mismatch) ||
         differs("psum_o", first.accumulators, second.accumulators, mismatch, slice.accumulator_words()) ||
         differs("partial_valid_o", first_partial, second_partial, mismatch) ||
         differs("row_sum_o", row_sum(first), row_sum(second), mismatch) ||
         differs("partial_o", first.partials, second.partials, mismatch) ||
         differs("out_o", first.out, second.out, mismatch) || differs("flags_o", first.flags, second.flags, mismatch);
}

}  // namespace

LockstepReport run_lockstep(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options,
                            ArrayWitness& first, ArrayWitness& second, const LockstepLimit& limit) {
  const std::unique_ptr<Stimulus> driver = make_stimulus(slice, geometry, options);
  Stimulus& stimulus = *driver;
  History history;
  LockstepReport report;
  Mismatch mismatch;
  // The last outputs of a source that ends are still in the array then.
  std::uint64_t cycles_after =
      kMostLatency + static_cast<std::uint64_t>(2 * (geometry.total_rows() + geometry.total_columns()));
  const auto ended = [&] { return stimulus.exhausted() && cycles_after-- == 0; };
  // Outputs are looked at after each clock, so what is compared in cycle c was clocked out at its beginning.
  while (report.cycles < limit.cycles && stimulus.steps() < limit.steps && !ended()) {
    stimulus.advance();
    first.cycle(stimulus.inputs(), stimulus.reset());
    second.cycle(stimulus.inputs(), stimulus.reset());
    history.record(report.cycles, stimulus, slice, geometry, first.outputs(), second.outputs());
    const bool different = differs(slice, first.outputs(), second.outputs(), mismatch);
    ++report.cycles;
    if (!different) continue;
    mismatch.cycle = report.cycles - 1;
    mismatch.mode = slice.modes()[static_cast<std::size_t>(stimulus.mode())];
    mismatch.history = history.words(mismatch.cycle);
    report.mismatch = mismatch;
    break;
  }
  report.steps = stimulus.steps();
  report.outputs = stimulus.outputs();
  return report;
}

void write_waveform(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const StimulusOptions& options,
                    ArrayWitness& traced, std::uint64_t mismatch_cycle, const std::filesystem::path& waveform,
                    std::uint64_t window) {
  const std::unique_ptr<Stimulus> driver = make_stimulus(slice, geometry, options);
  Stimulus& stimulus = *driver;
  for (std::uint64_t cycle = 0; cycle <= mismatch_cycle + 4; ++cycle) {
    if (cycle + window == mismatch_cycle || (cycle == 0 && mismatch_cycle < window)) traced.trace(waveform);
    stimulus.advance();
    traced.cycle(stimulus.inputs(), stimulus.reset());
  }
}

}  // namespace lop::cosim
