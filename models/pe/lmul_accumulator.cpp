// L-Mul's accumulators.
#include "models/pe/lmul_accumulator.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "models/formats/float_arithmetic.hpp"
#include "models/formats/rounding.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {
namespace {

using formats::FloatClass;

constexpr std::string_view kFixed = "fixed", kFixedOf = "fixed:";

/// The width behind "fixed:", 0 where there is none that is legal.
int given_width(const std::string& name) {
  if (name.rfind(kFixedOf, 0) != 0 || name.size() == kFixedOf.size() || name[kFixedOf.size()] == '0') return 0;
  int width = 0;
  const auto [end, error] = std::from_chars(name.data() + kFixedOf.size(), name.data() + name.size(), width);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  return whole && width >= LmulAccumulator::kLeastFixedBits && width <= LmulAccumulator::kMostFixedBits ? width : 0;
}

}  // namespace

bool LmulAccumulator::is_fixed(const std::string& name) { return name == kFixed || given_width(name) != 0; }

LmulAccumulator::LmulAccumulator(const LmulRule& rule, const std::string& name)
    : format_(is_fixed(name) ? formats::kFp32 : formats::float_format(name)) {
  if (!is_fixed(name)) return;
  // Products reach from the last place of field 1 to just below 2^(largest field + 1), both less the bias.
  const formats::FloatFormat& format = rule.format;
  const int largest_field = static_cast<int>(format.max_finite_code() >> format.mantissa_bits);
  const int exact_bits = largest_field + rule.fraction_bits() + kHeadroomBits + 1;
  fixed_bits_ = name == kFixed ? exact_bits : given_width(name);
  if (fixed_bits_ > kMostFixedBits) {
    throw OperandError("lmul: accumulator: a window that is exact for " + std::string(format.name) + " takes " +
                       std::to_string(exact_bits) + " bits, expected at most " + std::to_string(kMostFixedBits) +
                       "; choose a width, fixed:" + std::to_string(kLeastFixedBits) + " to fixed:" +
                       std::to_string(kMostFixedBits) + ", got '" + name + "'");
  }
  mark_bits_ = rule.strict ? 2 : 0;
  last_place_ = 1 - format.bias() - rule.fraction_bits() + std::max(exact_bits - fixed_bits_, 0);
}

std::uint64_t LmulAccumulator::add(std::uint64_t accumulator, const formats::Unpacked& product) const {
  if (fixed()) return add_fixed(accumulator, product);
  return formats::sum(format_, formats::unpack(format_, static_cast<std::uint32_t>(accumulator)), product, {});
}

std::uint64_t LmulAccumulator::add_fixed(std::uint64_t accumulator, const formats::Unpacked& product) const {
  const std::uint64_t plus = std::uint64_t{1} << fixed_bits_, minus = plus << 1, window_mask = plus - 1;
  switch (product.float_class) {
    case FloatClass::kNan: return accumulator | plus | minus;
    case FloatClass::kInfinity: return accumulator | (product.negative ? minus : plus);
    case FloatClass::kZero: return accumulator;
    default: break;
  }
  const int up = product.exponent - last_place_;
  const std::uint64_t magnitude =
      up >= 0 ? product.significand << up
              : formats::shift_right_rounded(product.significand, -up, formats::Rounding::kTowardZero);
  const std::uint64_t sum = product.negative ? accumulator - magnitude : accumulator + magnitude;
  return (accumulator & ~window_mask) | (sum & window_mask);
}

std::int64_t LmulAccumulator::window(std::uint64_t accumulator) const {
  return static_cast<std::int64_t>(accumulator << (64 - fixed_bits_)) >> (64 - fixed_bits_);
}

std::uint32_t LmulAccumulator::out_code(std::uint64_t accumulator) const {
  if (!fixed()) return static_cast<std::uint32_t>(accumulator);
  switch (accumulator >> fixed_bits_) {
    case 0: break;
    case 1: return format_.infinity_code();
    case 2: return format_.infinity_code() | format_.sign_mask();
    default: return format_.nan_code();
  }
  const std::int64_t sum = window(accumulator);
  return formats::pack(format_, sum < 0, static_cast<std::uint64_t>(std::abs(sum)), last_place_);
}

double LmulAccumulator::value(std::uint64_t accumulator) const {
  if (!fixed() || accumulator >> fixed_bits_ != 0) return formats::decode(format_, out_code(accumulator));
  return std::ldexp(static_cast<double>(window(accumulator)), last_place_);
}

}  // namespace lop::pe
