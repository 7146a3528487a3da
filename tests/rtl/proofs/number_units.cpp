// Tables of the units of rtl/common, from models/formats.
#include <stdexcept>

#include "models/formats/int_format.hpp"
#include "tests/rtl/float_units.hpp"
#include "tests/rtl/posit_units.hpp"
#include "tests/rtl/proofs/units.hpp"

namespace lop::proof {
namespace {

using formats::FloatFormat;
using formats::PositFormat;

/// Bits that number n things: $clog2(n).
int index_bits(int n) {
  int bits = 0;
  while (1 << bits < n) ++bits;
  return bits;
}

std::uint64_t word(std::int64_t value) { return static_cast<std::uint64_t>(value); }

int signed_word(std::uint64_t code, int bits) { return formats::sign_extend(static_cast<std::uint32_t>(code), bits); }

std::string format_parameter(const FloatFormat& format) { return "13'd" + std::to_string(cosim::format_word(format)); }

}  // namespace

Unit leading_zero_count(int width) {
  return {"leading_zero_count",
          {{"Width", std::to_string(width)}},
          {{"value_i", width}},
          {{"count_o", index_bits(width + 1)}},
          [width](const Words& in) -> std::optional<Words> {
            int zeros = 0;
            while (zeros < width && in[0] >> (width - 1 - zeros) == 0) ++zeros;
            return Words{word(zeros)};
          }};
}

Unit shift_right_sticky(int width, int amount_width, bool arithmetic) {
  return {"shift_right_sticky",
          {{"Width", std::to_string(width)}, {"AmountWidth", std::to_string(amount_width)},
           {"Arithmetic", arithmetic ? "1" : "0"}},
          {{"amount_i", amount_width}, {"value_i", width}},
          {{"value_o", width}, {"lost_o", 1}},
          [width, arithmetic](const Words& in) -> std::optional<Words> {
            const auto amount = static_cast<int>(in[0]);
            const std::int64_t value = arithmetic ? signed_word(in[1], width) : static_cast<std::int64_t>(in[1]);
            const std::int64_t kept = formats::shift_right_floor(value, amount);
            return Words{word(kept), kept * (std::int64_t{1} << amount) != value};
          }};
}

/// A zero has the exponent below all others.
Unit integer_unpack() {
  return {"integer_unpack",
          {},
          {{"code_i", 8}},
          {{"sign_o", 1}, {"exponent_o", 5}, {"significand_o", 8}},
          [](const Words& in) -> std::optional<Words> {
            const int value = signed_word(in[0], 8), magnitude = value < 0 ? -value : value;
            int exponent = 14, significand = magnitude;
            for (; exponent > 6 && significand < 128; --exponent) significand *= 2;
            return Words{value < 0, word(exponent), word(significand)};
          }};
}

Unit float_unpack(const FloatFormat& format, bool normalise) {
  // From -(mantissa bits), of a normalised zero, to the largest field.
  const bool long_mantissa = format.mantissa_bits > 1 << format.exponent_bits;
  const int exponent_width = (long_mantissa ? index_bits(format.mantissa_bits) : format.exponent_bits) + 1;
  return {"float_unpack",
          {{"Format", format_parameter(format)}, {"Normalise", normalise ? "1" : "0"}},
          {{"code_i", format.bits()}},
          {{"sign_o", 1},
           {"zero_o", 1},
           {"infinite_o", 1},
           {"nan_o", 1},
           {"exponent_o", exponent_width},
           {"significand_o", format.mantissa_bits + 1}},
          [format, normalise](const Words& in) -> std::optional<Words> {
            const cosim::UnpackedFields fields =
                cosim::unpacked_fields(format, static_cast<std::uint32_t>(in[0]), normalise);
            return Words{fields.sign, fields.zero,           fields.infinite,
                         fields.nan,  word(fields.exponent), fields.significand};
          },
          std::string(format.name)};
}

Unit float_round_pack(const FloatFormat& format, bool saturate) {
  // Exponents to twice the format's on both sides, a guard bit and one more.
  const int exponent_width = format.exponent_bits + 2, width = format.mantissa_bits + 3;
  return {
      "float_round_pack",
      {{"Format", format_parameter(format)},
       {"Saturate", saturate ? "1" : "0"},
       {"SignificandWidth", std::to_string(width)},
       {"ExponentWidth", std::to_string(exponent_width)}},
      {{"sign_i", 1}, {"exponent_i", exponent_width}, {"significand_i", width}, {"sticky_i", 1}},
      {{"code_o", format.bits()}},
      [=](const Words& in) -> std::optional<Words> {
        const std::uint64_t significand = in[2];
        const bool sticky = in[3] != 0, zero = significand == 0 && !sticky;
        if (!zero && significand >> (width - 1) == 0) return std::nullopt;
        return Words{formats::pack(format, in[0] != 0, significand, signed_word(in[1], exponent_width) - (width - 1),
                                   formats::Rounding::kNearestEven,
                                   saturate ? formats::Overflow::kSaturate : formats::Overflow::kInfinity, sticky)};
      },
      std::string(format.name)};
}

Unit posit_decode(const PositFormat& format) {
  const int n = format.bits, es = format.exponent_bits;
  const int significand_width = n > es + 3 ? n - 2 - es : 1;
  return {"posit_decode",
          {{"Bits", std::to_string(n)}, {"ExponentBits", std::to_string(es)}},
          {{"code_i", n}},
          {{"zero_o", 1}, {"nar_o", 1}, {"sign_o", 1}, {"scale_o", index_bits(n - 1) + 1 + es},
           {"significand_o", significand_width}},
          [=](const Words& in) -> std::optional<Words> {
            const cosim::DecodedPosit number = cosim::decoded_posit(format, static_cast<std::uint32_t>(in[0]));
            const std::uint64_t significand = number.significand >> (32 - significand_width);
            if (significand << (32 - significand_width) != number.significand) {
              throw std::logic_error("posit_decode loses bits");
            }
            return Words{number.zero, number.nar, number.sign, word(number.scale), significand};
          }};
}

Unit posit_encode(const PositFormat& format) {
  // Scales beyond both ends; the other bits of 16 for the significand.
  const int scale_width = index_bits(format.bits - 1) + 2 + format.exponent_bits, width = 12 - scale_width;
  return {
      "posit_encode",
      {{"Bits", std::to_string(format.bits)},
       {"ExponentBits", std::to_string(format.exponent_bits)},
       {"SignificandWidth", std::to_string(width)},
       {"ScaleWidth", std::to_string(scale_width)}},
      {{"nar_i", 1}, {"zero_i", 1}, {"sign_i", 1}, {"scale_i", scale_width}, {"significand_i", width}, {"sticky_i", 1}},
      {{"code_o", format.bits}},
      [=](const Words& in) -> std::optional<Words> {
        if (in[0] != 0) return Words{format.nar_code()};
        if (in[1] != 0) return Words{0};
        if (in[4] >> (width - 1) == 0) return std::nullopt;
        return Words{
            formats::pack(format, in[2] != 0, in[4], signed_word(in[3], scale_width) - (width - 1), in[5] != 0)};
      }};
}

}  // namespace lop::proof
