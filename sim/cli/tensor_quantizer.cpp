// Quantising the matrices of a tensor file.
#include "sim/cli/tensor_quantizer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "models/quantizers/hadamard.hpp"
#include "models/quantizers/smoothing.hpp"
#include "models/quantizers/stored_parts.hpp"

namespace lop::cli {
namespace {

using quantizers::PartType;
using workloads::Dtype;
using workloads::StoredTensor;
using Matrix = tensor::Matrix<float>;

StoredTensor stored(const std::string& name, quantizers::StoredPart part) {
  const Dtype dtype = part.type == PartType::kU8     ? Dtype::kU8
                      : part.type == PartType::kFp16 ? Dtype::kF16
                                                     : Dtype::kF32;
  return {name + "." + part.suffix, dtype, {part.shape.begin(), part.shape.end()}, std::move(part.bytes)};
}

/// Why a tensor cannot be quantised; empty when it can.
std::string obstacle(const workloads::Tensor& tensor) {
  if (tensor.dtype != Dtype::kF16 && tensor.dtype != Dtype::kBf16 && tensor.dtype != Dtype::kF32) {
    return std::string("its elements are ") + workloads::dtype_name(tensor.dtype) + ", not F16, BF16 or F32";
  }
  if (tensor.shape.size() != 2) return "it has " + std::to_string(tensor.shape.size()) + " dimensions, not 2";
  return "";
}

bool chosen(const QuantizePlan& plan, const std::string& name) {
  return !plan.names || std::find(plan.names->begin(), plan.names->end(), name) != plan.names->end();
}

std::vector<float> activation_maxima(const workloads::TensorFile& file, const std::string& name) {
  const workloads::Tensor& tensor = file.tensor(name);
  if (tensor.shape.size() != 1) return quantizers::column_maxima(file.read_matrix(name));
  if (tensor.dtype != Dtype::kF32) {
    throw workloads::TensorFileError(file.path(), name, "statistics of one dimension are read as F32 alone");
  }
  std::vector<float> maxima(tensor.shape[0]);
  if (!maxima.empty()) std::memcpy(maxima.data(), tensor.bytes.data, tensor.bytes.size);
  return maxima;
}

/// Scales by weight. Weights of one input must have one scale
/// for each of its channels, so their maxima are taken together.
std::map<std::string, std::vector<float>> smoothing_scales(const workloads::TensorFile& file,
                                                           const QuantizePlan& plan) {
  if (!plan.smoothing) return {};
  std::optional<workloads::TensorFile> other;
  if (plan.smoothing->file) other.emplace(*plan.smoothing->file);
  std::map<std::string, std::vector<float>> weight_maxima;  // by statistics
  for (const auto& [weight, statistics] : plan.smoothing->statistics) {
    const std::string why = chosen(plan, weight) ? obstacle(file.tensor(weight)) : "it is smoothed but not chosen";
    if (!why.empty()) throw workloads::TensorFileError(file.path(), weight, why);
    const std::vector<float> maxima = quantizers::column_maxima(file.read_matrix(weight));
    std::vector<float>& common = weight_maxima.emplace(statistics, maxima).first->second;
    if (common.size() != maxima.size())
      throw workloads::TensorFileError(file.path(), weight,
                                       "its width differs from that of others with statistics " + statistics);
    for (std::size_t j = 0; j < maxima.size(); ++j) {
      if (!(maxima[j] <= common[j])) common[j] = maxima[j];
    }
  }
  std::map<std::string, std::vector<float>> scales;
  for (const auto& [weight, statistics] : plan.smoothing->statistics) {
    try {
      scales[weight] = quantizers::smoothing_scales(activation_maxima(other ? *other : file, statistics),
                                                    weight_maxima[statistics], plan.smoothing->quarters);
    } catch (const quantizers::QuantizeError& error) {
      throw workloads::TensorFileError(file.path(), weight, error.what());
    }
  }
  return scales;
}

void refuse_not_finite(const Matrix& weights) {
  for (std::size_t i = 0; i < weights.values.size(); ++i) {
    if (std::isfinite(weights.values[i])) continue;
    throw quantizers::QuantizeError("weight [" + std::to_string(i / weights.columns) + ", " +
                                    std::to_string(i % weights.columns) + "] is " + std::to_string(weights.values[i]) +
                                    "; expected a finite number");
  }
}

/// scales  null without smoothing
void quantize_one(const std::string& name, const Matrix& weights, const QuantizePlan& plan,
                  const std::vector<float>* scales, QuantizedFile& result) {
  if (plan.refuse_not_finite) refuse_not_finite(weights);
  Matrix transformed = weights;
  if (scales != nullptr) quantizers::multiply_columns(transformed, *scales);
  if (plan.hadamard) quantizers::rotate_rows(transformed, *plan.hadamard);
  quantizers::StoredMatrix matrix = plan.scheme->quantize(transformed);
  if (plan.hadamard) quantizers::rotate_rows(matrix.values, *plan.hadamard);
  if (scales != nullptr) quantizers::divide_columns(matrix.values, *scales);
  result.quantized.push_back({name, weights.rows, weights.columns,
                              quantizers::compare(weights.values, matrix.values.values), matrix.bits_per_element});
  result.pooled.add(weights.values.data(), matrix.values.values.data(), weights.values.size());
  for (quantizers::StoredPart& part : matrix.parts) result.tensors.push_back(stored(name, std::move(part)));
  if (scales == nullptr) return;
  result.tensors.push_back(stored(
      name, quantizers::stored_floats("smoothing", quantizers::ScalePrecision::kFp32, {scales->size()}, *scales)));
}

}  // namespace

QuantizedFile quantize_file(const workloads::TensorFile& file, const QuantizePlan& plan) {
  if (plan.names) {
    for (const std::string& name : *plan.names) {
      const std::string why = obstacle(file.tensor(name));
      if (!why.empty()) throw workloads::TensorFileError(file.path(), name, why);
    }
  }
  const auto scales = smoothing_scales(file, plan);
  QuantizedFile result;
  result.metadata = file.metadata();
  for (const std::string& name : file.names()) {
    const workloads::Tensor& tensor = file.tensor(name);
    const std::string why = chosen(plan, name) ? obstacle(tensor) : "it is not chosen";
    if (!why.empty()) {
      result.left_alone.push_back(name + ": " + why);
      result.tensors.push_back(
          {name, tensor.dtype, tensor.shape, {tensor.bytes.data, tensor.bytes.data + tensor.bytes.size}});
      continue;
    }
    const auto scale = scales.find(name);
    try {
      quantize_one(name, file.read_matrix(name), plan, scale == scales.end() ? nullptr : &scale->second, result);
    } catch (const quantizers::QuantizeError& error) {
      throw workloads::TensorFileError(file.path(), name, error.what());
    }
    result.metadata["lopsim." + name + ".shape"] =
        std::to_string(tensor.shape[0]) + "," + std::to_string(tensor.shape[1]);
  }
  result.metadata["lopsim.quantize"] = plan.configuration;
  return result;
}

}  // namespace lop::cli
