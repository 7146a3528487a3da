// What slices do unless they know better.
#include "models/pe/slice.hpp"

#include "models/formats/number_format.hpp"
#include "models/pe/parameters.hpp"

namespace lop::pe {

std::uint32_t Slice::variant() const {
  std::uint32_t word = 0;
  int shift = 0;
  for (const Parameter& parameter : parameters()) {
    if (parameter.kind != ParameterKind::kGates) continue;
    word |= static_cast<std::uint32_t>(choice_index(parameters(), choices(), parameter.name)) << shift;
    shift += 4;
  }
  return word;
}

std::unique_ptr<SumChain> Slice::make_chain(int, int) const { return nullptr; }

double Slice::activation_value(int mode, std::uint32_t code, std::uint32_t) const {
  return formats::number_format(activation_format(mode)).decode(code);
}

double Slice::weight_value(int mode, std::uint32_t code, const Metadata&) const {
  return formats::number_format(weight_format(mode)).decode(code);
}

double Slice::accumulator_value(int, const std::uint32_t* accumulator) const {
  return formats::decode(accumulator_bits() == 16 ? formats::kFp16 : formats::kFp32, *accumulator);
}

double Slice::out_value(std::uint32_t out_code) const {
  return formats::decode(out_bits() == 16 ? formats::kFp16 : formats::kFp32, out_code);
}

std::vector<std::string> flags_shown(const Slice& slice, const std::uint32_t* accumulator) {
  std::vector<std::string> shown;
  const std::uint32_t flags = slice.flags(accumulator);
  for (std::size_t i = 0; i < slice.flag_names().size(); ++i) {
    if ((flags >> i & 1) != 0) shown.push_back(slice.flag_names()[i]);
  }
  return shown;
}

}  // namespace lop::pe
