// A quantiser as its users see it: a matrix becomes stored tensors, and the numbers that these stand for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

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

}  // namespace lop::quantizers
