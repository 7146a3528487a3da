// L-Mul: names of its formats, operands and products.
#include "models/pe/lmul_product.hpp"

#include <algorithm>
#include <cctype>

#include "models/formats/float_arithmetic.hpp"

namespace lop::pe {
namespace {

using formats::FloatClass;

constexpr formats::Unpacked kZeroProduct{false, FloatClass::kZero, 0, 0};

/// The number in a text of one or two digits without a leading zero, else 0.
int small_number(std::string_view text) {
  const bool digits =
      std::all_of(text.begin(), text.end(), [](unsigned char letter) { return std::isdigit(letter) != 0; });
  if (!digits || text.empty() || text.size() > 2 || text[0] == '0') return 0;
  return text.size() == 1 ? text[0] - '0' : 10 * (text[0] - '0') + text[1] - '0';
}

}  // namespace

bool is_lmul_format(const std::string& name) {
  for (const char* const known : {"bf16", "e4m3", "e5m2", "fp16", "fp32"}) {
    if (name == known) return true;
  }
  if (name.size() < 4 || name[0] != 'e' || name[2] != 'm') return false;
  const std::string_view text = name;
  const int exponent_bits = small_number(text.substr(1, 1)), mantissa_bits = small_number(text.substr(3));
  return exponent_bits >= 2 && exponent_bits <= 8 && mantissa_bits >= 1 && mantissa_bits <= 23;
}

const formats::FloatFormat& lmul_format(const std::string& name) {
  const bool registered = std::any_of(formats::kFloatFormats.begin(), formats::kFloatFormats.end(),
                                      [&](const formats::FloatFormat& format) { return format.name == name; });
  return formats::float_format(registered ? name : name + "_ieee");
}

LmulOperand lmul_operand(const LmulRule& rule, std::uint32_t code) {
  const formats::FloatFormat& format = rule.format;
  const std::uint32_t magnitude = code & format.magnitude_mask();
  LmulOperand operand;
  operand.negative = (code & format.sign_mask()) != 0;
  operand.field = static_cast<std::int32_t>(magnitude >> format.mantissa_bits);
  operand.mantissa = static_cast<std::int32_t>(magnitude & format.mantissa_mask());
  if (rule.strict && magnitude > format.max_finite_code()) {
    operand.float_class = formats::unpack(format, code).float_class;
  } else if (operand.field != 0) {
    operand.float_class = FloatClass::kNormal;
  }
  return operand;
}

formats::Unpacked lmul_product(const LmulRule& rule, const LmulOperand& a, const LmulOperand& b) {
  if (a.float_class != FloatClass::kNormal || b.float_class != FloatClass::kNormal) {
    const formats::Unpacked special =
        formats::product({a.negative, a.float_class, 1, 0}, {b.negative, b.float_class, 1, 0});
    return special.float_class == FloatClass::kZero ? kZeroProduct : special;
  }
  const formats::FloatFormat& format = rule.format;
  const int fraction_bits = rule.fraction_bits();
  const std::int64_t unit = std::int64_t{1} << format.mantissa_bits, unit_code = std::int64_t{1} << fraction_bits;
  const std::int64_t field = a.field + b.field - format.bias();
  const std::int64_t mantissas = a.mantissa + b.mantissa + static_cast<std::int64_t>(rule.offset);

  // The product's code, with fraction_bits() mantissa bits; as an integer, so that it may lie outside the format.
  std::int64_t code = field * unit_code;
  if (rule.form == LmulForm::kAdder) {
    code += mantissas;
  } else {
    // From 1 on the sum 1 + mantissas is halved and the exponent raised.
    code += mantissas < unit ? 2 * mantissas : mantissas + unit;
  }
  if (code < unit_code) return kZeroProduct;
  const std::int64_t largest = format.max_finite_code() * (unit_code / unit);
  code = std::min(code, largest);
  return {a.negative != b.negative, FloatClass::kNormal,
          static_cast<std::uint64_t>(unit_code | (code & (unit_code - 1))),
          static_cast<int>(code >> fraction_bits) - format.bias() - fraction_bits};
}

}  // namespace lop::pe
