// Which of the RMMEC's multiplier blocks work and which of its power domains are on, counted from its steps.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace lop::pe {

enum class RmmecMode { kFp4, kP4, kP8, kP16 };       // as mode_i of the gates
enum class LanePlan { kLinear, kQuadratic };         // as their variant

inline constexpr int kRmmecBlocks = 49;              // 2x2-bit multipliers, 7 x 7 digits of posit16_1
inline constexpr int kRmmecDomains = 3;

constexpr int lanes_of(LanePlan plan, RmmecMode mode) {
  constexpr std::array<std::array<int, 4>, 2> kLanes = {{{4, 4, 2, 1}, {16, 16, 4, 1}}};
  return kLanes[static_cast<std::size_t>(plan)][static_cast<std::size_t>(mode)];
}

/// Blocks that multiply in a step: one a lane in fp4, none in p4, whose numbers are powers of two, nine a lane in p8.
constexpr int active_blocks(LanePlan plan, RmmecMode mode) {
  constexpr std::array<int, 4> kBlocksPerLane = {1, 0, 9, kRmmecBlocks};
  return lanes_of(plan, mode) * kBlocksPerLane[static_cast<std::size_t>(mode)];
}

/// A mode has the domains below this one on, so that no block is on that does not work: p4 none, fp4 D0, p8 D0 and D1.
constexpr int powered_domains(RmmecMode mode) {
  constexpr std::array<int, 4> kPowered = {1, 0, 2, 3};
  return kPowered[static_cast<std::size_t>(mode)];
}

/// Blocks of D0 (those of fp4), D1 (what p8 has more), D2 (what p16 has more).
constexpr std::array<int, kRmmecDomains> domain_blocks(LanePlan plan) {
  const int fp4 = active_blocks(plan, RmmecMode::kFp4), p8 = active_blocks(plan, RmmecMode::kP8);
  return {fp4, p8 - fp4, kRmmecBlocks - p8};
}

/// Activity of one PE. It starts with every domain off.
class RmmecActivity {
 public:
  explicit RmmecActivity(LanePlan plan) : plan_(plan) {}

  /// `steps` accepted steps in a mode, after a mode write where it is another than before.
  void add(RmmecMode mode, std::uint64_t steps) {
    for (int domain = powered_; domain < powered_domains(mode); ++domain) ++wakes_[static_cast<std::size_t>(domain)];
    powered_ = powered_domains(mode);
    for (int domain = 0; domain < powered_; ++domain) powered_steps_[static_cast<std::size_t>(domain)] += steps;
    active_ += steps * static_cast<std::uint64_t>(active_blocks(plan_, mode));
    steps_ += steps;
  }

  /// Actions by name: blocks that worked and that did not, and
  /// of each domain the steps for which it was on and its wakes.
  std::map<std::string, std::uint64_t> counts() const {
    std::map<std::string, std::uint64_t> counts = {{"multiplier_block.active", active_},
                                                   {"multiplier_block.idle", steps_ * kRmmecBlocks - active_}};
    for (std::size_t domain = 0; domain < kRmmecDomains; ++domain) {
      const std::string name = "power_domain.d" + std::to_string(domain);
      counts[name + ".powered"] = powered_steps_[domain];
      counts[name + ".wake"] = wakes_[domain];
    }
    return counts;
  }

 private:
  LanePlan plan_;
  int powered_ = 0;
  std::uint64_t steps_ = 0, active_ = 0;
  std::array<std::uint64_t, kRmmecDomains> powered_steps_{}, wakes_{};
};

}  // namespace lop::pe
