// Inputs and targets, flat.
#include "models/network/samples.hpp"

namespace lop::network {

std::size_t available_predictions(Scoring scoring, std::size_t length, std::size_t tokens) {
  if (scoring == Scoring::kSeparate) return tokens / length * (length - 1);
  return tokens == 0 ? 0 : tokens - 1;
}

Samples make_samples(Scoring scoring, std::size_t length, const std::vector<std::uint32_t>& tokens,
                     std::size_t predictions) {
  Samples samples;
  samples.sequence = scoring == Scoring::kSeparate ? length - 1 : length;
  samples.inputs.reserve(predictions);
  samples.targets.reserve(predictions);
  for (std::size_t i = 0; i < predictions; ++i) {
    const std::size_t place = i / samples.sequence * length + i % samples.sequence;
    samples.inputs.push_back(tokens[place]);
    samples.targets.push_back(tokens[place + 1]);
  }
  return samples;
}

}  // namespace lop::network
