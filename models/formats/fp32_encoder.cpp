// Vectorised table indices, scalar look-ups.
#include "models/formats/fp32_encoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"

namespace lop::formats {
namespace {

constexpr int kLowBits = 15;
constexpr std::uint32_t kLowMask = (std::uint32_t{1} << kLowBits) - 1;
constexpr std::size_t kChunk = 256;
using Indices = std::array<std::uint32_t, kChunk>;

constexpr std::uint32_t table_index(std::uint32_t code) {
  return (code >> kLowBits) * 2 + (((code & kLowMask) + kLowMask) >> kLowBits);
}

LOP_VECTOR_CLONES void table_indices(const float* values, std::size_t count, std::uint32_t* indices) {
  for (std::size_t i = 0; i < count; ++i) indices[i] = table_index(fp32_code(values[i]));
}

/// A boundary times the divisor has at most 9 + 28 bits and a value 24. So a quotient that is no boundary lies further
/// from it than 2^-37 of it, and rounding to double leaves it on its side. From there to FP32 an inexact result is cut
/// off and its last bit set, which leaves it on its side too, and beyond FP32's ends at the end.
LOP_VECTOR_CLONES void quotient_indices(const float* values, std::size_t count, double divisor,
                                        std::uint32_t* indices) {
  for (std::size_t i = 0; i < count; ++i) {
    const double quotient = values[i] / divisor;
    const auto nearest = static_cast<float>(quotient);
    const double back = nearest;
    std::uint32_t code = fp32_code(nearest);
    code -= std::abs(back) > std::abs(quotient) ? 1 : 0;
    code |= back != quotient ? 1 : 0;
    indices[i] = table_index(code);
  }
}

/// Empty when an interval has two codes.
template <typename Code>
std::vector<Code> filled_table(const NumberFormat& format, const ResultRule& rule) {
  std::vector<Code> table(std::size_t{2} << (32 - kLowBits));
  for (std::size_t i = 0; i < table.size(); i += 2) {
    const auto prefix = static_cast<std::uint32_t>(i / 2) << kLowBits;
    const std::uint32_t first = format.encode_fp32(prefix | 1, rule);
    if (first != format.encode_fp32(prefix | kLowMask, rule)) return {};
    table[i] = static_cast<Code>(format.encode_fp32(prefix, rule));
    table[i + 1] = static_cast<Code>(first);
  }
  return table;
}

template <typename Entry, typename Code>
void look_up(const std::vector<Entry>& table, const std::uint32_t* indices, std::size_t count, Code* codes) {
  for (std::size_t i = 0; i < count; ++i) codes[i] = static_cast<Code>(table[indices[i]]);
}

bool is_ieee_fp16(const NumberFormat& format, const ResultRule& rule) {
  const auto* floats = std::get_if<FloatFormat>(&format.kind());
  return floats != nullptr && floats->exponent_bits == kFp16.exponent_bits &&
         floats->mantissa_bits == kFp16.mantissa_bits && floats->policy == kFp16.policy && floats->is_signed &&
         floats->has_zero && rule.rounding == Rounding::kNearestEven && rule.overflow == Overflow::kInfinity;
}

template <typename Code>
void check_width(const NumberFormat& format) {
  if (format.bits() <= std::numeric_limits<Code>::digits) return;
  throw std::invalid_argument(format.name() + " has " + std::to_string(format.bits()) +
                              " bits; expected codes of that width, not " +
                              std::to_string(std::numeric_limits<Code>::digits));
}

/// index(begin, count, indices) fills a chunk, encode_one(i) is for a format without table.
template <typename Table, typename Code, typename Index, typename EncodeOne>
void encode_all(const Table& table, std::size_t total, Code* codes, Index index, EncodeOne encode_one) {
  if constexpr (std::is_same_v<Table, std::monostate>) {
    for (std::size_t i = 0; i < total; ++i) codes[i] = static_cast<Code>(encode_one(i));
  } else {
    Indices indices;
    for (std::size_t begin = 0; begin < total; begin += kChunk) {
      const std::size_t count = std::min(kChunk, total - begin);
      index(begin, count, indices.data());
      look_up(table, indices.data(), count, codes + begin);
    }
  }
}

}  // namespace

Fp32Encoder::Fp32Encoder(NumberFormat format, const ResultRule& rule)
    : format_(std::move(format)), rule_(rule), is_ieee_fp16_(is_ieee_fp16(format_, rule)) {
  if (rule.rounding == Rounding::kStochastic) {
    throw std::invalid_argument("stochastic rounding to " + format_.name() +
                                " by a table; expected a deterministic rounding");
  }
  if (format_.bits() <= 8) {
    if (auto table = filled_table<std::uint8_t>(format_, rule); !table.empty()) table_ = std::move(table);
  } else if (format_.bits() <= 16) {
    if (auto table = filled_table<std::uint16_t>(format_, rule); !table.empty()) table_ = std::move(table);
  }
}

template <typename Code>
void Fp32Encoder::encode(const float* values, std::size_t count, Code* codes) const {
  check_width<Code>(format_);
  if (is_ieee_fp16_) {
    for (std::size_t i = 0; i < count; ++i) codes[i] = static_cast<Code>(fp16_from_fp32(fp32_code(values[i])));
    return;
  }
  std::visit(
      [&](const auto& table) {
        encode_all(
            table, count, codes,
            [&](std::size_t begin, std::size_t size, std::uint32_t* indices) {
              table_indices(values + begin, size, indices);
            },
            [&](std::size_t i) { return format_.encode_fp32(fp32_code(values[i]), rule_); });
      },
      table_);
}

template <typename Code>
void Fp32Encoder::encode_quotients(const float* values, std::size_t count, double divisor, Code* codes) const {
  check_width<Code>(format_);
  std::visit(
      [&](const auto& table) {
        encode_all(
            table, count, codes,
            [&](std::size_t begin, std::size_t size, std::uint32_t* indices) {
              quotient_indices(values + begin, size, divisor, indices);
            },
            [&](std::size_t i) { return format_.encode(values[i] / divisor, rule_); });
      },
      table_);
}

template void Fp32Encoder::encode(const float*, std::size_t, std::uint8_t*) const;
template void Fp32Encoder::encode(const float*, std::size_t, std::uint16_t*) const;
template void Fp32Encoder::encode(const float*, std::size_t, std::uint32_t*) const;
template void Fp32Encoder::encode_quotients(const float*, std::size_t, double, std::uint8_t*) const;
template void Fp32Encoder::encode_quotients(const float*, std::size_t, double, std::uint16_t*) const;
template void Fp32Encoder::encode_quotients(const float*, std::size_t, double, std::uint32_t*) const;

std::vector<float> decode_table(const NumberFormat& format) {
  if (format.bits() > 16) {
    throw std::invalid_argument(format.name() + " has " + std::to_string(format.bits()) +
                                " bits; expected at most 16 for a table");
  }
  std::vector<float> values(std::size_t{1} << format.bits());
  for (std::uint32_t code = 0; code < values.size(); ++code) {
    values[code] = fp32_value(fp32_canonical(static_cast<float>(format.decode(code))));
  }
  return values;
}

}  // namespace lop::formats
