// Posit codes: decoding, rounding, and correctly rounded mul, add and fma.
#include "models/formats/posit.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "models/formats/float_format.hpp"
#include "models/formats/rounding.hpp"

namespace lop::formats {
namespace {

constexpr std::uint64_t low_mask(int bits) { return (std::uint64_t{1} << bits) - 1; }

/// Position of the highest one of a nonzero number.
int leading_one(std::uint64_t bits) {
  int position = 0;
  for (int step = 32; step != 0; step /= 2) {
    if ((bits >> position) >> step != 0) position += step;
  }
  return position;
}

std::uint32_t with_sign(const PositFormat& format, bool negative, std::uint64_t magnitude_code) {
  const auto code = static_cast<std::uint32_t>(magnitude_code);
  return (negative ? 0u - code : code) & format.mask();
}

/// A number of at most 60 bits, moved up so that its leading one is bit 62: room for a carry above, three zeros below.
struct Term {
  bool negative;
  std::uint64_t significand;
  int exponent;
};

Term normalised(bool negative, std::uint64_t significand, int exponent) {
  const int shift = 62 - leading_one(significand);
  return {negative, significand << shift, exponent - shift};
}

std::uint32_t rounded_sum(const PositFormat& format, Term a, Term b, Rounding rounding, std::uint64_t random) {
  if (b.exponent > a.exponent || (b.exponent == a.exponent && b.significand > a.significand)) std::swap(a, b);
  const int distance = a.exponent - b.exponent;
  const std::uint64_t aligned = distance < 64 ? b.significand >> distance : 0;
  const bool sticky = distance < 64 ? (b.significand & low_mask(distance)) != 0 : true;
  if (a.negative == b.negative) {
    return pack(format, a.negative, a.significand + aligned, a.exponent, sticky, rounding, random);
  }
  // A distance of 3 or less loses nothing, and above it the difference
  // keeps 61 bits: more than any posit of 32 bits rounds at.
  return pack(format, a.negative, a.significand - aligned - (sticky ? 1 : 0), a.exponent, sticky, rounding, random);
}

int digits_of(std::string_view text) {
  const bool number = !text.empty() && text.size() <= 2 && (text[0] != '0' || text.size() == 1) &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return number ? std::stoi(std::string(text)) : -1;
}

}  // namespace

std::string PositFormat::name() const { return "posit" + std::to_string(bits) + "_" + std::to_string(exponent_bits); }

PositFormat posit_format(std::string_view name) {
  constexpr std::string_view kPrefix = "posit";
  const std::size_t separator = name.find('_');
  PositFormat format{-1, -1};
  if (name.substr(0, kPrefix.size()) == kPrefix && separator != std::string_view::npos) {
    format.bits = digits_of(name.substr(kPrefix.size(), separator - kPrefix.size()));
    format.exponent_bits = digits_of(name.substr(separator + 1));
  }
  const std::string quoted = "posit format '" + std::string(name) + "'";
  if (format.bits < 0 || format.exponent_bits < 0) {
    throw std::invalid_argument(quoted + ": write posit<bits>_<exponent bits>, as in posit16_1");
  }
  if (format.bits < 2 || format.bits > 32) throw std::invalid_argument(quoted + ": bits must be 2 to 32");
  if (format.exponent_bits > 3) throw std::invalid_argument(quoted + ": exponent bits must be 0 to 3");
  return format;
}

PositUnpacked unpack(const PositFormat& format, std::uint32_t code) {
  code &= format.mask();
  if (code == 0) return {PositClass::kZero, false, 0, 0};
  if (code == format.nar_code()) return {PositClass::kNar, false, 0, 0};
  const bool negative = (code & format.nar_code()) != 0;
  const std::uint32_t magnitude = with_sign(format, negative, code);

  const int body = format.bits - 1;
  const bool ones = ((magnitude >> (body - 1)) & 1) != 0;
  const std::uint64_t zeros_first = ones ? ~std::uint64_t{magnitude} & low_mask(body) : magnitude;
  const int terminator = zeros_first == 0 ? -1 : leading_one(zeros_first);
  const int run = body - 1 - terminator;
  const int regime = ones ? run - 1 : -run;
  const int remaining = std::max(terminator, 0);

  const int exponent_present = std::min(remaining, format.exponent_bits);
  const int fraction_bits = remaining - exponent_present;
  const auto field = static_cast<int>((magnitude >> fraction_bits) & low_mask(exponent_present));
  const int scale = regime * (1 << format.exponent_bits) + (field << (format.exponent_bits - exponent_present));
  const std::uint64_t significand = (std::uint64_t{1} << fraction_bits) | (magnitude & low_mask(fraction_bits));
  return {PositClass::kReal, negative, significand, scale - fraction_bits};
}

std::uint32_t pack(const PositFormat& format, bool negative, std::uint64_t significand, int exponent, bool sticky,
                   Rounding rounding, std::uint64_t random) {
  if (significand == 0 && !sticky) return 0;
  constexpr const char* kNoGuard = "pack: sticky bit without a guard bit below the posit's last place";
  if (significand == 0) {
    if (exponent > -format.max_scale()) throw std::invalid_argument(kNoGuard);
    return with_sign(format, negative, format.minpos_code());
  }
  const int leading = leading_one(significand);
  const int scale = leading + exponent;
  if (scale >= format.max_scale()) return with_sign(format, negative, format.maxpos_code());
  if (scale < -format.max_scale()) return with_sign(format, negative, format.minpos_code());

  const int regime = static_cast<int>(shift_right_floor(scale, format.exponent_bits));
  const auto field = static_cast<std::uint64_t>(scale - regime * (1 << format.exponent_bits));
  const int regime_bits = regime >= 0 ? regime + 2 : 1 - regime;
  const std::uint64_t regime_code = regime >= 0 ? low_mask(regime + 1) << 1 : 1;
  // The code before rounding: regime (at most n = 32 bits), exponent, and as much fraction as 63 bits leave room for,
  // the rest sticky. No posit keeps or rounds at a bit that is dropped here.
  const int fraction_kept = std::min(leading, 63 - regime_bits - format.exponent_bits);
  const int dropped = leading - fraction_kept;
  const bool below = sticky || (significand & low_mask(dropped)) != 0;
  const std::uint64_t fraction = (significand >> dropped) & low_mask(fraction_kept);
  const std::uint64_t exact_code = (((regime_code << format.exponent_bits) | field) << fraction_kept) | fraction;

  const int shift = regime_bits + format.exponent_bits + fraction_kept - (format.bits - 1);
  if (below && shift < 1) throw std::invalid_argument(kNoGuard);
  const std::uint64_t magnitude_code =
      shift >= 0 ? shift_right_rounded(exact_code, shift, rounding, negative, below, random) : exact_code << -shift;
  return with_sign(format, negative, magnitude_code);
}

double decode(const PositFormat& format, std::uint32_t code) {
  const PositUnpacked number = unpack(format, code);
  if (number.posit_class == PositClass::kNar) return std::numeric_limits<double>::quiet_NaN();
  const double magnitude = std::ldexp(static_cast<double>(number.significand), number.exponent);
  return number.negative ? -magnitude : magnitude;
}

std::uint32_t encode(const PositFormat& format, double value, Rounding rounding, std::uint64_t random) {
  if (!std::isfinite(value)) return format.nar_code();
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  const auto field = static_cast<int>((bits >> 52) & 0x7ff);
  const std::uint64_t hidden = field == 0 ? 0 : std::uint64_t{1} << 52;
  return pack(format, std::signbit(value), hidden | (bits & low_mask(52)), (field == 0 ? 1 : field) - 1075, false,
              rounding, random);
}

std::uint32_t posit_from_fp32(const PositFormat& format, std::uint32_t fp32_code) {
  const Unpacked number = unpack(kFp32, fp32_code);
  if (number.float_class == FloatClass::kInfinity || number.float_class == FloatClass::kNan) return format.nar_code();
  return pack(format, number.negative, number.significand, number.exponent);
}

std::uint32_t negate(const PositFormat& format, std::uint32_t code) { return with_sign(format, true, code); }

std::uint32_t mul(const PositFormat& format, std::uint32_t a_code, std::uint32_t b_code, Rounding rounding,
                  std::uint64_t random) {
  return fma(format, a_code, b_code, 0, rounding, random);
}

std::uint32_t add(const PositFormat& format, std::uint32_t a_code, std::uint32_t b_code, Rounding rounding,
                  std::uint64_t random) {
  const PositUnpacked a = unpack(format, a_code);
  const PositUnpacked b = unpack(format, b_code);
  if (a.posit_class == PositClass::kNar || b.posit_class == PositClass::kNar) return format.nar_code();
  if (a.posit_class == PositClass::kZero) return b_code & format.mask();
  if (b.posit_class == PositClass::kZero) return a_code & format.mask();
  return rounded_sum(format, normalised(a.negative, a.significand, a.exponent),
                     normalised(b.negative, b.significand, b.exponent), rounding, random);
}

std::uint32_t fma(const PositFormat& format, std::uint32_t a_code, std::uint32_t b_code, std::uint32_t c_code,
                  Rounding rounding, std::uint64_t random) {
  const PositUnpacked a = unpack(format, a_code);
  const PositUnpacked b = unpack(format, b_code);
  const PositUnpacked c = unpack(format, c_code);
  for (const PositUnpacked& operand : {a, b, c}) {
    if (operand.posit_class == PositClass::kNar) return format.nar_code();
  }
  const bool negative = a.negative != b.negative;
  const std::uint64_t product = a.significand * b.significand;
  const int exponent = a.exponent + b.exponent;
  if (product == 0) return c_code & format.mask();
  if (c.posit_class == PositClass::kZero) return pack(format, negative, product, exponent, false, rounding, random);
  return rounded_sum(format, normalised(negative, product, exponent), normalised(c.negative, c.significand, c.exponent),
                     rounding, random);
}

}  // namespace lop::formats
