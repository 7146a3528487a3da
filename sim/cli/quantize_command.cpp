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

std::string row(const std::string& name, std::size_t widest, const std::string& shape,
                const quantizers::ErrorMeter& error, double bits_per_element) {
  return fmt::format("{:<{}} {:>15} {:>10.2f} {:>10.6f} {:>11.4g} {:>12.4f}\n", name, widest, shape, error.sqnr_db(),
                     error.cosine(), error.max_error(), bits_per_element);
}

std::string table(const QuantizedFile& file) {
  std::size_t widest = 6;
  for (const QuantizedTensor& tensor : file.quantized) widest = std::max(widest, tensor.name.size());
  std::string text = fmt::format("{:<{}} {:>15} {:>10} {:>10} {:>11} {:>12}\n", "tensor", widest, "shape", "SQNR (dB)",
                                 "cosine", "max error", "bits/element");
  double elements = 0, bits = 0;
  for (const QuantizedTensor& tensor : file.quantized) {
    text += row(tensor.name, widest, fmt::format("{} x {}", tensor.rows, tensor.columns), tensor.error,
                tensor.bits_per_element);
    const double count = static_cast<double>(tensor.rows) * static_cast<double>(tensor.columns);
    elements += count;
    bits += count * tensor.bits_per_element;
  }
  text += row("pooled", widest, fmt::format("{} tensors", file.quantized.size()), file.pooled,
              elements == 0 ? 0 : bits / elements);
  for (const std::string& name : file.left_alone) text += "left alone: " + name + "\n";
  return text;
}

void quantize(const QuantizeArguments& arguments) {
  const QuantizePlan plan = read_quantize_plan(config::Document::load(arguments.config, arguments.overrides));
  const QuantizedFile result = quantize_file(workloads::TensorFile(arguments.in), plan);
  try {
    workloads::write_safetensors(arguments.out, result.tensors, result.metadata);
  } catch (const std::invalid_argument& error) {
    throw ArgumentError(arguments.in + ": its names clash with those of the quantised tensors: " + error.what());
  }
  print(table(result));
}

}  // namespace

void add_quantize_command(CLI::App& app, int&) {
  CLI::App* const command =
      app.add_subcommand("quantize", "Quantise the matrices of a safetensors file and say what it costs in accuracy");
  command->footer(
      "Example:\n  lopsim quantize workloads/presidents_block0.safetensors --config configs/quantize/bitmod_fp4.yaml "
      "--out fp4.safetensors\n\n"
      "The configuration says weight_mode (int2..int8, uint2..uint8, fp4, fp3, ant4, ant3, olive4, trit_planes,\n"
      "binary_planes; a number format such as e4m3, posit8_0, flint4, power_int4; a block format such as mxfp4, "
      "nvfp4,\n"
      "bfp4), for all but block formats group_size, and what departs from the usual: granularity, second_level,\n"
      "scale_method, rounding, hadamard, smoothing and more. configs/quantize has examples, sim/cli/quantize_plan.hpp "
      "all\n"
      "keys. The last row of the table pools the errors of all tensors.");
  const auto arguments = std::make_shared<QuantizeArguments>();
  command->add_option("IN", arguments->in, "safetensors file")->required();
  command->add_option("--config", arguments->config, "YAML file that says how")->required()->type_name("FILE");
  command->add_option("--out", arguments->out, "safetensors file of codes and scales")->required()->type_name("FILE");
  add_set_option(*command, arguments->overrides, "override a key of the configuration, such as weight_mode=int4");
  command->callback([arguments] { quantize(*arguments); });
}

}  // namespace lop::cli
