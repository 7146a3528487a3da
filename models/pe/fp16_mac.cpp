// FP16 MAC slice: parameters and grid.
#include "models/pe/fp16_mac.hpp"

#include <algorithm>

#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"
#include "models/pe/grid_base.hpp"
#include "models/pe/parameters.hpp"
#include "models/pe/vector_clones.hpp"

namespace lop::pe {
namespace {

const std::vector<Parameter>& fp16_mac_parameters() {
  static const std::vector<Parameter> kParameters = {{"accumulator", {"fp32", "fp16"}, ParameterKind::kGates}};
  return kParameters;
}

LOP_VECTOR_CLONES void add_products(float activation, const float* weights, std::size_t columns, float* accumulators) {
  for (std::size_t c = 0; c < columns; ++c) accumulators[c] += activation * weights[c];
}

/// Exact product plus accumulator in FP64, then one rounding to FP16. FP64 holds the sum exactly wherever its last bits
/// can decide that rounding: 11 + 22 bits, and an operand that falls out of its 53 bits lies far below half a last place.
float add_to_fp16(float activation, float weight, float accumulator) {
  const double sum = static_cast<double>(accumulator) + static_cast<double>(activation) * static_cast<double>(weight);
  return formats::fp32_value(formats::fp32_from_fp16(formats::encode(formats::kFp16, sum)));
}

class Fp16MacGrid final : public GridBase {
 public:
  Fp16MacGrid(bool fp16_accumulator, int rows, int columns)
      : GridBase(rows, columns),
        fp16_accumulator_(fp16_accumulator),
        weights_(columns_),
        accumulators_(rows_ * columns_),
        row_invalid_(rows_),
        column_invalid_(columns_) {}

 protected:
  void accumulate(const Step& step, bool first, bool head, bool) override {
    if (first && head) {
      std::fill(accumulators_.begin(), accumulators_.end(), 0.0f);
      std::fill(row_invalid_.begin(), row_invalid_.end(), 0);
      std::fill(column_invalid_.begin(), column_invalid_.end(), 0);
    }
    for (std::size_t c = 0; c < columns_; ++c) weights_[c] = operand(step.weights[c], column_invalid_[c]);
    for (std::size_t r = 0; r < rows_; ++r) {
      const float activation = operand(step.activations[r], row_invalid_[r]);
      float* row = accumulators_.data() + r * columns_;
      if (!fp16_accumulator_) {
        add_products(activation, weights_.data(), columns_, row);
      } else {
        for (std::size_t c = 0; c < columns_; ++c) row[c] = add_to_fp16(activation, weights_[c], row[c]);
      }
    }
  }

  void end_group(const Step&, bool) override {}

  void latch(std::vector<std::uint32_t>& outputs) const override {
    const std::uint32_t nan = fp16_accumulator_ ? formats::kFp16Nan : formats::kFp32Nan;
    for (std::size_t r = 0; r < rows_; ++r) {
      for (std::size_t c = 0; c < columns_; ++c) {
        const std::uint32_t code = formats::fp32_canonical(accumulators_[r * columns_ + c]);
        const bool invalid = row_invalid_[r] != 0 || column_invalid_[c] != 0;
        outputs[r * columns_ + c] = invalid ? nan : fp16_accumulator_ ? formats::fp16_from_fp32(code) : code;
      }
    }
  }

 private:
  /// A finite operand's value; infinities and NaNs count as zero and leave their mark.
  static float operand(std::uint32_t code, std::uint8_t& invalid) {
    if ((code & 0x7c00) != 0x7c00) return formats::fp32_value(formats::fp32_from_fp16(code));
    invalid = 1;
    return 0.0f;
  }

  bool fp16_accumulator_;
  std::vector<float> weights_;        // [columns] of this step
  std::vector<float> accumulators_;   // [rows][columns]
  std::vector<std::uint8_t> row_invalid_, column_invalid_;
};

}  // namespace

Fp16Mac::Fp16Mac(const Choices& choices)
    : choices_(resolve_choices(std::string(kStem), fp16_mac_parameters(), choices)),
      fp16_accumulator_(choices_.at("accumulator") == "fp16") {}

const std::vector<Parameter>& Fp16Mac::parameters() const { return fp16_mac_parameters(); }

const std::vector<std::string>& Fp16Mac::modes() const {
  static const std::vector<std::string> kModes = {"fp16"};
  return kModes;
}

std::vector<std::string> Fp16Mac::flags(std::uint32_t accumulator) const {
  if (accumulator == (fp16_accumulator_ ? formats::kFp16Nan : formats::kFp32Nan)) return {"invalid"};
  return {};
}

std::unique_ptr<Grid> Fp16Mac::make_grid(int rows, int columns) const {
  return std::make_unique<Fp16MacGrid>(fp16_accumulator_, rows, columns);
}

}  // namespace lop::pe
