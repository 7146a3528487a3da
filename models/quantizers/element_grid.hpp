// The numbers that a group's scaled values are rounded to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "models/formats/number_format.hpp"

namespace lop::quantizers {

/// How every element is rounded, by its place in its matrix.
struct ElementRounding {
  formats::Rounding mode = formats::Rounding::kNearestEven;
  std::uint64_t seed = 0;

  formats::ResultRule rule(std::uint64_t index) const {
    const bool random = mode == formats::Rounding::kStochastic;
    return {mode, formats::Overflow::kSaturate, random ? formats::counter_random(seed, index) : 0};
  }
};

class ElementGrid {
 public:
  virtual ~ElementGrid() = default;
  int bits() const { return format_.bits(); }
  double value(std::uint32_t code) const { return format_.decode(code); }
  float peak() const { return peak_; }

  /// scaled  finite or infinite; what lies beyond the ends becomes the end
  /// first   index of scaled[0] in its matrix
  virtual void round(const float* scaled, std::size_t count, std::uint64_t first, std::uint32_t* codes,
                     float* values) const = 0;

 protected:
  explicit ElementGrid(formats::NumberFormat format, float peak) : format_(std::move(format)), peak_(peak) {}
  formats::NumberFormat format_;

 private:
  float peak_;
};

/// All finite values of a format. The most negative code of signed integers and of power_int
/// stays unused, so that their values are symmetric: power_intN is q = RNE((2^(N-1) - 1)
/// sign(x) sqrt(|x| / max|x|)), its bounds (q + 1/2)^2 exact without a root.
///
/// source  power_int: NUPES, arXiv 2308.05600, exponent 1/2
/// peak    the value that a group's largest magnitude becomes; 0: the largest magnitude of the format
std::unique_ptr<ElementGrid> make_grid(const formats::NumberFormat& format, const ElementRounding& rounding,
                                       float peak = 0);

}  // namespace lop::quantizers
