// lopsim pe: a PE calculator, one dot product of codes a line.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "models/formats/float_format.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/settings.hpp"
#include "sim/cosim/array_witness.hpp"
#include "sim/cosim/dot_product.hpp"
#include "sim/cosim/rtl_build.hpp"

namespace lop::cli {
namespace {

using nlohmann::json;

std::uint32_t read_hexadecimal(const std::string& name, const json& value) {
  std::uint32_t code = 0;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return code;
  }
  throw pe::OperandError(
      fmt::format("{}: expected a string of at most 8 hexadecimal digits, got {}", name, value.dump()));
}

/// An integer, or a string of hexadecimal digits.
std::uint32_t read_metadata(const std::string& name, const json& value, std::uint32_t most) {
  std::uint64_t code = 0;
  if (value.is_number_unsigned()) {
    code = value.get<std::uint64_t>();
  } else if (value.is_string()) {
    code = read_hexadecimal(name, value);
  } else {
    throw pe::OperandError(fmt::format("{}: expected an integer or a hexadecimal string, got {}", name, value.dump()));
  }
  if (code > most) throw pe::OperandError(fmt::format("{}: expected 0..{}, got {}", name, most, value.dump()));
  return static_cast<std::uint32_t>(code);
}

std::vector<std::uint32_t> read_codes(const json& line, const std::string& name) {
  const auto found = line.find(name);
  if (found == line.end() || !found->is_array()) {
    throw pe::OperandError(fmt::format("expected \"{}\": an array of hexadecimal strings, one an element", name));
  }
  std::vector<std::uint32_t> codes;
  for (std::size_t i = 0; i < found->size(); ++i) {
    codes.push_back(read_hexadecimal(fmt::format("{}[{}]", name, i), (*found)[i]));
  }
  return codes;
}

/// FP32 bits in hexadecimal, or a number rounded to FP32.
std::uint32_t read_channel_scale(const json& value) {
  if (value.is_number()) return formats::encode(formats::kFp32, value.get<double>());
  return read_hexadecimal("channel_scale", value);
}

/// One entry a group, where the mode reads it; else the key is not looked at.
template <typename Store>
void read_group_entries(const json& line, const std::string& name, bool used, std::size_t groups, std::uint32_t most,
                        Store store) {
  if (!used) return;
  const auto found = line.find(name);
  if (found == line.end() || !found->is_array() || found->size() != groups) {
    throw pe::OperandError(fmt::format("expected \"{}\": an array of {} entries, one a group", name, groups));
  }
  for (std::size_t g = 0; g < groups; ++g) store(g, read_metadata(fmt::format("{}[{}]", name, g), (*found)[g], most));
}

cosim::DotProduct read_dot(const pe::Slice& slice, int mode, const std::string& text) {
  const json line = json::parse(text, nullptr, false);
  if (!line.is_object()) throw pe::OperandError("expected a JSON object such as {\"a\":[\"3c00\"],\"w\":[\"5\"]}");
  for (const auto& [key, value] : line.items()) {
    static const std::vector<std::string> kKeys = {"a", "w", "scale", "a_scale", "zero", "special", "channel_scale"};
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
      throw pe::OperandError(fmt::format("unknown key \"{}\"; known: {}", key, fmt::join(kKeys, ", ")));
    }
  }
  cosim::DotProduct dot;
  dot.activations = read_codes(line, "a");
  dot.weights = read_codes(line, "w");
  cosim::check_dot(slice, mode, dot);

  const std::size_t groups = cosim::dot_groups(slice, dot.activations.size());
  dot.metadata.resize(groups);
  const pe::MetadataUse use = slice.metadata_use(mode);
  const std::uint32_t most_scale = use.scale_bits < 32 ? (1u << use.scale_bits) - 1 : UINT32_MAX;
  read_group_entries(line, "scale", use.scale, groups, most_scale,
                     [&](std::size_t g, std::uint32_t code) { dot.metadata[g].scale = code; });
  // Scales of the activations' groups, 1 when there are none.
  const bool scaled_activations = slice.row_metadata_bits(mode) > 0;
  if (scaled_activations) dot.row_metadata.assign(groups, use.one);
  read_group_entries(line, "a_scale", scaled_activations && line.contains("a_scale"), groups, most_scale,
                     [&](std::size_t g, std::uint32_t code) { dot.row_metadata[g] = code; });
  read_group_entries(line, "special", use.special, groups, 3, [&](std::size_t g, std::uint32_t code) {
    dot.metadata[g].special = static_cast<std::uint8_t>(code);
  });
  read_group_entries(line, "zero", use.zero, groups, 15, [&](std::size_t g, std::uint32_t code) {
    dot.metadata[g].zero = static_cast<std::uint8_t>(code);
  });
  if (slice.has_channel_scale() && line.contains("channel_scale")) {
    dot.channel_scale = read_channel_scale(line["channel_scale"]);
  }
  return dot;
}

std::string words(const pe::Slice& slice, const cosim::DotResult& result) {
  std::string accumulator;
  for (auto word = result.accumulator.rbegin(); word != result.accumulator.rend(); ++word) {
    accumulator += fmt::format("{:08x}", *word);
  }
  accumulator.erase(0, accumulator.size() - static_cast<std::size_t>(slice.accumulator_bits() + 3) / 4);
  return fmt::format("{{\"out\":\"{:0{}x}\",\"accumulator\":\"{}\",\"steps\":{},\"flags\":{}}}\n", result.out,
                     (slice.out_bits() + 3) / 4, accumulator, result.steps, json(result.flags).dump());
}

int run_pe(const std::string& stem, const std::vector<std::string>& settings, bool from_gates) {
  const auto slice = pe::make_slice(stem, read_settings(settings));
  const int mode = slice->default_mode();
  const auto grid = slice->make_grid(1, 1);
  std::unique_ptr<cosim::ArrayWitness> gates;
  if (from_gates) {
    gates = cosim::make_rtl_witness(*slice, {}, cosim::find_or_build({slice.get(), {}, false, {}, {}}), 1);
  }

  std::string text;
  for (std::uint64_t line = 1; std::getline(std::cin, text); ++line) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      const cosim::DotProduct dot = read_dot(*slice, mode, text);
      std::cout << words(*slice, gates ? cosim::dot_from_gates(*slice, *gates, mode, dot)
                                       : cosim::dot_from_values(*slice, *grid, mode, dot));
    } catch (const pe::OperandError& error) {
      std::cout.flush();
      throw pe::OperandError(fmt::format("line {} of the input: {}", line, error.what()));
    }
  }
  std::cout.flush();
  if (!std::cout) throw std::ios_base::failure("cannot write to the standard output");
  return 0;
}

}  // namespace

void add_pe_command(CLI::App& app, int& exit_code) {
  struct Options {
    std::string stem;
    std::vector<std::string> settings;
    bool from_gates = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("pe", "PE calculator: JSON Lines in, one dot product a line; exact codes out");
  command->add_option("stem", options->stem, "PE, as `lopsim list pe` names it")->required();
  command->add_option("--set", options->settings, "parameter=value, may be repeated");
  command->add_flag("--rtl", options->from_gates, "from the verilated gates instead of the values");
  command->footer(
      "Example:\n  echo '{\"a\":[\"3c00\",\"4000\"],\"w\":[\"2\",\"c\"],\"scale\":[1],\"special\":[0]}' | lopsim pe "
      "bitmod --set weight_mode=fp4");
  command->callback(
      [options, &exit_code] { exit_code = run_pe(options->stem, options->settings, options->from_gates); });
}

}  // namespace lop::cli
