// Builds the schedule of an item from the rates of PE, memories and drain.
#include "sim/fast/schedule.hpp"

#include "sim/kernel/integers.hpp"

#include <algorithm>
#include <numeric>

namespace lop::sim {
namespace {

class ScheduleBuilder {
 public:
  ScheduleBuilder(const PeFacts& facts, const Machine& machine, const ItemExtent& extent)
      : facts_(facts), machine_(machine), extent_(extent) {}

  Chunk chunk(std::int64_t elements, bool with_metadata) const {
    const std::int64_t channel_bits = elements * facts_.weight_bits + (with_metadata ? facts_.metadata_bits : 0);
    const std::int64_t token_bits = elements * facts_.activation_bits + (with_metadata ? facts_.row_metadata_bits : 0);
    const std::int64_t weight_bits = extent_.columns * channel_bits, activation_bits = extent_.rows * token_bits;
    const std::int64_t weight_cycles = ceil_div(weight_bits, machine_.weight.bits_per_cycle());
    const std::int64_t activation_cycles = ceil_div(activation_bits, machine_.activation.bits_per_cycle());
    Chunk chunk;
    chunk.elements = elements;
    chunk.bubbles = std::max({facts_.steps_per_chunk, weight_cycles, activation_cycles}) - facts_.steps_per_chunk;
    chunk.cause = weight_cycles >= activation_cycles ? Cause::kWaitWeight : Cause::kWaitActivation;
    chunk.weight_words = ceil_div(weight_bits, machine_.weight.width_bits);
    chunk.activation_words = ceil_div(activation_bits, machine_.activation.width_bits);
    return chunk;
  }

  Group group(std::int64_t elements) const {
    const bool grouped = facts_.group_size > 0;
    Group group;
    group.elements = elements;
    group.chunks = ceil_div(elements, facts_.lanes);
    const std::int64_t last_elements = elements - (group.chunks - 1) * facts_.lanes;
    group.first = chunk(group.chunks == 1 ? last_elements : facts_.lanes, grouped);
    group.middle = chunk(facts_.lanes, false);
    group.last = chunk(last_elements, false);
    if (grouped) {
      const std::int64_t interval = std::max<std::int64_t>(facts_.group_end, machine_.array.rows);
      group.dequantize = std::max<std::int64_t>(0, interval - slots(group).cycles());
    }
    return group;
  }

  SlotCounts slots(const Group& group) const {
    SlotCounts counts;
    counts.bubbles[static_cast<std::size_t>(Cause::kDequantize)] = group.dequantize;
    counts.steps = group.chunks * facts_.steps_per_chunk;
    for_each_kind(group, [&](const Chunk& c, std::int64_t times) {
      counts.bubbles[static_cast<std::size_t>(c.cause)] += times * c.bubbles;
    });
    return counts;
  }

  /// Calls visit(chunk, times) for each kind of chunk of the group.
  template <typename Visit>
  static void for_each_kind(const Group& group, Visit visit) {
    visit(group.first, 1);
    if (group.chunks > 2) visit(group.middle, group.chunks - 2);
    if (group.chunks > 1) visit(group.last, 1);
  }

 private:
  const PeFacts& facts_;
  const Machine& machine_;
  const ItemExtent& extent_;
};

}  // namespace

std::int64_t SlotCounts::cycles() const { return std::accumulate(bubbles.begin(), bubbles.end(), steps); }

ItemSchedule make_schedule(const PeFacts& facts, const Machine& machine, const ItemExtent& extent) {
  const ScheduleBuilder builder(facts, machine, extent);
  ItemSchedule schedule;
  schedule.extent = extent;
  const std::int64_t group_size = facts.group_size > 0 ? facts.group_size : extent.elements;
  schedule.full_groups = extent.elements / group_size;
  schedule.groups = ceil_div(extent.elements, group_size);

  const auto add = [&](const Group& group, std::int64_t times) {
    const SlotCounts slots = builder.slots(group);
    schedule.slots.steps += times * slots.steps;
    for (std::size_t i = 0; i < kCauseCount; ++i) schedule.slots.bubbles[i] += times * slots.bubbles[i];
    ScheduleBuilder::for_each_kind(group, [&](const Chunk& chunk, std::int64_t chunks) {
      schedule.weight_words += times * chunks * chunk.weight_words;
      schedule.activation_words += times * chunks * chunk.activation_words;
    });
  };
  if (schedule.full_groups > 0) {
    schedule.full = builder.group(group_size);
    add(schedule.full, schedule.full_groups);
  }
  if (schedule.groups > schedule.full_groups) {
    schedule.tail = builder.group(extent.elements - schedule.full_groups * group_size);
    add(schedule.tail, 1);
  }
  if (extent.closes_tile) {
    schedule.drain =
        std::max<std::int64_t>(0, machine.array.total_rows() - extent.issued_before - schedule.slots.cycles());
    schedule.slots.bubbles[static_cast<std::size_t>(Cause::kDrain)] += schedule.drain;
  }
  return schedule;
}

}  // namespace lop::sim
