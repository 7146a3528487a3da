// lopsim format: a number-format calculator, one case a line.
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>

#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/number_calculator.hpp"
#include "sim/cli/output.hpp"

namespace lop::cli {
namespace {

const std::map<std::string, formats::Rounding> kRoundings = {{"nearest_even", formats::Rounding::kNearestEven},
                                                         {"toward_zero", formats::Rounding::kTowardZero},
                                                         {"floor", formats::Rounding::kFloor},
                                                         {"nearest_away", formats::Rounding::kNearestAway},
                                                         {"stochastic", formats::Rounding::kStochastic}};
const std::map<std::string, formats::Overflow> kOverflows = {{"saturate", formats::Overflow::kSaturate},
                                                         {"infinity", formats::Overflow::kInfinity}};

struct FormatArguments {
  std::string format, operation;
  std::string rounding = "nearest_even", overflow;   // empty: as the format's users mean it
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
    throw ArgumentError(error.what());
  }
}

void calculate(const FormatArguments& arguments) {
  formats::NumberFormat format = format_of(arguments.format);
  formats::ResultRule rule = format.default_rule();
  rule.rounding = kRoundings.at(arguments.rounding);
  if (!arguments.overflow.empty()) rule.overflow = kOverflows.at(arguments.overflow);
  const NumberCalculator calculator(std::move(format), arguments.operation, rule, arguments.seed);

  constexpr std::size_t kBufferBytes = 1 << 16;
  std::string line, answers;
  for (std::uint64_t number = 1; std::getline(std::cin, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      answers += calculator.answer(line, number) + '\n';
    } catch (const ArgumentError& error) {
      print(answers);
      throw ArgumentError(fmt::format("line {} of the input: {}", number, error.what()));
    }
    if (answers.size() < kBufferBytes) continue;
    print(answers);
    answers.clear();
  }
  print(answers);
}

}  // namespace

void add_format_command(CLI::App& app, int&) {
  const auto arguments = std::make_shared<FormatArguments>();
  CLI::App* const command = app.add_subcommand("format", "Number-format calculator: one case a line of hexadecimal codes, one answer a line");
  command->add_option("FORMAT", arguments->format, "such as e4m3, posit16_1, int4, flint4; an unknown name lists all")->required();
  command->add_option("OPERATION", arguments->operation, fmt::format("{}", fmt::join(NumberCalculator::operations(), ", ")))->required();
  command->add_option("--rounding", arguments->rounding, "nearest_even by default")->check(one_of(kRoundings));
  command->add_option("--overflow", arguments->overflow, "by default as the format's users mean it")->check(one_of(kOverflows));
  command->add_option("--seed", arguments->seed, "of stochastic rounding")->check(CLI::NonNegativeNumber);
  command->footer(
      "encode takes the bits of an FP32 number, decode a code, mul and add two codes, fma three, dot the codes of a and then of b:\n"
      "exact, rounded once.\n\nExample:\n  echo 3fc00000 | lopsim format e4m3 encode\n  echo 50 48 | lopsim format posit8_0 mul");
  command->callback([arguments] { calculate(*arguments); });
}

}  // namespace lop::cli
