// lopsim format: a number-format calculator, one case a line.
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include "models/quantizers/block_format.hpp"
#include "sim/cli/block_calculator.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/format_choices.hpp"
#include "sim/cli/number_calculator.hpp"
#include "sim/cli/output.hpp"

namespace lop::cli {
namespace {

struct FormatArguments {
  std::string format, operation;
  std::string rounding = "nearest_even", overflow;   // empty: as the format's users mean it
  std::string scale_rounding = "floor", zero_block = "lowest", lost_block = "zero", not_finite = "refuse", tensor_scale;
  std::uint64_t seed = 0;
};

template <typename Value>
CLI::IsMember one_of(const std::map<std::string, Value>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) names.push_back(name);
  return CLI::IsMember(names);
}

formats::NumberFormat format_of(const std::string& name) {
  try {
    return formats::number_format(name);
  } catch (const std::invalid_argument& error) {
    throw ArgumentError(std::string(error.what()) + "; and scaled blocks: " + quantizers::known_block_formats());
  }
}

/// Answers every line of the standard input that holds anything.
template <typename Answer>
void answer_lines(Answer answer) {
  constexpr std::size_t kBufferBytes = 1 << 16;
  std::string line, answers;
  for (std::uint64_t number = 1; std::getline(std::cin, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      answers += answer(line, number) + '\n';
    } catch (const ArgumentError& error) {
      print(answers);
      throw ArgumentError(fmt::format("line {} of the input: {}", number, error.what()));
    } catch (const quantizers::QuantizeError& error) {
      print(answers);
      throw ArgumentError(fmt::format("line {} of the input: {}", number, error.what()));
    }
    if (answers.size() < kBufferBytes) continue;
    print(answers);
    answers.clear();
  }
  print(answers);
}

void calculate_blocks(const FormatArguments& arguments) {
  quantizers::BlockOptions options;
  options.element_rounding = kRoundings.at(arguments.rounding);
  if (!arguments.overflow.empty()) options.element_overflow = kOverflows.at(arguments.overflow);
  options.scale_rounding = kScaleRoundings.at(arguments.scale_rounding);
  options.zero_block = kZeroBlocks.at(arguments.zero_block);
  options.lost_block = kLostBlocks.at(arguments.lost_block);
  options.not_finite = kNotFinite.at(arguments.not_finite);
  std::optional<std::uint32_t> tensor_scale;
  if (!arguments.tensor_scale.empty()) tensor_scale = read_codes(arguments.tensor_scale, 32).at(0);
  const BlockCalculator calculator(quantizers::block_format(arguments.format), arguments.operation, options,
                                   tensor_scale);
  answer_lines([&](const std::string& line, std::uint64_t) { return calculator.answer(line); });
}

void calculate(const FormatArguments& arguments) {
  if (quantizers::is_block_format(arguments.format)) return calculate_blocks(arguments);
  formats::NumberFormat format = format_of(arguments.format);
  formats::ResultRule rule = format.default_rule();
  rule.rounding = kRoundings.at(arguments.rounding);
  if (!arguments.overflow.empty()) rule.overflow = kOverflows.at(arguments.overflow);
  const NumberCalculator calculator(std::move(format), arguments.operation, rule, arguments.seed);
  answer_lines([&](const std::string& line, std::uint64_t number) { return calculator.answer(line, number); });
}

}  // namespace

void add_format_command(CLI::App& app, int&) {
  const auto arguments = std::make_shared<FormatArguments>();
  CLI::App* const command =
      app.add_subcommand("format", "Number-format calculator: one case a line of hexadecimal codes, one answer a line");
  command
      ->add_option("FORMAT", arguments->format,
                   "such as e4m3, posit16_1, int4, flint4, mxfp4, nvfp4; an unknown name lists all")
      ->required();
  command
      ->add_option("OPERATION", arguments->operation,
                   fmt::format("{}", fmt::join(NumberCalculator::operations(), ", ")))
      ->required();
  command->add_option("--rounding", arguments->rounding, "nearest_even by default")->check(one_of(kRoundings));
  command->add_option("--overflow", arguments->overflow, "by default as the format's users mean it")
      ->check(one_of(kOverflows));
  command->add_option("--seed", arguments->seed, "of stochastic rounding")->check(CLI::NonNegativeNumber);
  command
      ->add_option("--scale-rounding", arguments->scale_rounding, "of a block's power-of-two scale; floor by default")
      ->check(one_of(kScaleRoundings));
  command->add_option("--zero-block", arguments->zero_block, "scale of a block of zeros: lowest, 2^-127, by default")
      ->check(one_of(kZeroBlocks));
  command->add_option("--lost-block", arguments->lost_block, "scale that would round to zero: zero by default")
      ->check(one_of(kLostBlocks));
  command->add_option("--not-finite", arguments->not_finite, "NaN or infinity in a block: refuse by default")
      ->check(one_of(kNotFinite));
  command
      ->add_option("--tensor-scale", arguments->tensor_scale,
                   "FP32 bits; by default from each line's largest magnitude")
      ->type_name("BITS");
  command->footer(
      "encode takes the bits of an FP32 number, decode a code, mul and add two codes, fma three, dot the codes of a "
      "and then of b:\n"
      "exact, rounded once. Scaled blocks (mxfp4, nvfp4, ...) have encode and decode: a line of FP32 bits is a tensor; "
      "out come its\n"
      "tensor scale, if it has one, and of each block its scale and its codes.\n\n"
      "Example:\n  echo 3fc00000 | lopsim format e4m3 encode\n  echo 50 48 | lopsim format posit8_0 mul\n"
      "  echo 3f800000 40c00000 | lopsim format mxfp4 encode");
  command->callback([arguments] { calculate(*arguments); });
}

}  // namespace lop::cli
