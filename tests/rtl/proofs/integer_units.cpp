// Tables of the decoders and multipliers of the integer PEs: ANT, OliVe, BitFusion, MixPE.
#include "models/formats/int_format.hpp"
#include "models/formats/number_format.hpp"
#include "tests/rtl/proofs/units.hpp"

namespace lop::proof {
namespace {

/// {integer, exponent}, value = integer * 2^exponent.
using Lane = std::pair<std::int64_t, std::uint64_t>;

/// Two bits of integer where the code has a mantissa bit, up to 6; beyond, powers of two.
Lane flint_lane(std::int64_t value) {
  std::uint64_t exponent = 0;
  for (; value > 3 || value < -3; value /= 2) ++exponent;
  return exponent < 2 ? Lane{value, exponent} : Lane{value / 2, exponent + 1};
}

std::int64_t integer_value(const std::string& format, std::uint64_t code) {
  return static_cast<std::int64_t>(formats::number_format(format).decode(static_cast<std::uint32_t>(code)));
}

std::uint64_t word(std::int64_t value) { return static_cast<std::uint64_t>(value); }

}  // namespace

Unit flint_decode() {
  return {"flint_decode",
          {},
          {{"code_i", 4}},
          {{"exponent_o", 3}, {"integer_o", 5}},
          [](const Words& in) -> std::optional<Words> {
            const auto [integer, exponent] = flint_lane(integer_value("flint4", in[0]));
            return Words{exponent, word(integer)};
          }};
}

Unit pot_decode() {
  return {"pot_decode",
          {},
          {{"code_i", 4}},
          {{"exponent_o", 3}, {"integer_o", 5}},
          [](const Words& in) -> std::optional<Words> {
            std::int64_t value = integer_value("pot4", in[0]);
            if (value == 0) return Words{7, 0};   // the exponent less one, as the code has it
            std::uint64_t exponent = 0;
            for (; value % 2 == 0; value /= 2) ++exponent;
            return Words{exponent, word(value)};
          }};
}

/// Either code 1000 is a victim, beside it an outlier (2 + m) * 2^(e + bias).
Unit olive_pair_decode() {
  return {"olive_pair_decode",
          {},
          {{"flint_i", 1}, {"codes_i", 8}},
          {{"lanes_o", 16}},
          [](const Words& in) -> std::optional<Words> {
            std::uint64_t lanes = 0;
            for (int l = 0; l < 2; ++l) {
              const std::uint64_t code = in[1] >> (4 * l) & 15, partner = in[1] >> (4 * (1 - l)) & 15;
              Lane lane = in[0] != 0 ? flint_lane(integer_value("flint4", code)) : Lane{integer_value("int4", code), 0};
              if (partner == 8) {
                const std::int64_t significand = (code & 7) == 0 ? 0 : static_cast<std::int64_t>(2 + (code & 1));
                lane = {(code & 8) != 0 ? -significand : significand, (code >> 1 & 3) + (in[0] != 0 ? 3 : 2)};
              }
              if (code == 8) lane = {0, 0};
              lanes |= (lane.second << 5 | (word(lane.first) & 31)) << (8 * l);
            }
            return Words{lanes};
          }};
}

Unit bitfusion_brick() {
  return {"bitfusion_brick",
          {},
          {{"x_signed_i", 1}, {"y_signed_i", 1}, {"x_i", 2}, {"y_i", 2}},
          {{"product_o", 5}},
          [](const Words& in) -> std::optional<Words> {
            const auto digit = [&](std::size_t sign, std::size_t code) {
              return formats::IntFormat{2, in[sign] != 0}.decode(static_cast<std::uint32_t>(in[code]));
            };
            return Words{word(digit(0, 2) * digit(1, 3))};
          }};
}

Unit bitfusion_fuse() {
  constexpr int kIn = 3, kStep = 2, kOut = 8;
  return {"bitfusion_fuse",
          {{"InWidth", std::to_string(kIn)}, {"Step", std::to_string(kStep)}, {"OutWidth", std::to_string(kOut)}},
          {{"x_wide_i", 1}, {"y_wide_i", 1}, {"products_i", 4 * kIn}},
          {{"sum_o", kOut}},
          [](const Words& in) -> std::optional<Words> {
            std::int64_t sum = 0;
            for (int p = 0; p < 4; ++p) {
              const std::int64_t product =
                  formats::sign_extend(static_cast<std::uint32_t>(in[2] >> (kIn * p)) & ((1u << kIn) - 1), kIn);
              const int digits = (p % 2 == 1 && in[0] != 0 ? 1 : 0) + (p / 2 == 1 && in[1] != 0 ? 1 : 0);
              sum += product * (std::int64_t{1} << (kStep * digits));
            }
            return Words{word(sum)};
          }};
}

Unit mixpe_multiplier(int form) {
  constexpr int kWidth = 4;   // the wider forms differ in this width alone
  return {"mixpe_multiplier",
          {{"Form", std::to_string(form)}, {"Width", std::to_string(kWidth)}},
          {{"weight_i", 5}, {"x_i", kWidth}, {"triple_i", kWidth + 2}},
          {{"product_o", kWidth + 4}},
          [](const Words& in) -> std::optional<Words> {
            const std::int64_t weight = formats::sign_extend(static_cast<std::uint32_t>(in[0]), 5);
            const std::int64_t x = formats::sign_extend(static_cast<std::uint32_t>(in[1]), kWidth);
            const std::int64_t triple = formats::sign_extend(static_cast<std::uint32_t>(in[2]), kWidth + 2);
            if (weight < -8 || triple != 3 * x) return std::nullopt;
            return Words{word(x * weight)};
          }};
}

}  // namespace lop::proof
