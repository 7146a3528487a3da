// L-Mul slice: parameters, the gates' variant word, and the grid.
#include "models/pe/lmul.hpp"

#include <algorithm>
#include <charconv>

#include "models/pe/parameters.hpp"

namespace lop::pe {
namespace {

using formats::FloatClass;

/// An offset reaches the gates as this many bits and a shift:
/// 32 bits have no room for all 23 beside the other parameters.
constexpr int kOffsetBits = 9;
constexpr std::uint32_t kOffsetEnd = 1u << formats::kFp32.mantissa_bits;

/// offset = significand << shift
struct OffsetWord {
  std::uint32_t significand = 0, shift = 0;
};

OffsetWord offset_word(std::uint32_t offset) {
  OffsetWord word{offset, 0};
  while (word.significand >> kOffsetBits != 0 && (word.significand & 1) == 0) {
    word.significand >>= 1;
    ++word.shift;
  }
  return word;
}

/// kOffsetEnd when the text is not a number that the gates can be built with.
std::uint32_t read_offset(const std::string& text) {
  std::uint32_t offset = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  const bool whole = error == std::errc() && end == text.data() + text.size() && (text == "0" || text[0] != '0');
  return whole && offset < kOffsetEnd && offset_word(offset).significand >> kOffsetBits == 0 ? offset : kOffsetEnd;
}

bool is_offset(const std::string& text) { return read_offset(text) != kOffsetEnd; }

const std::vector<Parameter>& lmul_parameters() {
  static const std::vector<Parameter> kParameters = {
      {"format", {"bf16", "e4m3", "e5m2", "fp16", "fp32"}, ParameterKind::kGates, 0, is_lmul_format,
       "eXmY with X 2 to 8 and Y 1 to 23"},
      {"form", {"adder", "literal"}, ParameterKind::kGates},
      {"offset", {"paper", "none"}, ParameterKind::kGates, 0, is_offset,
       "an integer in units of the format's last mantissa bit, below 1, of at most 9 significant bits"},
      {"accumulator", {"fp32", "bf16", "fp16"}, ParameterKind::kGates, 0, LmulAccumulator::is_fixed,
       "fixed, or fixed:W with W 18 to 62"},
      {"strict", {"false", "true"}, ParameterKind::kGates},
      {"pre_offset", {"false", "true"}, ParameterKind::kGates},
  };
  return kParameters;
}

LmulRule rule_of(const Choices& choices) {
  LmulRule rule{lmul_format(choices.at("format")),
                choices.at("form") == "adder" ? LmulForm::kAdder : LmulForm::kLiteral, 0,
                choices.at("strict") == "true"};
  const std::string& offset = choices.at("offset");
  const int mantissa_bits = rule.format.mantissa_bits;
  rule.offset = offset == "paper" ? paper_offset(mantissa_bits) : offset == "none" ? 0 : read_offset(offset);
  if (rule.offset >> mantissa_bits != 0) {
    throw OperandError("lmul: offset: expected an integer below 2^" + std::to_string(mantissa_bits) + " in format " +
                       choices.at("format") + ", got '" + offset + "'");
  }
  return rule;
}

std::uint64_t joined(const std::uint32_t* accumulator) { return std::uint64_t{accumulator[1]} << 32 | accumulator[0]; }

void split(std::uint64_t accumulator, std::uint32_t* words) {
  words[0] = static_cast<std::uint32_t>(accumulator);
  words[1] = static_cast<std::uint32_t>(accumulator >> 32);
}

}  // namespace

Lmul::Lmul(const Choices& choices)
    : choices_(resolve_choices(std::string(kStem), lmul_parameters(), choices)),
      rule_(rule_of(choices_)),
      accumulator_(rule_, choices_.at("accumulator")),
      pre_offset_(choices_.at("pre_offset") == "true") {}

const std::vector<Parameter>& Lmul::parameters() const { return lmul_parameters(); }

const std::vector<std::string>& Lmul::modes() const {
  static const std::vector<std::string> kModes = {"lmul"};
  return kModes;
}

std::uint32_t Lmul::variant() const {
  constexpr std::uint32_t kDefaults = 0x004000e7;  // so that the word of the defaults is 0
  const auto kind = static_cast<std::uint32_t>(
      accumulator_.fixed() ? accumulator_.fixed_bits() : choice_index(lmul_parameters(), choices_, "accumulator"));
  const OffsetWord offset = offset_word(rule_.offset);
  const std::uint32_t word = static_cast<std::uint32_t>(rule_.format.mantissa_bits) |
                             static_cast<std::uint32_t>(rule_.format.exponent_bits - 1) << 5 |
                             static_cast<std::uint32_t>(rule_.format.policy) << 8 |
                             (rule_.form == LmulForm::kLiteral ? 1u : 0u) << 10 | (rule_.strict ? 1u : 0u) << 11 |
                             (pre_offset_ ? 1u : 0u) << 12 | kind << 13 | offset.significand << 19 | offset.shift << 28;
  return word ^ kDefaults;
}

double Lmul::accumulator_value(int, const std::uint32_t* accumulator) const {
  return accumulator_.value(joined(accumulator));
}

std::uint32_t Lmul::out_code(const std::uint32_t* accumulator, std::uint32_t) const {
  return accumulator_.out_code(joined(accumulator));
}

const std::vector<std::string>& Lmul::flag_names() const {
  static const std::vector<std::string> kNames = {"invalid"};
  return kNames;
}

std::uint32_t Lmul::flags(const std::uint32_t* accumulator) const {
  return out_code(accumulator, 0) == accumulator_.out_format().nan_code() ? 1 : 0;
}

std::unique_ptr<Grid> Lmul::make_grid(int rows, int columns) const {
  return std::make_unique<LmulGrid>(*this, rows, columns);
}

std::unique_ptr<SumChain> Lmul::make_chain(int rows, int columns) const {
  return std::make_unique<LmulChain>(*this, rows, columns);
}

LmulGrid::LmulGrid(const Lmul& slice, int rows, int columns)
    : GridBase(rows, columns, slice.accumulator_words()),
      rule_(slice.rule()),
      accumulator_(slice.accumulator()),
      weights_(columns_),
      accumulators_(rows_ * columns_) {}

void LmulGrid::accumulate(const Step& step, bool first, bool head, bool) {
  if (first && head) std::fill(accumulators_.begin(), accumulators_.end(), 0);
  for (std::size_t c = 0; c < columns_; ++c) weights_[c] = lmul_operand(rule_, step.weights[c]);
  for (std::size_t r = 0; r < rows_; ++r) {
    const LmulOperand activation = lmul_operand(rule_, step.activations[r]);
    for (std::size_t c = 0; c < columns_; ++c) {
      std::uint64_t& accumulator = accumulators_[r * columns_ + c];
      accumulator = accumulator_.add(accumulator, lmul_product(rule_, activation, weights_[c]));
      flushed_ += activation.float_class == FloatClass::kZero || weights_[c].float_class == FloatClass::kZero ? 1 : 0;
    }
  }
}

void LmulGrid::latch(std::vector<std::uint32_t>& outputs) const {
  for (std::size_t i = 0; i < accumulators_.size(); ++i) split(accumulators_[i], outputs.data() + 2 * i);
}

LmulChain::LmulChain(const Lmul& slice, int rows, int columns)
    : rule_(slice.rule()),
      accumulator_(slice.accumulator()),
      rows_(static_cast<std::size_t>(rows)),
      columns_(static_cast<std::size_t>(columns)),
      weights_(rows_ * columns_) {}

void LmulChain::load(int, const std::uint32_t* weights) {
  for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i] = lmul_operand(rule_, weights[i]);
}

void LmulChain::pass(int, const std::uint32_t* activations, std::uint32_t* sums) {
  for (std::size_t c = 0; c < columns_; ++c) {
    std::uint64_t sum = joined(sums + 2 * c);
    for (std::size_t r = 0; r < rows_; ++r) {
      sum = accumulator_.add(sum, lmul_product(rule_, lmul_operand(rule_, activations[r]), weights_[r * columns_ + c]));
    }
    split(sum, sums + 2 * c);
  }
}

}  // namespace lop::pe
