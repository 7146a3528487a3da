// The block formats by name.
#include "models/quantizers/block_format.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

namespace lop::quantizers {
namespace {

struct Row {
  const char* name;
  const char* element;
  int element_exponent;
  std::size_t block_size;
  const char* scale;
  bool has_tensor_scale;
};

constexpr Row kRows[] = {
    {"mxfp8_e4m3", "e4m3", 0, 32, "e8m0", false}, {"mxfp8_e5m2", "e5m2", 0, 32, "e8m0", false},
    {"mxfp6_e2m3", "e2m3", 0, 32, "e8m0", false}, {"mxfp6_e3m2", "e3m2", 0, 32, "e8m0", false},
    {"mxfp4", "e2m1", 0, 32, "e8m0", false},      {"mxint8", "int8", -6, 32, "e8m0", false},
    {"nvfp4", "e2m1", 0, 16, "ue4m3", true},      {"fp4_ue5m3", "e2m1", 0, 16, "ue5m3", false},
    {"bfp1", "sm2", 0, 16, "e8m0", false},        {"bfp2", "sm3", -1, 16, "e8m0", false},
    {"bfp3", "sm4", -2, 16, "e8m0", false},       {"bfp4", "sm5", -3, 16, "e8m0", false},
    {"bfp5", "sm6", -4, 16, "e8m0", false},       {"bfp6", "sm7", -5, 16, "e8m0", false},
    {"bfp7", "sm8", -6, 16, "e8m0", false},
};

constexpr std::string_view kMxPrefix = "mx_";

std::string lower_case(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return lower;
}

std::optional<BlockFormat> mx_of(const std::string& name) {
  try {
    formats::NumberFormat element = formats::number_format(name.substr(kMxPrefix.size()));
    if (element.bits() > 8 || element.decode(largest_code(element)) <= 0) return std::nullopt;
    int exponent = 0;
    if (const auto* integers = std::get_if<formats::IntFormat>(&element.kind())) {
      exponent = (integers->is_signed ? 2 : 1) - integers->bits;
    }
    return BlockFormat{name, std::move(element), exponent, 32, formats::number_format("e8m0"), false};
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

std::optional<BlockFormat> find(std::string_view name) {
  const std::string lower = lower_case(name);
  for (const Row& row : kRows) {
    if (lower != row.name) continue;
    return BlockFormat{lower, formats::number_format(row.element), row.element_exponent, row.block_size,
                       formats::number_format(row.scale), row.has_tensor_scale};
  }
  if (lower.rfind(kMxPrefix, 0) == 0) return mx_of(lower);
  return std::nullopt;
}

}  // namespace

bool BlockFormat::has_power_of_two_scale() const {
  const auto* floats = std::get_if<formats::FloatFormat>(&scale.kind());
  return floats != nullptr && floats->mantissa_bits == 0;
}

double BlockFormat::bits_per_element() const { return element.bits() + 8.0 / static_cast<double>(block_size); }

std::uint32_t largest_code(const formats::NumberFormat& format) {
  const formats::ExactReal beyond{false, 1, format.top_exponent() + 1, false};
  return format.pack(beyond, {formats::Rounding::kNearestEven, formats::Overflow::kSaturate, 0});
}

double BlockFormat::largest_element() const {
  return std::ldexp(element.decode(largest_code(element)), element_exponent);
}

BlockFormat block_format(std::string_view name) {
  if (auto format = find(name)) return *std::move(format);
  throw std::invalid_argument("unknown block format '" + std::string(name) + "'; known: " + known_block_formats());
}

std::string known_block_formats() {
  std::string known;
  for (const Row& row : kRows) known += std::string(row.name) + ", ";
  return known + "mx_ELEMENT with a number format of at most 8 bits that has a positive number";
}

bool is_block_format(std::string_view name) { return find(name).has_value(); }

}  // namespace lop::quantizers
