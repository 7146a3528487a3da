// lopsim quantize: the matrices of a tensor file as codes and scales.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/output.hpp"
#include "sim/cli/tensor_quantizer.hpp"

namespace lop::cli {
namespace {

struct QuantizeArguments {
  std::string in, config, out;
  std::vector<std::string> overrides;
};

std::string table(const QuantizedFile& file) {
  std::size_t widest = 6;
  for (const QuantizedTensor& tensor : file.quantized) widest = std::max(widest, tensor.name.size());
  std::string text = fmt::format("{:<{}} {:>15} {:>10} {:>10} {:>11} {:>12}\n", "tensor", widest, "shape", "SQNR (dB)", "cosine", "max error", "bits/element");
  for (const QuantizedTensor& tensor : file.quantized) {
    text += fmt::format("{:<{}} {:>15} {:>10.2f} {:>10.6f} {:>11.4g} {:>12.4f}\n", tensor.name, widest, fmt::format("{} x {}", tensor.rows, tensor.columns),
                        tensor.sqnr_db, tensor.cosine, tensor.max_error, tensor.bits_per_element);
  }
  for (const std::string& name : file.left_alone) text += "left alone: " + name + "\n";
  return text;
}

void quantize(const QuantizeArguments& arguments) {
  const TensorSelection selection = read_selection(config::Document::load(arguments.config, arguments.overrides));
  const QuantizedFile result = quantize_file(workloads::TensorFile(arguments.in), selection);
  try {
    workloads::write_safetensors(arguments.out, result.tensors, result.metadata);
  } catch (const std::invalid_argument& error) {
    throw ArgumentError(arguments.in + ": its names clash with those of the quantised tensors: " + error.what());
  }
  print(table(result));
}

}  // namespace

void add_quantize_command(CLI::App& app, int&) {
  CLI::App* const command = app.add_subcommand("quantize", "Quantise the matrices of a safetensors file and say what it costs in accuracy");
  command->footer(
      "Example:\n  lopsim quantize workloads/presidents_block0.safetensors --config configs/quantize/bitmod_fp4.yaml --out fp4.safetensors\n\n"
      "The configuration has the keys weight_mode, group_size, scale_bits, second_level (none, int8) and, to choose tensors by name, tensors.");
  const auto arguments = std::make_shared<QuantizeArguments>();
  command->add_option("IN", arguments->in, "safetensors file")->required();
  command->add_option("--config", arguments->config, "YAML file that says how")->required()->type_name("FILE");
  command->add_option("--out", arguments->out, "safetensors file of codes and scales")->required()->type_name("FILE");
  add_set_option(*command, arguments->overrides, "override a key of the configuration, such as weight_mode=int4");
  command->callback([arguments] { quantize(*arguments); });
}

}  // namespace lop::cli
