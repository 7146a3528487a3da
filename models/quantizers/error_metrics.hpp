// How far values are from their reference: SQNR, cosine, largest and rms relative error, in double, in a fixed order.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace lop::quantizers {

/// Sums over the pairs added so far, so that several tensors can be pooled.
class ErrorMeter {
 public:
  void add(double reference, double value);
  template <typename Reference, typename Value>
  void add(const Reference* references, const Value* values, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) add(static_cast<double>(references[i]), static_cast<double>(values[i]));
  }

  /// 10 log10(sum r^2 / sum (v - r)^2); +inf without an error, -inf with one on a reference of zeros
  double sqnr_db() const;
  /// 1 between two vectors of zeros, 0 when only one is zero
  double cosine() const;
  double max_error() const { return max_error_; }
  /// sqrt(sum (v - r)^2 / sum r^2); 0 without an error, +inf with one on a reference of zeros
  double rms_relative() const;

 private:
  double reference_squares_ = 0;
  double value_squares_ = 0;
  double error_squares_ = 0;
  double products_ = 0;
  double max_error_ = 0;
};

/// errors  std::invalid_argument when the lengths differ
template <typename Reference, typename Value>
ErrorMeter compare(const std::vector<Reference>& references, const std::vector<Value>& values) {
  if (references.size() != values.size()) {
    throw std::invalid_argument("compare: " + std::to_string(references.size()) + " references but " +
                                std::to_string(values.size()) + " values");
  }
  ErrorMeter meter;
  meter.add(references.data(), values.data(), references.size());
  return meter;
}

}  // namespace lop::quantizers
