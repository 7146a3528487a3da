// Groups that are longer than a weight-stationary array: what leaves it comes back, and a whole layer's outputs are the
// grid's.
#include <map>

#include "sim/array/weight_stationary_array.hpp"
#include "sim/cosim/array_witness.hpp"
#include "sim/cosim/operand_source.hpp"
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

constexpr std::size_t kK = 300, kTokens = 7, kRows = 4, kColumns = 3;
const sim::ArrayGeometry kGeometry{kRows, kColumns, 1, 1, sim::Dataflow::kWeightStationary};

struct Layer {
  Layer(const pe::Slice& of_slice, int of_mode, RandomOperands& operands) : slice(of_slice), mode(of_mode) {
    operands.begin_output(mode);
    operands.begin_chunk(false);
    for (std::uint32_t& code : activations) code = operands.activation();
    for (std::uint32_t& code : weights) code = operands.weight();
    for (pe::Metadata& of_group : metadata) of_group = operands.metadata();
  }
  std::size_t group() const { return static_cast<std::size_t>(slice.group_size()); }

  const pe::Slice& slice;
  int mode;
  std::vector<std::uint32_t> activations = std::vector<std::uint32_t>(kTokens * kK);  // [k][token]
  std::vector<std::uint32_t> weights = std::vector<std::uint32_t>(kK * kColumns);     // [k][column]
  std::vector<pe::Metadata> metadata = std::vector<pe::Metadata>(kK * kColumns);      // [group][column]
};

std::vector<std::uint32_t> outputs_of_the_grid(const Layer& layer) {
  const auto grid = layer.slice.make_grid(kTokens, kColumns);
  grid->reset();
  for (std::size_t k = 0; k < kK; ++k) {
    pe::Step step;
    step.mode = layer.mode;
    step.clear = k == 0;
    step.end_group = (k + 1) % layer.group() == 0;
    step.read = k + 1 == kK;
    step.activations = layer.activations.data() + k * kTokens;
    step.weights = layer.weights.data() + k * kColumns;
    step.metadata = layer.metadata.data() + k / layer.group() * kColumns;
    grid->step(step);
  }
  return grid->accumulators();
}

/// An array and the buffers below it: of the sums of a group that goes on, and of the accumulators.
class ArrayWithBuffers {
 public:
  ArrayWithBuffers(const pe::Slice& slice, ArrayWitness& array)
      : array_(array),
        sums_delay_(static_cast<std::uint64_t>(sim::weight_stationary_sums_delay(slice, kGeometry))),
        empty_(slice.passing_words(kColumns)) {
    array_.cycle(at_the_port({}), true);
  }

  void load(const Layer& layer, std::size_t begin, std::size_t end) {
    for (std::size_t r = kRows; r-- > 0;) {
      std::vector<std::uint32_t> row(kColumns);
      for (std::size_t c = 0; c < kColumns && begin + r < end; ++c) row[c] = layer.weights[(begin + r) * kColumns + c];
      sim::ArrayInputs in;
      in.load = true;
      in.step.mode = layer.mode;
      in.step.weights = row.data();
      in.step.metadata = layer.metadata.data() + begin / layer.group() * kColumns;
      cycle(in);
    }
  }

  void pass(const Layer& layer, std::size_t begin, std::size_t end) {
    const bool starts_group = begin % layer.group() == 0;
    for (std::size_t token = 0; token < kTokens; ++token) {
      std::vector<std::uint32_t> activations(kRows);
      for (std::size_t k = begin; k < end; ++k) activations[k - begin] = layer.activations[k * kTokens + token];
      sim::ArrayInputs in;
      in.valid = true;
      in.step.mode = layer.mode;
      in.step.clear = token == 0;
      in.step.end_group = end % layer.group() == 0 || end == kK;
      in.step.activations = activations.data();
      in.partials = starts_group ? empty_.data() : partials[token].data();
      if (in.step.end_group) due_[now_ + sums_delay_] = token;
      cycle(in);
    }
    for (int i = 0; i < 24; ++i) cycle({});  // until all have left
    ASSERT_EQ(partials_left_ % kTokens, 0u);
    ASSERT_EQ(sums_left_ % kTokens, 0u);
  }

  std::vector<std::vector<std::uint32_t>> partials = std::vector<std::vector<std::uint32_t>>(kTokens);
  std::vector<std::vector<std::uint32_t>> sums =
      std::vector<std::vector<std::uint32_t>>(kTokens, std::vector<std::uint32_t>(kColumns));

 private:
  sim::ArrayInputs at_the_port(sim::ArrayInputs in) const {
    in.channel_scale = channel_scales_.data();
    return in;
  }
  void cycle(const sim::ArrayInputs& given) {
    sim::ArrayInputs in = at_the_port(given);
    const auto due = due_.find(now_++);
    if (due != due_.end()) in.sums = sums[due->second].data();
    array_.cycle(in, false);
    const sim::ArrayOutputs& out = array_.outputs();
    if (out.partial_valid) partials[partials_left_++ % kTokens] = out.partials;
    if (out.psum_valid) sums[sums_left_++ % kTokens] = out.accumulators;
  }

  ArrayWitness& array_;
  std::uint64_t sums_delay_, now_ = 0;
  std::vector<std::uint32_t> empty_;
  std::vector<std::uint32_t> channel_scales_ = std::vector<std::uint32_t>(kColumns);
  std::map<std::uint64_t, std::size_t> due_;  // tokens whose accumulators come in a cycle
  std::size_t partials_left_ = 0, sums_left_ = 0;
};

std::vector<std::uint32_t> outputs_of_folds(const Layer& layer, ArrayWitness& array) {
  ArrayWithBuffers machine(layer.slice, array);
  for (std::size_t begin = 0, end = 0; begin < kK; begin = end) {
    end = std::min({begin + kRows, kK, (begin / layer.group() + 1) * layer.group()});
    machine.load(layer, begin, end);
    machine.pass(layer, begin, end);
  }
  std::vector<std::uint32_t> outputs;
  for (const auto& of_token : machine.sums) outputs.insert(outputs.end(), of_token.begin(), of_token.end());
  return outputs;
}

TEST(WeightStationaryGroups, OfManyFoldsGiveTheOutputsOfTheGridFromModelAndGates) {
  for (const char* group_size : {"128", "50", "3"}) {
    const auto slice = pe::make_slice("mixpe_w4a8", {{"group_size", group_size}});
    const auto gates = make_rtl_witness(*slice, kGeometry, find_or_build({slice.get(), kGeometry, false, {}, {}}), 5);
    const auto model = make_model_witness(*slice, kGeometry);
    RandomOperands operands(*slice, 9);
    for (int trial = 0; trial < 6; ++trial) {
      const Layer layer(*slice, trial % 2, operands);
      const std::vector<std::uint32_t> expected = outputs_of_the_grid(layer);
      EXPECT_EQ(outputs_of_folds(layer, *model), expected) << group_size << " trial " << trial;
      EXPECT_EQ(outputs_of_folds(layer, *gates), expected) << group_size << " trial " << trial;
    }
  }
}

/// 4 x 3 PEs, edge 1, PE 1, column unit 4: a group that goes on leaves 1 + 3 + 1 + 2 cycles after its vector, one that
/// ends 4 later; the first column adds in the last of its unit's cycles.
TEST(WeightStationaryGroups, LeaveAfterEdgeRowsPeAndColumnsAndEndInTheColumnUnits) {
  const auto slice = pe::make_slice("mixpe_w4a8");
  EXPECT_EQ(sim::weight_stationary_partials_latency(*slice, kGeometry), 7);
  EXPECT_EQ(sim::weight_stationary_latency(*slice, kGeometry), 11);
  EXPECT_EQ(sim::weight_stationary_sums_delay(*slice, kGeometry), 8);
}

}  // namespace
}  // namespace lop::cosim
