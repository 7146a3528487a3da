// Folds of a weight-stationary array: whole layers and every pair of codes pass it, whatever the array's size.
#include "sim/cosim/fold_source.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

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
    std::vector<std::uint32_t> weights, activations, sums;
    for (std::size_t fold = 0; fold < tiles * folds; ++fold) {
      ASSERT_EQ(source->load(weights), 0);
      ASSERT_EQ(source->swap(), static_cast<int>(kTokens));
      ASSERT_FALSE(source->exhausted());
      for (std::size_t token = 0; token < kTokens; ++token) {
        source->vector(activations, sums);
        for (std::size_t c = 0; c < width; ++c) {
          std::int64_t sum = static_cast<std::int32_t>(sums[c]);
          ASSERT_TRUE(fold % folds != 0 || sum == 0);
          for (std::size_t r = 0; r < height; ++r) {
            sum += signed_code(activations[r]) * signed_code(weights[r * width + c]);
          }
          if (fold % folds + 1 == folds) found.insert(sum);
        }
      }
    }
    EXPECT_EQ(found, expected) << rows << "x" << columns;
    source->load(weights);
    source->swap();
    EXPECT_TRUE(source->exhausted());
  }
}

TEST(ExhaustiveFolds, HoldEveryPairOfCodesOnceUntilTheyEnd) {
  for (const auto& [stem, mode, pairs] :
       {std::tuple{"int4_mac", 0, 256}, {"int8_mac", 0, 65536}, {"bitfusion", 0, 16}}) {
    const auto slice = pe::make_slice(stem);
    StimulusOptions options;
    options.operands = OperandKind::kExhaustive;
    options.modes = {mode};
    const auto source = make_fold_source(*slice, {1, 1, 1, 1, sim::Dataflow::kWeightStationary}, options);
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> seen;
    std::vector<std::uint32_t> weights, activations, sums;
    for (;;) {
      ASSERT_EQ(source->load(weights), mode);
      int vectors = source->swap();
      if (source->exhausted()) break;
      for (; vectors > 0; --vectors) {
        source->vector(activations, sums);
        for (std::size_t l = 0; l < activations.size(); ++l) ++seen[{activations[l], weights[l]}];
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
