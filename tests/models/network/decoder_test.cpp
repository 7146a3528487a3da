// The decoder against one written plainly in double, and what must not change its bits.
#include "models/network/decoder.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>

#include "models/network/chosen_products.hpp"
#include "models/network/measured_products.hpp"
#include "models/network/quantized_products.hpp"
#include "tests/models/network/decoder_oracle.hpp"

namespace lop::network {
namespace {

using test::DecoderOracle;
using test::MapSource;
using test::odd_shape;
using test::random_decoder;
using test::random_tokens;

constexpr std::size_t kSequence = 9;

Matrix logits_with(const DecoderShape& shape, const MapSource& source, const std::vector<std::uint32_t>& tokens,
                   Products& products, std::size_t sequence = kSequence) {
  const Decoder decoder(shape, source);
  Matrix rows = decoder.embedded(tokens);
  decoder.run(rows, sequence, products);
  return Head(shape, source).logits(rows);
}

Matrix logits(const DecoderShape& shape, const MapSource& source, const std::vector<std::uint32_t>& tokens,
              std::size_t sequence = kSequence) {
  Fp32Products products;
  return logits_with(shape, source, tokens, products, sequence);
}

/// Largest difference to the oracle over the root mean square of its logits; the last sequence is shorter.
double difference(const DecoderShape& shape, const DecoderShape& oracle_shape, const MapSource& source) {
  const std::vector<std::uint32_t> tokens = random_tokens(3 * kSequence - 2, shape.vocabulary, 5);
  const Matrix ours = logits(shape, source, tokens);
  double worst = 0, squares = 0;
  for (std::size_t first = 0; first < tokens.size(); first += kSequence) {
    const std::size_t end = std::min(first + kSequence, tokens.size());
    DecoderOracle oracle(oracle_shape, source);
    const auto rows = oracle.logits(
        {tokens.begin() + static_cast<std::ptrdiff_t>(first), tokens.begin() + static_cast<std::ptrdiff_t>(end)});
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (std::size_t v = 0; v < rows[r].size(); ++v) {
        worst = std::max(worst, std::abs(ours(first + r, v) - rows[r][v]));
        squares += rows[r][v] * rows[r][v];
      }
    }
  }
  return worst / std::sqrt(squares / static_cast<double>(ours.values.size()));
}

constexpr double kTolerance = 2e-5;

TEST(Decoder, AgreesWithAPlainDecoderInBothRotaryLayouts) {
  for (const RopeLayout layout : {RopeLayout::kHalf, RopeLayout::kInterleaved}) {
    DecoderShape shape = odd_shape();
    shape.rope_layout = layout;
    EXPECT_LT(difference(shape, shape, random_decoder(shape, 1)), kTolerance);
  }
}

TEST(Decoder, AgreesWithAPlainDecoderWhereTheHeadIsTied) {
  DecoderShape shape = odd_shape();
  shape.tied_head = true;
  EXPECT_LT(difference(shape, shape, random_decoder(shape, 2)), kTolerance);
}

TEST(Decoder, AgreesWithAPlainDecoderWhereLinearLayersHaveBiases) {
  const DecoderShape shape = odd_shape();
  EXPECT_LT(difference(shape, shape, random_decoder(shape, 3, true)), kTolerance);
}

TEST(Decoder, AgreesWithAPlainDecoderForEveryGroupingOfHeads) {
  for (const std::size_t kv_heads : {1, 3, 6}) {
    DecoderShape shape = odd_shape();
    shape.kv_heads = kv_heads;
    EXPECT_LT(difference(shape, shape, random_decoder(shape, 4)), kTolerance) << kv_heads;
  }
}

TEST(Decoder, AnExchangedRotaryLayoutIsNoticed) {
  const DecoderShape shape = odd_shape();
  DecoderShape other = shape;
  other.rope_layout = RopeLayout::kInterleaved;
  EXPECT_GT(difference(other, shape, random_decoder(shape, 1)), 1000 * kTolerance);
}

TEST(Decoder, KvHeadsOfOtherQueryHeadsAreNoticed) {
  // The same weights with their KV heads exchanged: another network.
  const DecoderShape shape = odd_shape();
  MapSource source = random_decoder(shape, 1);
  const auto right = logits(shape, source, random_tokens(kSequence, shape.vocabulary, 5));
  for (const char* name : {"model.layers.0.self_attn.k_proj.weight", "model.layers.0.self_attn.v_proj.weight"}) {
    Matrix& weights = source.tensors.at(name);
    const auto middle = weights.values.begin() + static_cast<std::ptrdiff_t>(weights.values.size() / 2);
    std::rotate(weights.values.begin(), middle, weights.values.end());
  }
  const auto wrong = logits(shape, source, random_tokens(kSequence, shape.vocabulary, 5));
  double worst = 0;
  for (std::size_t i = 0; i < right.values.size(); ++i) {
    worst = std::max<double>(worst, std::abs(right.values[i] - wrong.values[i]));
  }
  EXPECT_GT(worst, 0.1);
  EXPECT_LT(difference(shape, shape, source), kTolerance);
}

TEST(Decoder, AnotherThetaOrEpsilonIsNoticed) {
  const DecoderShape shape = odd_shape();
  DecoderShape other = shape;
  other.rope_theta = 600;
  EXPECT_GT(difference(other, shape, random_decoder(shape, 1)), 100 * kTolerance);
  other = shape;
  other.norm_epsilon = 1e-2;
  EXPECT_GT(difference(other, shape, random_decoder(shape, 1)), 100 * kTolerance);
}

TEST(Decoder, NoTokenSeesAnotherSequenceOrALaterToken) {
  const DecoderShape shape = odd_shape();
  const MapSource source = random_decoder(shape, 6);
  std::vector<std::uint32_t> tokens = random_tokens(2 * kSequence, shape.vocabulary, 7);
  const Matrix before = logits(shape, source, tokens);
  const std::size_t changed = kSequence + 4;
  tokens[changed] = (tokens[changed] + 1) % static_cast<std::uint32_t>(shape.vocabulary);
  const Matrix after = logits(shape, source, tokens);
  for (std::size_t r = 0; r < tokens.size(); ++r) {
    const bool same = std::equal(before.row(r), before.row(r) + shape.vocabulary, after.row(r));
    EXPECT_EQ(same, r < changed) << r;
  }
}

TEST(Decoder, BitsDoNotDependOnTheNumberOfThreads) {
  const DecoderShape shape = odd_shape();
  const MapSource source = random_decoder(shape, 8);
  const std::vector<std::uint32_t> tokens = random_tokens(40 * kSequence, shape.vocabulary, 9);
  std::vector<std::vector<float>> results;
  for (const std::size_t threads : {1, 2, 4}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    QuantizedProducts products({std::make_shared<quantizers::RoundTrip>("bitmod3", quantizers::RunLength{16}),
                                std::make_shared<quantizers::RoundTrip>("int8", quantizers::RunLength{}),
                                std::make_shared<quantizers::RoundTrip>("int4", quantizers::RunLength{})});
    results.push_back(logits_with(shape, source, tokens, products).values);
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST(Decoder, QuantisedWeightsAreThoseOfADecoderThatHoldsTheQuantisedNumbers) {
  const DecoderShape shape = odd_shape();
  MapSource source = random_decoder(shape, 10);
  const std::vector<std::uint32_t> tokens = random_tokens(kSequence, shape.vocabulary, 11);
  const auto type = std::make_shared<quantizers::RoundTrip>("int4", quantizers::RunLength{16});
  QuantizedProducts products({type, nullptr, nullptr});
  const Matrix quantized = logits_with(shape, source, tokens, products);
  for (auto& [name, weights] : source.tensors) {
    if (name.find("_proj.weight") != std::string::npos) type->apply(weights);
  }
  EXPECT_EQ(quantized.values, logits(shape, source, tokens).values);
}

TEST(Decoder, ARoleThatIsNotChosenStaysInFp32) {
  const DecoderShape shape = odd_shape();
  MapSource source = random_decoder(shape, 12);
  const std::vector<std::uint32_t> tokens = random_tokens(kSequence, shape.vocabulary, 13);
  const auto type = std::make_shared<quantizers::RoundTrip>("int3", quantizers::RunLength{16});
  QuantizedProducts quantized({type, nullptr, nullptr});
  const auto role_of = [](const std::string& name) { return name.substr(name.rfind('.') + 1); };
  ChosenProducts chosen({{"down_proj", &quantized}, {"q_proj", &quantized}}, {}, role_of);
  MeasuredProducts measured(chosen, source);
  const Matrix some = logits_with(shape, source, tokens, measured);
  EXPECT_TRUE(std::isinf(measured.errors().at("model.layers.0.self_attn.k_proj").sqnr_db()));
  EXPECT_NEAR(measured.errors().at("model.layers.0.mlp.down_proj").sqnr_db(), 14, 4);
  for (auto& [name, weights] : source.tensors) {
    const bool is_chosen = name.find("down_proj") != std::string::npos || name.find("q_proj") != std::string::npos;
    if (is_chosen) type->apply(weights);
  }
  EXPECT_EQ(some.values, logits(shape, source, tokens).values);
}

TEST(Decoder, AHeadReadInBlocksGivesTheBitsOfAWholeOneAndItsBias) {
  DecoderShape shape;
  shape.hidden = 8;
  shape.vocabulary = 1100000;  // three blocks
  shape.head_bias = true;
  MapSource source;
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  const auto fill = [&](std::size_t rows, std::size_t columns) {
    Matrix matrix(rows, columns);
    for (float& value : matrix.values) value = normal(random);
    return matrix;
  };
  const Matrix weights = fill(shape.vocabulary, 8), bias = fill(1, shape.vocabulary), rows = fill(2, 8);
  source.tensors = {{"lm_head.weight", weights}, {"lm_head.bias", bias}};
  Matrix expected = fp32_product(weights)->apply(rows, 2);
  add_to_rows(expected, bias.values);
  EXPECT_EQ(Head(shape, source).logits(rows).values, expected.values);
}

TEST(Decoder, ATokenBeyondTheVocabularyIsRefused) {
  const DecoderShape shape = odd_shape();
  const MapSource source = random_decoder(shape, 1);
  EXPECT_THROW(Decoder(shape, source).embedded({67}), std::invalid_argument);
}

}  // namespace
}  // namespace lop::network
