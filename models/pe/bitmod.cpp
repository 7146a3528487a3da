// BitMoD slice: parameters, terms and output codes.
#include "models/pe/bitmod.hpp"

#include <array>

#include "models/formats/fp32.hpp"
#include "models/pe/bitmod_grid.hpp"
#include "models/pe/fp16_scale_output.hpp"
#include "models/pe/parameters.hpp"

namespace lop::pe {
namespace {

const std::vector<Parameter>& bitmod_parameters() {
  static const std::vector<Parameter> kParameters = {
      {"weight_mode", {formats::kWeightModeNames.begin(), formats::kWeightModeNames.end()}, ParameterKind::kMode},
      {"alignment", {"bsig_aware", "five_input", "post_shift"}, ParameterKind::kGates},
      {"rounding", {"truncate", "nearest_even"}, ParameterKind::kGates},
      {"scale_bits", {"8", "4", "5", "6", "7"}, ParameterKind::kGates},
      {"group_size", {"128"}, ParameterKind::kOperands, 4},
  };
  return kParameters;
}

BitmodTerm booth_digit(formats::WeightMode mode, std::uint32_t code, int phase) {
  const std::int32_t value = formats::sign_extend(code, formats::weight_bits(mode));
  const std::int32_t window = ((value * 2) >> (2 * phase)) & 7;  // {b2i+1, b2i, b2i-1}
  constexpr std::array<std::int8_t, 8> kDigits = {0, 1, 1, 2, -2, -1, -1, 0};
  const int digit = kDigits[static_cast<std::size_t>(window)];
  return {digit < 0, digit != 0, digit == 2 || digit == -2 ? 1 : 0, 2 * phase};
}

}  // namespace

BitmodTerm bitmod_term(formats::WeightMode mode, std::uint32_t code, int special, int phase) {
  if (!formats::is_float(mode)) return booth_digit(mode, code, phase);
  const int half_units = formats::value_half_units(mode, code, special);
  std::uint32_t bits = static_cast<std::uint32_t>(half_units < 0 ? -half_units : half_units);  // {I3, I2, I1, I0, F0}
  const auto leading_one = [](std::uint32_t pattern) {
    int position = -1;
    while (pattern >> (position + 1)) ++position;
    return position;
  };
  const int first = leading_one(bits >> 1);
  if (phase == 0) return {half_units < 0 && first >= 0, first >= 0, std::max(first, 0), 1};
  if (first >= 0) bits &= ~(2u << first);
  const int second = phase == 1 ? leading_one(bits) : -1;
  return {half_units < 0 && second >= 0, second >= 0, std::max(second, 0), 0};
}

Bitmod::Bitmod(const Choices& choices)
    : choices_(resolve_choices(std::string(kStem), bitmod_parameters(), choices)),
      default_mode_(choice_index(bitmod_parameters(), choices_, "weight_mode")),
      group_size_(choice_number(choices_, "group_size")),
      scale_bits_(choice_number(choices_, "scale_bits")),
      alignment_(static_cast<Alignment>(choice_index(bitmod_parameters(), choices_, "alignment"))),
      rounding_(static_cast<GuardRounding>(choice_index(bitmod_parameters(), choices_, "rounding"))) {}

const std::vector<Parameter>& Bitmod::parameters() const { return bitmod_parameters(); }

const std::vector<std::string>& Bitmod::modes() const { return bitmod_parameters().front().values; }

int Bitmod::steps_per_chunk(int mode) const {
  constexpr std::array<int, formats::kWeightModeCount> kTerms = {4, 3, 3, 2, 2, 2, 2};
  return kTerms[static_cast<std::size_t>(mode)];
}

MetadataUse Bitmod::metadata_use(int mode) const {
  return {true, formats::is_float(static_cast<formats::WeightMode>(mode)), false, scale_bits_};
}

double Bitmod::weight_value(int mode, std::uint32_t code, const Metadata& metadata) const {
  const std::uint32_t scale = metadata.scale & ((1u << scale_bits_) - 1);
  return 0.5 * formats::value_half_units(static_cast<formats::WeightMode>(mode), code, metadata.special & 3) * scale;
}

std::uint32_t Bitmod::out_code(const std::uint32_t* accumulator, std::uint32_t channel_scale) const {
  return fp16_of_scaled(*accumulator, channel_scale);
}

const std::vector<std::string>& Bitmod::flag_names() const {
  static const std::vector<std::string> kNames = {"invalid"};
  return kNames;
}

std::uint32_t Bitmod::flags(const std::uint32_t* accumulator) const {
  return *accumulator == formats::kFp32Nan ? 1 : 0;
}

std::unique_ptr<Grid> Bitmod::make_grid(int rows, int columns) const {
  return std::make_unique<BitmodGrid>(*this, rows, columns);
}

}  // namespace lop::pe
