// A quantiser as its users see it: a matrix becomes stored tensors, and the numbers that these stand for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/quantizers/group_options.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::quantizers {

enum class PartType { kU8, kFp16, kFp32 };

/// A tensor to be stored beside others of the same matrix.
struct StoredPart {
  std::string suffix;  // after the matrix's name and a dot
  PartType type;
  std::vector<std::size_t> shape;
  std::vector<std::uint8_t> bytes;  // little-endian, row by row
};

struct StoredMatrix {
  std::vector<StoredPart> parts;
  tensor::Matrix<double> values;  // what the parts stand for
  double bits_per_element = 0;    // codes and metadata, without the padding of packed rows
};

class Scheme {
 public:
  virtual ~Scheme() = default;
  /// errors  QuantizeError for values it cannot take
  virtual StoredMatrix quantize(const tensor::Matrix<float>& values) const = 0;
};

/// Parts: codes (rows of packed codes, lowest bits first, each row in whole bytes); group_scale (F32, F16, or U8 holding E8M0)
/// or, with a second level, scale_codes (U8) and channel_scale (F32); and where the mode has them second_scale, special and zero
/// (U8).
///
/// errors  QuantizeError for options that make no rule
std::unique_ptr<Scheme> make_group_scheme(const GroupQuantizeOptions& options);

StoredPart stored_floats(const std::string& suffix, ScalePrecision precision, std::vector<std::size_t> shape, const std::vector<float>& values);
StoredPart stored_bytes(const std::string& suffix, const tensor::Matrix<std::uint8_t>& values);
/// shapes  {rows, ceil(columns * bits / 8)}
StoredPart packed_codes(const std::string& suffix, const tensor::Matrix<std::uint32_t>& codes, int bits);

}  // namespace lop::quantizers
