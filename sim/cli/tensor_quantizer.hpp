// Quantising the matrices of a tensor file: stored codes and scales, and how far they are from the original.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/quantizers/error_metrics.hpp"
#include "sim/cli/quantize_plan.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli {

/// Errors are those of the original weights, what the stored ones
/// stand for taken back through rotation and smoothing in double.
struct QuantizedTensor {
  std::string name;
  std::size_t rows = 0, columns = 0;
  quantizers::ErrorMeter error;
  double bits_per_element = 0;
};

struct QuantizedFile {
  std::vector<QuantizedTensor> quantized;
  quantizers::ErrorMeter pooled;                 // over all of them
  std::vector<std::string> left_alone;           // "name: why"
  std::vector<workloads::StoredTensor> tensors;  // of the output file, those left alone as they were
  std::map<std::string, std::string> metadata;   // the input's, lopsim.quantize (the configuration), lopsim.NAME.shape
};

/// A matrix `name` becomes the parts of its scheme (models/quantizers, group_scheme.hpp and block_scheme.hpp),
/// name.codes and so on, and name.smoothing (F32), by which activations are to be divided, where the plan smooths it.
/// errors  workloads::TensorFileError
QuantizedFile quantize_file(const workloads::TensorFile& file, const QuantizePlan& plan);

}  // namespace lop::cli
