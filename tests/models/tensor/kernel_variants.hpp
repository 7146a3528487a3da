// The builds of a PE that its kernels are tried on, and the instruction sets.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/pe/slice.hpp"
#include "models/tensor/kernels/instruction_set.hpp"

namespace lop::test {

using tensor::kernels::InstructionSet;

/// Those of this processor.
inline std::vector<InstructionSet> instruction_sets() {
  std::vector<InstructionSet> sets;
  for (const auto set : {InstructionSet::kPortable, InstructionSet::kAvx2, InstructionSet::kAvx512}) {
    if (set <= tensor::kernels::best_instruction_set()) sets.push_back(set);
  }
  return sets;
}

/// The defaults, and every other value of a build-time parameter beside them.
inline std::vector<pe::Choices> variants(const std::string& stem) {
  std::vector<pe::Choices> all = {{}};
  for (const pe::Parameter& parameter : pe::make_slice(stem)->parameters()) {
    if (parameter.kind == pe::ParameterKind::kMode) continue;
    for (std::size_t i = 1; i < parameter.values.size(); ++i) all.push_back({{parameter.name, parameter.values[i]}});
  }
  const std::vector<std::pair<std::string, std::vector<pe::Choices>>> more = {
      {"bitmod",
       {{{"group_size", "20"}},
        {{"alignment", "five_input"}, {"rounding", "nearest_even"}},
        {{"alignment", "post_shift"}, {"rounding", "nearest_even"}}}},
      {"mixpe_w4a8", {{{"group_size", "1"}}, {{"group_size", "37"}}, {{"group_size", "8192"}}}},
      {"mixpe_w4a16",
       {{{"group_size", "37"}},
        {{"group_size", "33"}, {"accumulator", "fp16"}},
        {{"group_size", "33"}, {"accumulator", "block_aligned"}},
        {{"guard_bits", "0"}, {"accumulator", "block_aligned"}},
        {{"guard_bits", "4"}, {"accumulator", "block_aligned"}},
        {{"guard_bits", "8"}, {"accumulator", "block_aligned"}}}},
      {"lmul",
       {{{"form", "literal"}, {"accumulator", "fp16"}},
        {{"form", "literal"}, {"accumulator", "bf16"}},
        {{"format", "e4m3"}, {"form", "literal"}},
        {{"format", "fp16"}, {"form", "literal"}, {"accumulator", "bf16"}},
        {{"format", "e5m2"}, {"accumulator", "fp16"}},
        {{"format", "e4m3"}, {"strict", "true"}},
        {{"format", "e3m2"}, {"offset", "3"}},
        {{"format", "e7m9"}, {"offset", "511"}},
        {{"format", "e8m17"}, {"form", "literal"}},
        {{"format", "fp32"}, {"form", "literal"}},
        {{"format", "e2m1"}, {"accumulator", "fixed"}}}},
  };
  for (const auto& [name, choices] : more) {
    if (name == stem) all.insert(all.end(), choices.begin(), choices.end());
  }
  return all;
}

inline std::string name_of(const std::string& stem, const pe::Choices& choices) {
  std::string name = stem;
  for (const auto& [key, value] : choices) name += " " + key + "=" + value;
  return name;
}

}  // namespace lop::test
