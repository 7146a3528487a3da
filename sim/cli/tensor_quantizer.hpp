// Quantising the matrices of a tensor file: stored codes and scales, and how far they are from the original.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "configs/reader/document.hpp"
#include "models/quantizers/group_quantizer.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli {

struct TensorSelection {
  quantizers::GroupQuantizeOptions options;
  std::optional<std::vector<std::string>> names;   // absent: all that can be quantised
};

/// Reads {weight_mode, group_size, scale_bits, second_level: none|int8, tensors?}.
/// errors  config::ConfigError
TensorSelection read_selection(const config::Document& document);

/// units  bits_per_element: codes and metadata, without the padding of packed rows
struct QuantizedTensor {
  std::string name;
  std::size_t rows = 0, columns = 0;
  double sqnr_db = 0, cosine = 0, max_error = 0, bits_per_element = 0;
};

struct QuantizedFile {
  std::vector<QuantizedTensor> quantized;
  std::vector<std::string> left_alone;                   // "name: why"
  std::vector<workloads::StoredTensor> tensors;          // of the output file, those left alone as they were
  std::map<std::string, std::string> metadata;
};

/// A matrix `name` becomes name.codes (rows of packed codes, lowest bits first, each row in whole bytes) and, where the mode has
/// them, name.group_scale (F32) or name.scale_codes (U8) with name.channel_scale (F32), name.special and name.zero (U8).
/// errors  workloads::TensorFileError
QuantizedFile quantize_file(const workloads::TensorFile& file, const TensorSelection& selection);

}  // namespace lop::cli
