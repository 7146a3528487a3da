// Reading, computing and writing one line of the number-format calculator.
#include "sim/cli/number_calculator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "models/formats/number_arithmetic.hpp"
#include "sim/cli/exit_code.hpp"

namespace lop::cli {

std::vector<std::uint32_t> read_codes(std::string_view line, int bits) {
  constexpr std::string_view kSeparators = " \t\r,";
  std::vector<std::uint32_t> codes;
  for (std::size_t begin = line.find_first_not_of(kSeparators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kSeparators, begin), line.size());
    const std::string_view text = line.substr(begin, end - begin);
    std::uint32_t code = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    if (error != std::errc() || stop != text.data() + text.size()) {
      throw ArgumentError(
          fmt::format("operand {}: expected a hexadecimal code without prefix, got '{}'", codes.size() + 1, text));
    }
    if (bits < 32 && code >> bits != 0) {
      throw ArgumentError(fmt::format("operand {}: expected a code of {} bits, at most {:x}, got '{}'",
                                      codes.size() + 1, bits, (std::uint64_t{1} << bits) - 1, text));
    }
    codes.push_back(code);
    begin = line.find_first_not_of(kSeparators, end);
  }
  return codes;
}

const std::vector<std::string>& NumberCalculator::operations() {
  static const std::vector<std::string> kOperations = {"encode", "decode", "mul", "add", "fma", "dot"};
  return kOperations;
}

NumberCalculator::NumberCalculator(formats::NumberFormat format, const std::string& operation, formats::ResultRule rule,
                                   std::uint64_t seed)
    : format_(std::move(format)), rule_(rule), seed_(seed) {
  const auto& known = operations();
  const auto found = std::find(known.begin(), known.end(), operation);
  if (found == known.end()) {
    throw ArgumentError(fmt::format("unknown operation '{}'; expected one of {}", operation, fmt::join(known, ", ")));
  }
  operation_ = static_cast<Operation>(found - known.begin());
}

std::string NumberCalculator::code_text(std::uint32_t code) const {
  return fmt::format("{:0{}x}", code, (format_.bits() + 3) / 4);
}

std::string NumberCalculator::value_text(std::uint32_t code) const {
  const double value = format_.decode(code);
  if (std::isnan(value)) return std::holds_alternative<formats::PositFormat>(format_.kind()) ? "NaR" : "nan";
  return fmt::format("{}", value);
}

std::string NumberCalculator::answer(std::string_view line, std::uint64_t line_number) const {
  const std::vector<std::uint32_t> codes = read_codes(line, operation_ == Operation::kEncode ? 32 : format_.bits());
  const auto expect = [&](std::size_t count, const char* what) {
    if (codes.size() != count) throw ArgumentError(fmt::format("expected {}, got {} operands", what, codes.size()));
  };
  formats::ResultRule rule = rule_;
  if (rule.rounding == formats::Rounding::kStochastic) rule.random = formats::counter_random(seed_, line_number);
  switch (operation_) {
    case Operation::kEncode:
      expect(1, "the bits of one FP32 number");
      return code_text(format_.encode_fp32(codes[0], rule));
    case Operation::kDecode: expect(1, "one code"); return value_text(codes[0]);
    case Operation::kMul: expect(2, "two codes"); return code_text(formats::mul(format_, codes[0], codes[1], rule));
    case Operation::kAdd: expect(2, "two codes"); return code_text(formats::add(format_, codes[0], codes[1], rule));
    case Operation::kFma:
      expect(3, "three codes");
      return code_text(formats::fma(format_, codes[0], codes[1], codes[2], rule));
    case Operation::kDot: break;
  }
  if (codes.empty() || codes.size() % 2 != 0) {
    throw ArgumentError(fmt::format("expected as many codes of a as of b, got {} operands", codes.size()));
  }
  const std::size_t half = codes.size() / 2;
  return code_text(formats::dot(format_, codes.data(), codes.data() + half, half, rule));
}

}  // namespace lop::cli
