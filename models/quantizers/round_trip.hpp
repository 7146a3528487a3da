// Quantising and dequantising in place: what remains of numbers that pass through a type, named in one word.
#pragma once

#include <memory>
#include <string>

#include "models/tensor/matrix.hpp"

namespace lop::quantizers {

/// Runs along a row of so many elements share a scale; the last one may be shorter.
struct RunLength {
  int elements = 0;  // 0: the whole row
};

/// Names: int2..int8 symmetric, int2_asym..int8_asym with a zero point; fp4 and fp3 with their plain values, bitmod4
/// and bitmod3 with the special value that fits a group best; what GroupQuantizeOptions::weight_mode knows besides;
/// names of block_format(), with their own blocks and scales. A scale is the largest magnitude over the type's largest
/// value, rounded to FP16 before codes are chosen. Formats of more than 8 bits take the numbers as they are, without a
/// scale.
class RoundTrip {
 public:
  /// errors  QuantizeError for an unknown name
  RoundTrip(const std::string& type, RunLength run);
  ~RoundTrip();
  RoundTrip(RoundTrip&&) noexcept;

  /// Whether a row's result depends on other rows: nvfp4, whose tensor scale is the whole matrix's.
  bool joins_rows() const;

  /// Numbers nearest in FP32. The bits do not depend on the number of threads.
  /// errors  QuantizeError for a number that is not finite, or beyond a format without a scale
  void apply(tensor::Matrix<float>& values) const;

 private:
  class Method;
  class Groups;
  class Blocks;
  class Elements;
  std::unique_ptr<const Method> method_;
};

}  // namespace lop::quantizers
