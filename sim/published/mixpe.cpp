// Exhaustive mapping with the artefact's cost, in its order and with its quirks.
#include "sim/published/mixpe.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "sim/kernel/integers.hpp"

namespace lop::published {
namespace {

using sim::ceil_div;

constexpr std::int64_t kOutputBits = 16;
constexpr double kPjPerNj = 1000;

std::int64_t round_up(std::int64_t a, std::int64_t b) { return ceil_div(a, b) * b; }

enum Loop { kBatch, kWidth, kHeight, kIn, kOut, kLoops };

/// Which loops a tensor changes with.
struct Tensor {
  std::array<bool, kLoops> depends;
  std::int64_t tile_bits = 0;
  std::int64_t half_buffer_bits = 0;
};
constexpr std::array<bool, kLoops> kWeightLoops = {false, false, false, true, true};
constexpr std::array<bool, kLoops> kActivationLoops = {true, true, true, true, false};
constexpr std::array<bool, kLoops> kOutputLoops = {true, true, true, false, true};

struct Traffic {
  std::int64_t bits = 0;      // all that is moved
  std::int64_t resident = 0;  // the largest part that stays in half of the buffer
};

/// From the innermost loop outwards: what stays in the buffer is not moved again by a loop that does not change it.
Traffic traffic_of(const Tensor& tensor, const std::array<Loop, kLoops>& order,
                   const std::array<std::int64_t, kLoops>& trips) {
  Traffic traffic{tensor.tile_bits, tensor.tile_bits};
  bool resident = true;
  for (const Loop loop : order) {
    if (resident && !tensor.depends[loop]) continue;
    traffic.bits *= trips[loop];
    if (!resident) continue;
    resident = traffic.bits <= tensor.half_buffer_bits;
    if (resident) traffic.resident = traffic.bits;
  }
  return traffic;
}

struct Tile {
  std::int64_t batch = 1, size = 1, inputs = 1, outputs = 1;
};

struct Mapping {
  std::int64_t compute = 0, total = 0;
  std::int64_t read_bits = 0, write_bits = 0;        // of DRAM
  std::int64_t operand_bits = 0, result_writes = 0;  // of the buffers
  std::int64_t weight_bits = 0, activation_bits = 0;
  double energy_nj = 0;  // with the prices of the selection
};

std::vector<std::int64_t> powers_up_to(std::int64_t extent) {
  std::vector<std::int64_t> tiles;
  for (std::int64_t tile = 1; tile < extent; tile *= 2) tiles.push_back(tile);
  tiles.push_back(extent);
  return tiles;
}

std::map<std::string, std::uint64_t> counts_of(const MixpeDesign& design, const Mapping& mapping) {
  std::map<std::string, std::uint64_t> counts;
  const auto set = [&](const char* action, std::int64_t number) {
    counts[action] = static_cast<std::uint64_t>(number);
  };
  const std::int64_t pes = design.rows * design.columns;
  set("pe.leakage", mapping.total * pes);
  set("pe.dynamic", mapping.compute * pes);
  set("sram.weight.read", mapping.operand_bits);
  set("sram.activation.read", mapping.operand_bits);
  set("sram.weight.write", mapping.weight_bits);
  set("sram.activation.write", mapping.activation_bits);
  set("sram.output.write", mapping.result_writes);
  set("sram.output.read", mapping.result_writes + mapping.write_bits);
  set("dram.read", mapping.read_bits);
  set("dram.write", mapping.write_bits);
  set("static.cycle", mapping.total);
  return counts;
}

std::vector<Price> prices_with(const MixpeDesign& design, const MixpeDram& dram) {
  const double cycle_ns = 1 / design.clock_ghz, nw_to_pj = cycle_ns * 1e-6;
  const auto bit = [](double nj, std::int64_t word_bits) { return nj * kPjPerNj / static_cast<double>(word_bits); };
  return {{"pe.leakage", design.leakage_nw * nw_to_pj, "PE-cycle"},
          {"pe.dynamic", design.dynamic_nw * nw_to_pj, "PE-cycle"},
          {"sram.weight.read", bit(design.weight.read_nj, design.weight.word_bits), "bit"},
          {"sram.activation.read", bit(design.activation.read_nj, design.activation.word_bits), "bit"},
          {"sram.weight.write", bit(design.weight.write_nj, design.weight.word_bits), "bit"},
          {"sram.activation.write", bit(design.activation.write_nj, design.activation.word_bits), "bit"},
          {"sram.output.write", bit(design.output.write_nj, design.output.word_bits), "bit"},
          {"sram.output.read", bit(design.output.read_nj, design.output.word_bits), "bit"},
          {"dram.read", bit(dram.read_nj, design.interface_bits), "bit"},
          {"dram.write", bit(dram.write_nj, design.interface_bits), "bit"},
          {"static.cycle", dram.background_nj * kPjPerNj, "cycle"}};
}

/// The energy by which mappings of equal cycles are chosen: other DRAM prices, and the leakage of the buffers.
double selection_nj(const MixpeDesign& design, const std::vector<Price>& prices, const Mapping& mapping) {
  const std::map<std::string, std::uint64_t> counts = counts_of(design, mapping);
  double leakage_mw = 0;
  for (const MixpeBuffer* buffer : {&design.weight, &design.activation, &design.output}) {
    leakage_mw += static_cast<double>(buffer->banks) * buffer->leakage_mw;
  }
  double energy = static_cast<double>(mapping.total) * leakage_mw / design.clock_ghz / kPjPerNj;  // mW ns = pJ
  for (const Price& price : prices) energy += static_cast<double>(counts.at(price.action)) * price.energy_pj / kPjPerNj;
  return energy;
}

class Mapper {
 public:
  Mapper(const MixpeDesign& design, const MixpeLayer& layer)
      : design_(design),
        layer_(layer),
        prices_(prices_with(design, design.selection)),
        factor_(design.most_bits / std::max(layer.bits, design.least_bits)) {}

  std::optional<Mapping> best() {
    std::optional<Mapping> best;
    for (const std::int64_t batch : powers_up_to(design_.batch)) {
      for (const std::int64_t size : powers_up_to(layer_.output_size)) {
        for (const std::int64_t inputs : powers_up_to(layer_.inputs)) {
          for (const std::int64_t outputs : powers_up_to(layer_.outputs))
            try_tile({batch, size, inputs, outputs}, best);
        }
      }
    }
    return best;
  }

 private:
  void try_tile(const Tile& tile, std::optional<Mapping>& best) const {
    const std::int64_t window = layer_.kernel * layer_.kernel * tile.inputs, pixels = tile.size * tile.size;
    const Tensor weight{kWeightLoops, round_up(window, design_.rows * factor_) * tile.outputs * layer_.bits,
                        design_.weight.capacity_bits / 2};
    const Tensor activation{kActivationLoops,
                            pixels * round_up(window, design_.columns * factor_) * tile.batch * layer_.bits,
                            design_.activation.capacity_bits / 2};
    const Tensor output{kOutputLoops, pixels * tile.outputs * tile.batch * kOutputBits,
                        design_.output.capacity_bits / 2};
    if (weight.tile_bits > weight.half_buffer_bits || activation.tile_bits > activation.half_buffer_bits) return;
    const std::array<std::int64_t, kLoops> trips = {
        ceil_div(design_.batch, tile.batch), ceil_div(layer_.output_size, tile.size),
        ceil_div(layer_.output_size, tile.size), ceil_div(layer_.inputs, tile.inputs),
        ceil_div(layer_.outputs, tile.outputs)};
    const std::int64_t tiles =
        std::accumulate(trips.begin(), trips.end(), std::int64_t{1}, [](auto a, auto b) { return a * b; });

    Mapping mapping;
    mapping.compute = tiles * ceil_div(tile.batch * pixels, design_.rows * factor_) *
                      ceil_div(tile.outputs, design_.columns * factor_) * window;
    const std::int64_t results = tiles * tile.outputs * pixels * tile.batch;
    mapping.operand_bits = results * window * layer_.bits;
    mapping.result_writes = results * kOutputBits;

    std::array<Loop, kLoops> order = {kBatch, kWidth, kHeight, kIn, kOut};
    do {
      const Traffic w = traffic_of(weight, order, trips), x = traffic_of(activation, order, trips),
                    y = traffic_of(output, order, trips);
      // The artefact overlaps the last outputs with nothing, but only when they do not fit their buffer.
      const std::int64_t first = w.resident + x.resident,
                         last = output.tile_bits <= output.half_buffer_bits ? 0 : output.tile_bits;
      const std::int64_t memory = ceil_div(w.bits + x.bits + y.bits - first - last, design_.interface_bits);
      mapping.total = std::max(mapping.compute, memory) + ceil_div(first, design_.interface_bits) +
                      ceil_div(last, design_.interface_bits);
      if (best && mapping.total > best->total) continue;
      mapping.weight_bits = w.bits;
      mapping.activation_bits = x.bits;
      mapping.read_bits = w.bits + x.bits;
      mapping.write_bits = y.bits;
      mapping.energy_nj = selection_nj(design_, prices_, mapping);
      if (!best || mapping.total < best->total || mapping.energy_nj < best->energy_nj) best = mapping;
    } while (std::next_permutation(order.begin(), order.end()));
  }

  const MixpeDesign& design_;
  const MixpeLayer& layer_;
  std::vector<Price> prices_;
  std::int64_t factor_;  // MACs a PE does along each side of the array
};

}  // namespace

Layer mixpe_layer(const MixpeDesign& design, const MixpeLayer& layer) {
  const std::optional<Mapping> best = Mapper(design, layer).best();
  if (!best) throw std::invalid_argument("layer '" + layer.name + "': no tile fits half of the buffers");
  return {layer.name,
          design.batch * layer.output_size * layer.output_size,
          layer.kernel * layer.kernel * layer.inputs,
          layer.outputs,
          layer.count,
          static_cast<std::uint64_t>(best->compute),
          static_cast<std::uint64_t>(best->total),
          counts_of(design, *best)};
}

std::vector<Price> mixpe_prices(const MixpeDesign& design) { return prices_with(design, design.reported); }

}  // namespace lop::published
