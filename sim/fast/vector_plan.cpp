// Tiles of rows, or slabs of one row, and their transfers.
#include "sim/fast/vector_plan.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <tuple>

#include "sim/kernel/check.hpp"
#include "sim/kernel/integers.hpp"

namespace lop::sim {
namespace {

using workloads::SecondOperand;
using workloads::VectorResult;

constexpr std::int64_t kMostItems = std::int64_t{1} << 24;
constexpr std::int64_t kParameterBits = 16;

const workloads::VectorOperation& operation_of(const std::string& name) {
  const auto* operation = workloads::find_vector_operation(name);
  LOP_CHECK(operation != nullptr, "an operation that the vector unit does not have");
  return *operation;
}

Packing result_packing(const workloads::VectorOperation& operation, const PeFacts& facts, const VectorShape& shape) {
  if (operation.result == VectorResult::kOutput) return {facts.out_bits, 0, 0};
  if (operation.result == VectorResult::kActivation) return facts.activation_packing();
  LOP_CHECK(shape.stored.has_value(), "a cache has a format");
  return *shape.stored;
}

class VectorPlanner {
 public:
  VectorPlanner(const PeFacts& facts, const Machine& machine, const VectorShape& shape)
      : operation_(operation_of(shape.operation)), shape_(shape), packing_(result_packing(operation_, facts, shape)) {
    if (machine.vector.lanes == 0) {
      throw MachineError("vector", "the workload has vector operations (" + shape.operation +
                                       "); expected a vector unit: `vector: {lanes: ..., latency_cycles: ...}`");
    }
    plan_.machine = machine;
    plan_.facts = facts;
    plan_.facts.array_fill = 0;
    plan_.facts.array_latency = machine.vector.latency_cycles;
    plan_.shape = {shape.rows, shape.columns, 0};
    plan_.vector_bits.in = facts.out_bits;
    plan_.vector_bits.out = packing_.code_bits;
    plan_.vector_bits.second = second_bits();
    lay_out();
  }

  LayerPlan run() {
    const std::int64_t rows = most_rows();
    if (rows > 0) {
      check_items(ceil_div(shape_.rows, rows));
      for (std::int64_t first = 0; first < shape_.rows; first += rows) {
        add_rows(first, std::min(shape_.rows, first + rows));
      }
    } else {
      const std::int64_t slab = most_elements();
      check_items(shape_.rows * pass_count() * ceil_div(shape_.columns, slab));
      for (std::int64_t row = 0; row < shape_.rows; ++row) add_slabs(row, slab);
    }
    plan_.items.back().releases_activation = true;
    plan_.items.back().releases_weight = plan_.items.back().weight_block >= 0;
    return std::move(plan_);
  }

 private:
  std::int64_t pass_count() const { return static_cast<std::int64_t>(operation_.passes.size()); }
  bool has_second() const { return operation_.second != SecondOperand::kNone; }
  /// Of all vectors of parameters together.
  std::int64_t second_bits() const {
    switch (operation_.second) {
      case SecondOperand::kNone: return 0;
      case SecondOperand::kParameters: return operation_.parameter_vectors * kParameterBits;
      case SecondOperand::kTable: return kParameterBits;
      case SecondOperand::kMatrix: return plan_.facts.out_bits;
    }
    return 0;
  }
  bool is_shared() const { return operation_.second == SecondOperand::kParameters; }
  bool is_table() const { return operation_.second == SecondOperand::kTable; }
  std::int64_t second_columns() const { return is_shared() ? shape_.columns : shape_.second_columns; }

  static void check_items(std::int64_t items) {
    if (items > kMostItems) {
      throw MachineError("activation_buffer.capacity_kib", "so small that an operation needs more than 2^24 blocks");
    }
  }

  void lay_out() {
    rows_ = {0, shape_.rows, shape_.columns * plan_.vector_bits.in};
    // Vectors of parameters lie element by element.
    second_ = {rows_.end_page(), !has_second() ? 0 : is_shared() ? 1 : shape_.rows,
               second_columns() * plan_.vector_bits.second};
    results_ = {second_.end_page(), shape_.rows, packing_.bits(shape_.columns)};
    const auto& banked = plan_.machine.dram.banked;
    if (banked && results_.end_page() > banked->bursts()) {
      throw MachineError("dram.channels", "the DRAM holds " + std::to_string(banked->bursts()) +
                                              " bursts of 64 bytes; one layer needs " +
                                              std::to_string(results_.end_page()));
    }
  }

  /// SRAM bits of the results of a row's elements, chunk by chunk.
  std::int64_t result_bits(std::int64_t elements) const {
    const std::int64_t lanes = plan_.machine.vector.lanes;
    const std::int64_t full = elements / lanes, last = elements - full * lanes;
    const auto words = [&](std::int64_t e) { return result_words(plan_.machine, plan_.vector_bits, e); };
    return (full * words(lanes) + words(last)) * plan_.machine.output.width_bits;
  }

  /// Whole rows that all three halves hold; 0 when not one.
  std::int64_t most_rows() const {
    const Machine& machine = plan_.machine;
    std::int64_t most = std::min({shape_.rows, machine.activation.half_bits / rows_.row_bits,
                                  machine.output.half_bits / result_bits(shape_.columns)});
    if (!has_second()) return most;
    if (is_shared()) return second_.row_bits <= machine.weight.half_bits ? most : 0;
    return std::min(most, machine.weight.half_bits / second_.row_bits);
  }

  /// Elements of a slab of a row: a multiple of what the results' groups and the lanes ask for.
  std::int64_t most_elements() const {
    const Machine& machine = plan_.machine;
    const std::int64_t group = std::max<std::int64_t>(1, packing_.group_size);
    const std::int64_t unit = std::lcm(group, machine.vector.lanes);
    const auto need = [&](const char* key, std::int64_t bits, const SramShape& sram) {
      if (bits > sram.half_bits) {
        throw MachineError(key, "half of it cannot hold " + std::to_string(unit) + " elements of a row of " +
                                    shape_.operation + "; expected at least " +
                                    std::to_string(ceil_div(2 * bits, 8192)) + " KiB");
      }
      return sram.half_bits / bits * unit;
    };
    std::int64_t most = std::min(need("activation_buffer.capacity_kib", unit * plan_.vector_bits.in, machine.activation),
                                 need("output_buffer.capacity_kib", result_bits(unit), machine.output));
    if (!has_second()) return most;
    if (!is_table()) {
      return std::min(most, need("weight_buffer.capacity_kib", unit * plan_.vector_bits.second, machine.weight));
    }
    // The whole of a table's row stays, however its row of operands is cut.
    if (second_.row_bits > machine.weight.half_bits) {
      throw MachineError("weight_buffer.capacity_kib",
                         "half of it cannot hold a row of the table of " + shape_.operation + "; expected at least " +
                             std::to_string(ceil_div(2 * second_.row_bits, 8192)) + " KiB");
    }
    return most;
  }

  void add_rows(std::int64_t first, std::int64_t last) {
    if (!has_second()) {
      second_block_ = -1;
    } else if (!is_shared() || second_block_ < 0) {
      bring_second(is_shared() ? 0 : first, is_shared() ? 1 : last, 0, second_columns());
    }
    bring_rows(first, last, 0, shape_.columns);
    add_tile(first, last, 0, shape_.columns);
    add_item({last - first, shape_.columns, 0, pass_count(), true}, true);
  }

  void add_slabs(std::int64_t row, std::int64_t slab) {
    for (std::int64_t pass = 0; pass < pass_count(); ++pass) {
      const bool writes = pass + 1 == pass_count();
      for (std::int64_t k = 0; k < shape_.columns; k += slab) {
        const std::int64_t last_k = std::min(shape_.columns, k + slab);
        if (operation_.passes[static_cast<std::size_t>(pass)].reads_second && (!is_table() || k == 0)) {
          bring_second(is_shared() ? 0 : row, is_shared() ? 1 : row + 1, is_table() ? 0 : k,
                       is_table() ? second_columns() : last_k);
        }
        bring_rows(row, row + 1, k, last_k);
        if (writes) add_tile(row, row + 1, k, last_k);
        add_item({1, last_k - k, pass, pass + 1, k == 0}, writes);
      }
    }
  }

  void bring_rows(std::int64_t first, std::int64_t last, std::int64_t first_k, std::int64_t last_k) {
    if (!plan_.items.empty()) plan_.items.back().releases_activation = true;
    const std::int64_t bits = plan_.vector_bits.in;
    add_load(Port::kActivation, rows_.region(first, last, first_k * bits, last_k * bits),
             (last - first) * (last_k - first_k) * bits, plan_.machine.activation, plan_.activation_block_words);
  }

  void bring_second(std::int64_t first, std::int64_t last, std::int64_t first_k, std::int64_t last_k) {
    if (second_block_ >= 0) plan_.items.back().releases_weight = true;
    const std::int64_t bits = plan_.vector_bits.second;
    add_load(Port::kWeight, second_.region(first, last, first_k * bits, last_k * bits),
             (last - first) * (last_k - first_k) * bits, plan_.machine.weight, plan_.weight_block_words);
    second_block_ = static_cast<std::int64_t>(plan_.weight_block_words.size()) - 1;
  }

  void add_load(Port port, const BurstRegion& region, std::int64_t bits, const SramShape& sram,
                std::vector<std::int64_t>& block_words) {
    plan_.program.loads.push_back({port, static_cast<std::int64_t>(block_words.size()), region.bursts(), add_region(region)});
    block_words.push_back(ceil_div(bits, sram.width_bits));
  }

  std::size_t add_region(const BurstRegion& region) {
    plan_.program.regions.push_back(region);
    return plan_.program.regions.size() - 1;
  }

  void add_tile(std::int64_t first, std::int64_t last, std::int64_t first_k, std::int64_t last_k) {
    plan_.tiles.push_back({first, first_k, last - first, last_k - first_k});
    const BurstRegion region = results_.region(first, last, packing_.bits(first_k), packing_.bits(last_k));
    plan_.program.write_backs.push_back({region.bursts(), add_region(region)});
  }

  void add_item(const VectorExtent& extent, bool writes) {
    Item item;
    item.tile = static_cast<std::int64_t>(plan_.tiles.size()) - 1;
    item.opens_tile = item.closes_tile = writes;
    item.weight_block = second_block_;
    item.activation_block = static_cast<std::int64_t>(plan_.activation_block_words.size()) - 1;
    item.schedule = schedule_index(extent);
    plan_.items.push_back(item);
  }

  std::uint32_t schedule_index(const VectorExtent& extent) {
    const auto key =
        std::tuple{extent.rows, extent.elements, extent.first_pass, extent.last_pass, extent.begins_rows};
    const auto [it, is_new] = schedule_index_.try_emplace(key, static_cast<std::uint32_t>(plan_.vectors.size()));
    if (is_new) plan_.vectors.push_back(make_vector_schedule(operation_, plan_.machine, plan_.vector_bits, extent));
    return it->second;
  }

  const workloads::VectorOperation& operation_;
  const VectorShape& shape_;
  const Packing packing_;
  LayerPlan plan_;
  PackedRows rows_, second_, results_;  // one after the other in DRAM
  std::int64_t second_block_ = -1;      // in use
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, bool>, std::uint32_t> schedule_index_;
};

}  // namespace

std::int64_t LayerPlan::operation_tile_words(const Tile& tile) const {
  const std::int64_t lanes = machine.vector.lanes;
  const std::int64_t full = tile.columns / lanes, last = tile.columns - full * lanes;
  return tile.rows * (full * result_words(machine, vector_bits, lanes) + result_words(machine, vector_bits, last));
}

LayerPlan make_vector_plan(const PeFacts& facts, const Machine& machine, const VectorShape& shape) {
  return VectorPlanner(facts, machine, shape).run();
}

}  // namespace lop::sim
