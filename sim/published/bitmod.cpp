// A layer costs the larger of its compute cycles and its DRAM cycles; nothing else takes time.
#include "sim/published/bitmod.hpp"

#include <algorithm>
#include <cmath>

#include "sim/kernel/integers.hpp"

namespace lop::published {
namespace {

using sim::ceil_div;

constexpr double kActivationBits = 16;
constexpr std::int64_t kWordBits = 64;  // in which writes to the buffers are counted

/// A matrix: `rows` rows of `width` elements.
struct Operand {
  std::int64_t width = 0, rows = 0;
  double dram_bits = 16, sram_bits = 16;  // of an element

  std::int64_t bytes() const {
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(width) * dram_bits / 8)) * rows;
  }
  std::int64_t words() const {
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(width) * sram_bits / kWordBits)) * rows;
  }
};

/// Work of one layer: the array sees tokens x reduction x channels, the memories see the operands.
struct Work {
  std::string name;
  std::int64_t count = 1, batch = 1;
  std::int64_t tokens = 0, reduction = 0, channels = 0;
  int step_cycles = 1;
  Operand weight, input, output;
};

int step_cycles(bool bit_serial, double bits) {
  return bit_serial ? static_cast<int>(std::ceil(std::floor(bits) / 2)) : 1;
}

Layer layer_of(const BitmodDesign& design, const Work& work) {
  const std::int64_t tiles = work.batch * ceil_div(work.reduction, design.lanes) *
                             ceil_div(work.channels, design.columns) * ceil_div(work.tokens, design.rows);
  const std::int64_t weight = work.batch * work.weight.bytes(), input = work.batch * work.input.bytes(),
                     output = work.batch * work.output.bytes();
  // When neither fits its buffer, one of the two is fetched again for each buffer of the other.
  std::int64_t weight_times = 1, input_times = 1;
  if (weight > design.buffer_bytes && input > design.buffer_bytes) {
    const std::int64_t weight_again = ceil_div(input, design.buffer_bytes),
                       input_again = ceil_div(weight, design.buffer_bytes);
    (weight * weight_again + input < input * input_again + weight ? weight_times : input_times) =
        weight * weight_again + input < input * input_again + weight ? weight_again : input_again;
  }
  const std::int64_t bytes = weight * weight_times + input * input_times + output;

  Layer layer{work.name, work.tokens, work.reduction, work.channels, work.count, 0, 0, {}};
  layer.compute_cycles = static_cast<std::uint64_t>(tiles * work.step_cycles);
  layer.cycles = std::max(layer.compute_cycles, static_cast<std::uint64_t>(bytes * 8 / design.dram_bits_per_cycle));
  layer.m *= work.batch;
  const auto set = [&](const char* action, std::int64_t number) {
    layer.counts[action] = static_cast<std::uint64_t>(number);
  };
  set("pe.cycle", static_cast<std::int64_t>(layer.compute_cycles) * design.columns * design.rows);
  set("sram.weight.read", tiles);
  set("sram.activation.read", tiles);
  set("sram.weight.write", work.batch * work.weight.words() * weight_times);
  set("sram.activation.write", work.batch * (work.input.words() * input_times + work.output.words()));
  set("dram.byte", bytes);
  return layer;
}

/// Scores and values in the release of 2024: the whole hidden size is reduced for every head's rows, and in decode the
/// heads stand where the context should.
std::vector<Work> attention_2024(const BitmodDesign& design, const workloads::Transformer& network, bool decode,
                                 std::int64_t context) {
  const std::int64_t hidden = network.hidden, heads = network.heads, kv_width = hidden / heads * network.kv_heads;
  const std::int64_t all = heads * context;
  const int steps = step_cycles(design.bit_serial, design.weight_bits);
  const auto weights = [&](std::int64_t width, std::int64_t rows) {
    return Operand{width, rows, kActivationBits, design.weight_bits};
  };
  if (decode) {
    return {{"qk", network.layers, 1, heads, hidden, 1, steps, weights(hidden, 1), {kv_width, heads}, {1, heads}},
            {"pv", network.layers, 1, 1, context, heads, steps, weights(context, heads), {kv_width, 1}, {heads, 1}}};
  }
  return {
      {"qk", network.layers, 1, all, hidden, context, steps, weights(hidden, context), {kv_width, all}, {context, all}},
      {"pv",
       network.layers,
       1,
       context,
       context,
       all,
       steps,
       weights(context, all),
       {kv_width, context},
       {all, context}}};
}

/// In the release of 2025 the query heads of a group share the keys and values of their head.
std::vector<Work> attention_2025(const BitmodDesign& design, const workloads::Transformer& network, std::int64_t tokens,
                                 std::int64_t context) {
  const std::int64_t width = network.hidden / network.heads, rows = network.heads / network.kv_heads * tokens;
  const int steps = step_cycles(design.bit_serial, design.kv_bits);
  const auto cache = [&](std::int64_t of, std::int64_t number) {
    return Operand{of, number, design.kv_bits, design.kv_bits};
  };
  return {{"qk",
           network.layers,
           network.kv_heads,
           rows,
           width,
           context,
           steps,
           cache(width, context),
           {width, rows},
           {context, rows}},
          {"pv",
           network.layers,
           network.kv_heads,
           rows,
           context,
           width,
           steps,
           cache(context, width),
           {context, rows},
           {width, rows}}};
}

}  // namespace

BitmodWidths bitmod_widths(const BitmodDesign& design) {
  const int halves = design.bit_serial ? 2 : 1;
  const auto weight = static_cast<std::int64_t>(4 * std::ceil(design.weight_bits / 4)) * design.lanes * design.columns;
  const std::int64_t activation = std::int64_t{16} * design.lanes * design.rows;
  return {static_cast<int>(weight / halves), static_cast<int>(activation / halves)};
}

std::vector<Layer> bitmod_layers(const BitmodDesign& design, const workloads::Transformer& network, std::int64_t tokens,
                                 std::int64_t context) {
  std::vector<Work> works;
  const int steps = step_cycles(design.bit_serial, design.weight_bits);
  for (const workloads::Layer& linear : workloads::linear_layers(network, tokens)) {
    const std::int64_t rows = design.lm_head_on_all ? tokens : linear.m;
    works.push_back({linear.name,
                     linear.count,
                     1,
                     rows,
                     linear.k,
                     linear.n,
                     steps,
                     {linear.k, linear.n, design.weight_bits, design.weight_bits},
                     {linear.k, rows},
                     {linear.n, rows}});
  }
  const std::vector<Work> attention = design.release == 2024 ? attention_2024(design, network, tokens == 1, context)
                                                             : attention_2025(design, network, tokens, context);
  works.insert(works.end(), attention.begin(), attention.end());
  std::vector<Layer> layers;
  for (const Work& work : works) layers.push_back(layer_of(design, work));
  return layers;
}

}  // namespace lop::published
