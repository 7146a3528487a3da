// RMMEC slice: parameters, and the read-out's one rounding.
#include "models/pe/rmmec.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/pe/parameters.hpp"
#include "models/pe/rmmec_grid.hpp"

namespace lop::pe {
namespace {

__extension__ typedef unsigned __int128 Uint128;

bool is_cycle_count(const std::string& value) {
  const bool digits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && !value.empty() && value.size() <= 3 && (value == "0" || value[0] != '0');
}

const std::vector<Parameter>& rmmec_parameters() {
  static const std::vector<Parameter> kParameters = {
      {"mode", {"fp4", "p4", "p8", "p16"}, ParameterKind::kMode},
      {"lane_plan", {"linear", "quadratic"}, ParameterKind::kGates},
      {"output_format", {"posit16_1", "posit8_0", "posit4_1", "e2m1", "fp32"}, ParameterKind::kGates},
      {"wake_cycles", {"8"}, ParameterKind::kOperands, 0, is_cycle_count, "any number from 0 to 999"},
  };
  return kParameters;
}

/// The 64 leading bits, and whether there are more below.
formats::ExactReal leading(Int128 value, int last_place) {
  Uint128 magnitude = value < 0 ? -static_cast<Uint128>(value) : static_cast<Uint128>(value);
  formats::ExactReal real{value < 0, 0, last_place, false};
  for (; magnitude >> 64 != 0; magnitude >>= 1, ++real.exponent) real.sticky |= (magnitude & 1) != 0;
  real.significand = static_cast<std::uint64_t>(magnitude);
  return real;
}

}  // namespace

void RmmecResult::write(std::uint32_t* words) const {
  for (int w = 0; w < 4; ++w) words[w] = static_cast<std::uint32_t>(static_cast<Uint128>(quire) >> (32 * w));
  words[4] = (nar ? 1u : 0) | (overflow ? 2u : 0) | (mode_change ? 4u : 0) | (overflow_negative ? 8u : 0) |
             static_cast<std::uint32_t>(mode) << 4;
}

RmmecResult RmmecResult::read(const std::uint32_t* words) {
  Uint128 quire = 0;
  for (int w = 0; w < 4; ++w) quire |= static_cast<Uint128>(words[w]) << (32 * w);
  const auto bit = [&](int b) { return (words[4] >> b & 1) != 0; };
  return {static_cast<Int128>(quire), static_cast<RmmecMode>(words[4] >> 4 & 3), bit(0), bit(1), bit(3), bit(2)};
}

Rmmec::Rmmec(const Choices& choices)
    : choices_(resolve_choices(std::string(kStem), rmmec_parameters(), choices)),
      default_mode_(choice_index(rmmec_parameters(), choices_, "mode")),
      wake_cycles_(choice_number(choices_, "wake_cycles")),
      plan_(static_cast<LanePlan>(choice_index(rmmec_parameters(), choices_, "lane_plan"))),
      out_format_(formats::number_format(choices_.at("output_format"))) {}

const std::vector<Parameter>& Rmmec::parameters() const { return rmmec_parameters(); }

const std::vector<std::string>& Rmmec::modes() const { return rmmec_parameters().front().values; }

std::string Rmmec::activation_format(int mode) const {
  static const std::array<const char*, 4> kFormats = {"e2m1", "posit4_1", "posit8_0", "posit16_1"};
  return kFormats[static_cast<std::size_t>(mode)];
}

int Rmmec::activation_bits(int mode) const {
  constexpr std::array<int, 4> kBits = {4, 4, 8, 16};
  return kBits[static_cast<std::size_t>(mode)];
}

double Rmmec::accumulator_value(int, const std::uint32_t* accumulator) const {
  const RmmecResult result = RmmecResult::read(accumulator);
  if (result.nar) return std::numeric_limits<double>::quiet_NaN();
  return std::ldexp(static_cast<double>(result.quire), quire_last_place(result.mode));
}

std::uint32_t Rmmec::out_code(const std::uint32_t* accumulator, std::uint32_t) const {
  const RmmecResult result = RmmecResult::read(accumulator);
  if (result.nar) return out_format_.nan_code();
  formats::ResultRule rule = out_format_.default_rule();
  rule.overflow = formats::Overflow::kSaturate;
  // beyond every format
  if (result.overflow) return out_format_.pack({result.overflow_negative, 1, 1000, false}, rule);
  return out_format_.pack(leading(result.quire, quire_last_place(result.mode)), rule);
}

const std::vector<std::string>& Rmmec::flag_names() const {
  static const std::vector<std::string> kNames = {"nar", "ovf", "mode_change"};
  return kNames;
}

std::uint32_t Rmmec::flags(const std::uint32_t* accumulator) const { return accumulator[4] & 7; }

PortWidths Rmmec::port_widths() const {
  PortWidths widths;
  widths.activation = widths.weight = 4;
  widths.activation_word = widths.weight_word = 64;
  widths.accumulator = 134;
  widths.out = 32;
  widths.flags = 3;
  return widths;
}

std::unique_ptr<Grid> Rmmec::make_grid(int rows, int columns) const {
  return std::make_unique<RmmecGrid>(*this, rows, columns);
}

}  // namespace lop::pe
