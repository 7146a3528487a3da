// Quantising the matrices of a tensor file.
#include "sim/cli/tensor_quantizer.hpp"

#include <algorithm>
#include <cstring>

#include "models/quantizers/error_metrics.hpp"

namespace lop::cli {
namespace {

using quantizers::QuantizedMatrix;
using workloads::Dtype;
using workloads::StoredTensor;

constexpr std::int64_t kMostGroupElements = 1 << 20;
constexpr int kSpecialBits = 2, kFp32Bits = 32;

const std::vector<std::string> kModes = {"int2",  "int3",  "int4",  "int5",  "int6",  "int7",  "int8", "uint2",
                                         "uint3", "uint4", "uint5", "uint6", "uint7", "uint8", "fp3",  "fp4"};

int code_bits(const std::string& mode) { return mode.back() - '0'; }
bool is_float(const std::string& mode) { return mode.rfind("fp", 0) == 0; }
bool is_asymmetric(const std::string& mode) { return mode.rfind("uint", 0) == 0; }

std::vector<std::uint8_t> packed_rows(const tensor::Matrix<std::uint32_t>& codes, int bits, std::size_t& bytes_per_row) {
  bytes_per_row = (codes.columns * static_cast<std::size_t>(bits) + 7) / 8;
  std::vector<std::uint8_t> bytes(codes.rows * bytes_per_row, 0);
  for (std::size_t row = 0; row < codes.rows; ++row) {
    std::uint8_t* const out = bytes.data() + row * bytes_per_row;
    for (std::size_t column = 0; column < codes.columns; ++column) {
      for (std::size_t bit = 0; bit < static_cast<std::size_t>(bits); ++bit) {
        const std::size_t at = column * static_cast<std::size_t>(bits) + bit;
        out[at / 8] = static_cast<std::uint8_t>(out[at / 8] | ((codes(row, column) >> bit) & 1u) << (at % 8));
      }
    }
  }
  return bytes;
}

StoredTensor stored_floats(const std::string& name, std::vector<std::uint64_t> shape, const std::vector<float>& values) {
  StoredTensor tensor{name, Dtype::kF32, std::move(shape), std::vector<std::uint8_t>(values.size() * sizeof(float))};
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

template <typename T>
StoredTensor stored_bytes(const std::string& name, const tensor::Matrix<T>& values) {
  StoredTensor tensor{name, Dtype::kU8, {values.rows, values.columns}, {}};
  for (const T value : values.values) tensor.bytes.push_back(static_cast<std::uint8_t>(value));
  return tensor;
}

/// Bits of the codes, of each group's scale, special-value index and zero point, and of the channel scales, over the elements.
double bits_per_element(const QuantizedMatrix& quantized) {
  const std::string& mode = quantized.options.weight_mode;
  const bool two_levels = quantized.options.second_level == quantizers::SecondLevel::kInt8;
  int group_bits = two_levels ? quantized.options.scale_bits : kFp32Bits;
  if (is_float(mode)) group_bits += kSpecialBits;
  if (is_asymmetric(mode)) group_bits += code_bits(mode);
  const double groups_per_row = static_cast<double>(quantized.group_scale.columns);
  const double row_bits = groups_per_row * group_bits + (two_levels ? kFp32Bits : 0);
  return code_bits(mode) + row_bits / static_cast<double>(quantized.codes.columns);
}

void store(const std::string& name, const QuantizedMatrix& quantized, std::vector<StoredTensor>& tensors) {
  const std::string& mode = quantized.options.weight_mode;
  std::size_t bytes_per_row = 0;
  std::vector<std::uint8_t> codes = packed_rows(quantized.codes, code_bits(mode), bytes_per_row);
  tensors.push_back({name + ".codes", Dtype::kU8, {quantized.codes.rows, bytes_per_row}, std::move(codes)});
  if (quantized.options.second_level == quantizers::SecondLevel::kInt8) {
    tensors.push_back(stored_bytes(name + ".scale_codes", quantized.scale_codes));
    tensors.push_back(stored_floats(name + ".channel_scale", {quantized.channel_scale.size()}, quantized.channel_scale));
  } else {
    tensors.push_back(stored_floats(name + ".group_scale", {quantized.group_scale.rows, quantized.group_scale.columns}, quantized.group_scale.values));
  }
  if (is_float(mode)) tensors.push_back(stored_bytes(name + ".special", quantized.special));
  if (is_asymmetric(mode)) tensors.push_back(stored_bytes(name + ".zero", quantized.zero));
}

/// Why a tensor cannot be quantised; empty when it can.
std::string obstacle(const workloads::Tensor& tensor) {
  if (tensor.dtype != Dtype::kF16 && tensor.dtype != Dtype::kBf16 && tensor.dtype != Dtype::kF32) {
    return std::string("its elements are ") + workloads::dtype_name(tensor.dtype) + ", not F16, BF16 or F32";
  }
  if (tensor.shape.size() != 2) return "it has " + std::to_string(tensor.shape.size()) + " dimensions, not 2";
  if (tensor.shape[0] == 0 || tensor.shape[1] == 0) return "it is empty";
  return "";
}

QuantizedTensor quantize_one(const workloads::TensorFile& file, const std::string& name, const quantizers::GroupQuantizeOptions& options,
                             std::vector<StoredTensor>& tensors) {
  const tensor::Matrix<float> weights = file.read_matrix(name);
  try {
    const QuantizedMatrix quantized = quantizers::quantize_groups(weights, options);
    const quantizers::ErrorMeter error = quantizers::compare(weights.values, quantizers::dequantized(quantized).values);
    store(name, quantized, tensors);
    return {name, weights.rows, weights.columns, error.sqnr_db(), error.cosine(), error.max_error(), bits_per_element(quantized)};
  } catch (const quantizers::QuantizeError& error) {
    throw workloads::TensorFileError(file.path(), name, error.what());
  }
}

}  // namespace

TensorSelection read_selection(const config::Document& document) {
  const config::Map root = document.root();
  TensorSelection selection;
  selection.options.weight_mode = root.one_of("weight_mode", kModes);
  selection.options.group_size = static_cast<int>(root.integer("group_size", 1, kMostGroupElements));
  selection.options.scale_bits = static_cast<int>(root.integer("scale_bits", 1, 8));
  selection.options.second_level =
      root.one_of("second_level", {"none", "int8"}) == "int8" ? quantizers::SecondLevel::kInt8 : quantizers::SecondLevel::kNone;
  if (root.has("tensors")) selection.names = root.texts("tensors");
  root.finish();
  return selection;
}

QuantizedFile quantize_file(const workloads::TensorFile& file, const TensorSelection& selection) {
  if (selection.names) {
    for (const std::string& name : *selection.names) {
      const std::string why = obstacle(file.tensor(name));
      if (!why.empty()) throw workloads::TensorFileError(file.path(), name, why);
    }
  }
  QuantizedFile result;
  result.metadata = file.metadata();
  for (const std::string& name : file.names()) {
    const workloads::Tensor& tensor = file.tensor(name);
    std::string why = obstacle(tensor);
    if (selection.names && std::find(selection.names->begin(), selection.names->end(), name) == selection.names->end()) why = "it is not chosen";
    if (why.empty()) {
      result.quantized.push_back(quantize_one(file, name, selection.options, result.tensors));
      result.metadata["lopsim." + name + ".shape"] = std::to_string(tensor.shape[0]) + "," + std::to_string(tensor.shape[1]);
    } else {
      result.left_alone.push_back(name + ": " + why);
      result.tensors.push_back({name, tensor.dtype, tensor.shape, {tensor.bytes.data, tensor.bytes.data + tensor.bytes.size}});
    }
  }
  result.metadata["lopsim.weight_mode"] = selection.options.weight_mode;
  result.metadata["lopsim.group_size"] = std::to_string(selection.options.group_size);
  result.metadata["lopsim.scale_bits"] = std::to_string(selection.options.scale_bits);
  result.metadata["lopsim.second_level"] = selection.options.second_level == quantizers::SecondLevel::kInt8 ? "int8" : "none";
  return result;
}

}  // namespace lop::cli
