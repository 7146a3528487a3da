// A layer's operands reach the array whole: its outputs are those of the reference GEMM.
#include "sim/cosim/traced_operands.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/cosim/lockstep.hpp"

namespace lop::cosim {
namespace {

/// The model, with every accumulator that leaves it kept.
class RecordingWitness final : public ArrayWitness {
 public:
  RecordingWitness(const pe::Slice& slice, const sim::ArrayGeometry& geometry)
      : model_(make_model_witness(slice, geometry)) {}
  void cycle(const sim::ArrayInputs& in, bool reset) override {
    model_->cycle(in, reset);
    if (!outputs().psum_valid) return;
    sums.insert(sums.end(), outputs().accumulators.begin(), outputs().accumulators.end());
  }
  const sim::ArrayOutputs& outputs() const override { return model_->outputs(); }

  std::vector<std::uint32_t> sums;

 private:
  std::unique_ptr<ArrayWitness> model_;
};

tensor::GemmOperands random_layer(const pe::Slice& slice, std::size_t m, std::size_t k, std::size_t n) {
  Random random(5);
  tensor::GemmOperands operands;
  operands.activations = tensor::Matrix<std::uint32_t>(m, k);
  operands.weights = tensor::Matrix<std::uint32_t>(n, k);
  for (std::uint32_t& code : operands.activations.values) code = 0x3000 + random.below(0x1000);
  for (std::uint32_t& code : operands.weights.values) {
    code = random.below(1u << slice.weight_bits(slice.default_mode()));
  }
  operands.metadata = tensor::Matrix<pe::Metadata>(n, tensor::group_count(slice, k));
  for (pe::Metadata& metadata : operands.metadata.values) metadata.scale = 1 + random.below(255);
  return operands;
}

/// Accumulators of a lock-step over the layer, and those of the
/// reference GEMM, both sorted: the seed chooses the first tile.
void run_layer(std::size_t m, std::size_t n, std::vector<std::uint32_t>& found, std::vector<std::uint32_t>& expected) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "int4"}, {"group_size", "16"}});
  const sim::ArrayGeometry geometry{2, 1, 1, 2};
  auto layer = std::make_shared<TracedLayer>(slice->modes().size());
  const auto mode = static_cast<std::size_t>(slice->default_mode());
  // groups of 16, 16 and 6 elements, the last one with a chunk of two
  (*layer)[mode] = random_layer(*slice, m, 38, n);
  StimulusOptions options;
  options.modes = {slice->default_mode()};
  options.operands = OperandKind::kTraced;
  options.traced = layer;
  options.bubble_percent = 20;
  RecordingWitness recording(*slice, geometry);
  const LockstepReport report =
      run_lockstep(*slice, geometry, options, *make_model_witness(*slice, geometry), recording, {});
  EXPECT_FALSE(report.mismatch);
  // Each tile once; what the array gives after that is the first tiles again.
  const std::size_t outputs = (m + 1) / 2 * 2 * ((n + 1) / 2 * 2);
  ASSERT_GE(recording.sums.size(), outputs);
  found.assign(recording.sums.begin(), recording.sums.begin() + static_cast<std::ptrdiff_t>(outputs));
  expected = tensor::reference_accumulators(*slice, slice->default_mode(), (*layer)[mode]).values;
  std::sort(found.begin(), found.end());
  std::sort(expected.begin(), expected.end());
}

TEST(TracedOperands, GiveEveryOutputOfTheLayerOnceAndToTheLastOne) {
  std::vector<std::uint32_t> found, expected;
  run_layer(4, 6, found, expected);
  EXPECT_EQ(found, expected);
  // else a wrong order of codes might pass
  EXPECT_EQ(std::set<std::uint32_t>(expected.begin(), expected.end()).size(), 24u);
}

TEST(TracedOperands, FillTheArrayWithZerosBeyondTheLayer) {
  std::vector<std::uint32_t> found, expected;
  run_layer(3, 5, found, expected);
  expected.insert(expected.begin(), 9, 0);   // 4 x 6 outputs for 3 x 5
  EXPECT_EQ(found, expected);
}

TEST(TracedOperands, AreRefusedWhenTheirShapesDoNotFit) {
  const auto slice = pe::make_slice("bitmod", {{"group_size", "16"}});
  TracedLayer layer(slice->modes().size());
  EXPECT_THROW(TracedOperands(*slice, {}, layer, 1), pe::OperandError);
  layer[0] = random_layer(*slice, 2, 32, 2);
  layer[0].metadata = {};
  EXPECT_THROW(TracedOperands(*slice, {}, layer, 1), pe::OperandError);
}

TEST(RandomOperands, OfExtremesAloneAreMostlyCorners) {
  const auto slice = pe::make_slice("bitmod", {{"weight_mode", "int8"}});
  const std::set<std::uint32_t> corners = {0x00, 0x80, 0xff, 0x7f, 0x01, 0x81};
  const auto share = [&](bool extremes_only) {
    RandomOperands operands(*slice, 1, extremes_only);
    int met = 0;
    for (int output = 0; output < 1000; ++output) {
      operands.begin_output(slice->default_mode());
      operands.begin_chunk(false);
      for (int i = 0; i < 10; ++i) met += static_cast<int>(corners.count(operands.weight()));
    }
    return met;
  };
  EXPECT_GT(share(true), 6500);
  EXPECT_LT(share(false), 4500);
}

}  // namespace
}  // namespace lop::cosim
