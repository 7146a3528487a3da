// Folds of a weight-stationary array: whole layers and every pair of codes pass it, whatever the array's size.
#include "sim/cosim/fold_source.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "models/formats/int_format.hpp"

namespace lop::cosim {
namespace {

constexpr std::size_t kTokens = 5, kElements = 21, kChannels = 11;

std::int64_t small(std::size_t line, std::size_t k) {
  return static_cast<std::int64_t>((line * 37 + k * 11) % 201) - 100;
}

tensor::Matrix<std::uint32_t> codes(std::size_t lines, std::size_t shift) {
  tensor::Matrix<std::uint32_t> matrix(lines, kElements);
  for (std::size_t i = 0; i < lines; ++i) {
    for (std::size_t k = 0; k < kElements; ++k) matrix(i, k) = static_cast<std::uint32_t>(small(i + shift, k)) & 0xff;
  }
  return matrix;
}

std::int64_t dot(std::size_t token, std::size_t channel) {
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < kElements; ++k) sum += small(token, k) * small(channel + 50, k);
  return sum;
}

std::int64_t signed_code(std::uint32_t code) { return static_cast<std::int8_t>(code); }

/// Sums of the vectors with the weights that they meet, added up here; the last fold's are the layer's.
TEST(TracedFolds, TakeAWholeLayerThroughArraysOfAnySize) {
  const auto slice = pe::make_slice("int8_mac");
  StimulusOptions options;
  options.operands = OperandKind::kTraced;
  options.modes = {0};
  auto layer = std::make_shared<TracedLayer>(1);
  layer->front().activations = codes(kTokens, 0);
  layer->front().weights = codes(kChannels, 50);
  options.traced = layer;
  for (const auto& [rows, columns] : {std::pair{4, 4}, {1, 1}, {21, 11}, {32, 3}, {3, 16}}) {
    std::multiset<std::int64_t> expected, found;
    const auto height = static_cast<std::size_t>(rows), width = static_cast<std::size_t>(columns);
    const std::size_t tiles = (kChannels + width - 1) / width, folds = (kElements + height - 1) / height;
    for (std::size_t token = 0; token < kTokens; ++token) {
      for (std::size_t channel = 0; channel < tiles * width; ++channel) {
        expected.insert(channel < kChannels ? dot(token, channel) : 0);
      }
    }
    const sim::ArrayGeometry geometry{rows, columns, 1, 1, sim::Dataflow::kWeightStationary};
    const auto source = make_fold_source(*slice, geometry, options);
    Fold loaded;
    FoldVector vector;
    for (std::size_t fold = 0; fold < tiles * folds; ++fold) {
      source->load(loaded);
      ASSERT_EQ(loaded.mode, 0);
      ASSERT_EQ(source->swap(), static_cast<int>(kTokens));
      ASSERT_FALSE(source->exhausted());
      for (std::size_t token = 0; token < kTokens; ++token) {
        source->vector(vector);
        ASSERT_FALSE(vector.end_group);
        for (std::size_t c = 0; c < width; ++c) {
          std::int64_t sum = static_cast<std::int32_t>(vector.sums[c]);
          ASSERT_TRUE(fold % folds != 0 || sum == 0);
          for (std::size_t r = 0; r < height; ++r) {
            sum += signed_code(vector.activations[r]) * signed_code(loaded.weights[r * width + c]);
          }
          if (fold % folds + 1 == folds) found.insert(sum);
        }
      }
    }
    EXPECT_EQ(found, expected) << rows << "x" << columns;
    source->load(loaded);
    source->swap();
    EXPECT_TRUE(source->exhausted());
  }
}

/// Groups of 8 elements: folds end with them, and bring the sums that those before leave.
TEST(TracedFolds, EndWithTheirGroupsAndCarryTheirSums) {
  const auto slice = pe::make_slice("mixpe_w4a8", {{"group_size", "8"}, {"weight_mode", "int4"}});
  constexpr std::size_t kGroups = (kElements + 7) / 8;
  StimulusOptions options;
  options.operands = OperandKind::kTraced;
  options.modes = {slice->default_mode()};
  auto layer = std::make_shared<TracedLayer>(slice->modes().size());
  tensor::GemmOperands& operands = (*layer)[static_cast<std::size_t>(slice->default_mode())];
  operands.activations = codes(kTokens, 0);
  operands.weights = codes(kChannels, 50);
  for (std::size_t i = 0; i < kChannels * kElements; ++i) operands.weights.values[i] &= 15;
  operands.metadata = tensor::Matrix<pe::Metadata>(kChannels, kGroups);
  for (std::size_t i = 0; i < kChannels * kGroups; ++i) {
    operands.metadata.values[i].scale = 0x3f000000 + static_cast<std::uint32_t>(i) * 0x1357;
  }
  options.traced = layer;
  const auto source = make_fold_source(*slice, {3, 4, 1, 1, sim::Dataflow::kWeightStationary}, options);
  Fold fold;
  FoldVector vector;
  const std::vector<std::size_t> ends = {3, 6, 8, 11, 14, 16, 19, 21};  // of the folds of 3 rows
  std::size_t channel = 0, begin = 0;
  for (const std::size_t end : ends) {
    source->load(fold);
    ASSERT_EQ(source->swap(), static_cast<int>(kTokens));
    for (std::size_t k = begin; begin == 0 && channel < kChannels; ++channel) {  // the tile that the seed chose
      bool equal = true;
      for (; equal && k < end; ++k) equal = fold.weights[k * 4] == operands.weights(channel, k);
      if (equal) break;
      k = begin;
    }
    ASSERT_LT(channel, kChannels);
    EXPECT_EQ(fold.metadata[0].scale, operands.metadata(channel, begin / 8).scale);
    for (std::size_t token = 0; token < kTokens; ++token) {
      source->vector(vector);
      EXPECT_EQ(vector.end_group, end % 8 == 0 || end == kElements) << end;
      std::int32_t product = 0, row_sum = 0;  // of the group before these rows
      for (std::size_t k = begin / 8 * 8; k < begin; ++k) {
        const auto activation = static_cast<std::int32_t>(small(token, k));
        product += activation * formats::sign_extend(operands.weights(channel, k), 4);
        row_sum += activation;
      }
      EXPECT_EQ(static_cast<std::int32_t>(vector.partials[0]), product) << end;
      EXPECT_EQ(static_cast<std::int32_t>(vector.partials[4]), row_sum) << end;
      EXPECT_EQ(vector.sums[0] != 0, begin >= 8) << end;
      for (std::size_t r = end - begin; r < 3; ++r) EXPECT_EQ(vector.activations[r], 0u);
    }
    begin = end;
  }
}

TEST(ExhaustiveFolds, HoldEveryPairOfCodesOnceUntilTheyEnd) {
  for (const auto& [stem, mode, pairs] :
       {std::tuple{"int4_mac", 0, 256}, {"int8_mac", 0, 65536}, {"bitfusion", 0, 16}, {"mixpe_w4a8", 1, 4096}}) {
    const auto slice = pe::make_slice(stem);
    StimulusOptions options;
    options.operands = OperandKind::kExhaustive;
    options.modes = {mode};
    const auto source = make_fold_source(*slice, {1, 1, 1, 1, sim::Dataflow::kWeightStationary}, options);
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> seen;
    Fold fold;
    FoldVector vector;
    for (;;) {
      source->load(fold);
      ASSERT_EQ(fold.mode, mode);
      int vectors = source->swap();
      if (source->exhausted()) break;
      for (; vectors > 0; --vectors) {
        source->vector(vector);
        for (std::size_t l = 0; l < vector.activations.size(); ++l) {
          ++seen[{vector.activations[l], fold.weights[l]}];
        }
      }
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(pairs)) << stem;
    if (slice->lanes(mode) == 1) {
      for (const auto& [pair, count] : seen) ASSERT_EQ(count, 1) << stem;
    }
  }
}

}  // namespace
}  // namespace lop::cosim
