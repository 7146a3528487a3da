// Tables of the units that read float codes for a PE: L-Mul's operands, MX elements, FP16 as FP32.
#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"
#include "models/pe/lmul.hpp"
#include "models/pe/lmul_product.hpp"
#include "tests/rtl/float_units.hpp"
#include "tests/rtl/proofs/units.hpp"

namespace lop::proof {
namespace {

std::uint64_t lmul_class(formats::FloatClass float_class) {
  switch (float_class) {
    case formats::FloatClass::kZero: return 1;
    case formats::FloatClass::kInfinity: return 2;
    case formats::FloatClass::kNan: return 3;
    default: return 0;
  }
}

}  // namespace

Unit lmul_operand(const std::string& format_name, bool strict) {
  const pe::Lmul slice({{"format", format_name}, {"strict", strict ? "true" : "false"}});
  pe::LmulRule rule{pe::lmul_format(format_name)};
  rule.strict = strict;
  const int magnitude_bits = rule.format.magnitude_bits();
  return {"lmul_operand",
          {{"Variant", std::to_string(slice.variant())}},
          {{"code_i", magnitude_bits + 1}},
          {{"class_o", 2}, {"sign_o", 1}, {"magnitude_o", magnitude_bits}},
          [rule](const Words& in) -> std::optional<Words> {
            const auto code = static_cast<std::uint32_t>(in[0]);
            const pe::LmulOperand operand = pe::lmul_operand(rule, code);
            return Words{lmul_class(operand.float_class), (code & rule.format.sign_mask()) != 0,
                         code & rule.format.magnitude_mask()};
          },
          format_name + (strict ? " strict" : "")};
}

Unit block_float_element(const formats::FloatFormat& format) {
  constexpr int kExponentWidth = 5, kSignificandWidth = 8;
  return {
      "block_float_element",
      {{"Format", "13'd" + std::to_string(cosim::format_word(format))}},
      {{"code_i", format.bits()}},
      {{"invalid_o", 1}, {"lane_o", 1 + kExponentWidth + kSignificandWidth}},
      [format](const Words& in) -> std::optional<Words> {
        const cosim::UnpackedFields fields = cosim::unpacked_fields(format, static_cast<std::uint32_t>(in[0]), false);
        const auto exponent = static_cast<std::uint64_t>(fields.exponent - 1) & ((1u << kExponentWidth) - 1);
        return Words{fields.infinite || fields.nan, std::uint64_t{fields.sign} << (kExponentWidth + kSignificandWidth) |
                                                        exponent << kSignificandWidth | fields.significand};
      },
      std::string(format.name)};
}

/// Payloads of NaNs are kept.
Unit fp16_to_fp32() {
  return {"fp16_to_fp32", {}, {{"code_i", 16}}, {{"code_o", 32}}, [](const Words& in) -> std::optional<Words> {
            const auto code = static_cast<std::uint32_t>(in[0]);
            if ((code & 0x7c00) == 0x7c00) return Words{(code & 0x8000) << 16 | 0x7f800000 | (code & 0x3ff) << 13};
            return Words{formats::fp32_from_fp16(code)};
          }};
}

}  // namespace lop::proof
