// Which tokens a language model sees and which it is to predict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lop::network {

enum class Scoring {
  kContiguous,  // windows of L inputs predict L tokens: window w sees L w .. L w + L - 1 and predicts one further each
  kSeparate,    // blocks of L tokens, each by itself: the first L - 1 predict the last L - 1
};

/// Input i of a sequence is to predict target i; the last sequence may be shorter.
struct Samples {
  std::size_t sequence = 0;  // inputs of each
  std::vector<std::uint32_t> inputs, targets;
};

/// Predictions that a text has; an incomplete last block has none, an incomplete last window those of its tokens.
std::size_t available_predictions(Scoring scoring, std::size_t length, std::size_t tokens);

/// The first `predictions` of a text.
/// length  L, at least 1, of blocks at least 2; predictions: at most those available
Samples make_samples(Scoring scoring, std::size_t length, const std::vector<std::uint32_t>& tokens,
                     std::size_t predictions);

}  // namespace lop::network
