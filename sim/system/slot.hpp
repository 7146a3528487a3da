// What the sequencer issues in one cycle, and its control word at the array's port one cycle later.
#pragma once

#include <cstdint>
#include <tuple>

#include "sim/kernel/layer_result.hpp"

namespace lop::sim {

enum class SlotKind : std::uint8_t { kStall, kBubble, kStep };

struct Slot {
  SlotKind kind = SlotKind::kStall;
  Cause cause = Cause::kWaitWeight;                     // of a bubble or a stall
  bool starts_group = false;                            // with the group's first step
  bool starts_chunk = false;                            // with the chunk's first step: the SRAMs are read
  bool clear = false, end_group = false, read = false;  // as in pe::Step
  bool releases_weight = false, releases_activation = false;
  std::int64_t item = 0;
  std::int64_t k = 0;         // first element of the chunk
  std::int64_t elements = 0;  // of the chunk
  std::int64_t token = 0;     // of the output tile, where vectors pass
  std::int64_t weight_words = 0, activation_words = 0;

  bool is_step() const { return kind == SlotKind::kStep; }
  bool operator==(const Slot& o) const {
    const auto fields = [](const Slot& s) {
      return std::tie(s.kind, s.cause, s.starts_group, s.starts_chunk, s.clear, s.end_group, s.read, s.releases_weight,
                      s.releases_activation, s.item, s.k, s.elements, s.token, s.weight_words, s.activation_words);
    };
    return fields(*this) == fields(o);
  }
};

struct ArrayControl {
  bool valid = false, clear = false, end_group = false, read = false;
  bool load = false;  // weight-stationary: a row of weights

  bool operator==(const ArrayControl& o) const {
    return std::tie(valid, clear, end_group, read, load) == std::tie(o.valid, o.clear, o.end_group, o.read, o.load);
  }
};

}  // namespace lop::sim
