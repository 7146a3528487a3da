// Values of Liberty attributes: numbers, units, expressions, with the file and line in each error.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/characterize/boolean_function.hpp"
#include "sim/characterize/liberty_text.hpp"

namespace lop::characterize {

/// One unit of the file in ours.
struct LibertyUnits {
  double time_ps = 0, capacitance_ff = 0, leakage_nw = 0, voltage_v = 0, energy_fj = 0;
};

/// errors  FileError, from every member
class LibertyValues {
 public:
  explicit LibertyValues(const std::filesystem::path& file) : file_(file) {}

  [[noreturn]] void fail(std::size_t line, const std::string& message) const;

  /// The value of an attribute that has one; `fallback` when it is absent.
  std::string word(const LibertyGroup& group, std::string_view name, const std::string& fallback = "") const;
  double number(const LibertyGroup& group, std::string_view name, double fallback) const;
  double required_number(const LibertyGroup& group, std::string_view name) const;
  bool flag(const LibertyGroup& group, std::string_view name) const;
  std::optional<BooleanFunction> function(const LibertyGroup& group, std::string_view name) const;

  double to_number(std::string_view text, std::size_t line) const;
  /// All numbers of all values: "1, 2", "3" are three.
  std::vector<double> numbers(const LibertyAttribute& attribute) const;
  LibertyUnits units(const LibertyGroup& library) const;

 private:
  const LibertyAttribute& required(const LibertyGroup& group, std::string_view name) const;
  double unit(const LibertyGroup& library, std::string_view name, char base) const;
  double scale(std::string_view text, char base, std::size_t line) const;

  std::filesystem::path file_;
};

}  // namespace lop::characterize
