// Floating-point slices: every step in its order, columns side by side.
#include <cmath>
#include <cstring>

#include "models/formats/fp32.hpp"
#include "models/pe/bf16_mac.hpp"
#include "models/pe/fp16_int8_mac.hpp"
#include "models/pe/fp16_mac.hpp"
#include "models/pe/fp8_mac.hpp"
#include "models/tensor/kernels/float_dot.hpp"
#include "models/tensor/kernels/fp16_outputs.hpp"
#include "models/tensor/kernels/lmul_lanes.hpp"

namespace lop::tensor::kernels {
namespace {

class FloatKernel final : public Kernel {
 public:
  FloatKernel(const pe::Slice& slice, FloatOperands operands, Product product, SumFormat sum, const LmulLimits& limits,
              InstructionSet set)
      : Kernel(slice), operands_(std::move(operands)), sum_(sum), limits_(limits), dot_(float_dot(product, sum, set)) {}

  void run(const Block& block, std::uint32_t* accumulators) const override {
    const std::size_t words = slice().accumulator_words(), k = operands_.k();
    std::vector<std::int32_t> sums(block.rows * kPanel);
    std::vector<std::uint32_t> codes(block.rows * kPanel);
    for (std::size_t p = 0; p < block.panels; ++p) {
      std::fill(sums.begin(), sums.end(), 0);
      dot_(operands_.activations(block.row, 0), k, block.rows, operands_.weights(block.panel + p, 0), k, limits_,
           sums.data());
      std::copy(sums.begin(), sums.end(), codes.begin());
      make_canonical(codes.data(), codes.size());
      // Exact, as a sum already is a number of its format.
      if (sum_ == SumFormat::kFp16) fp16_of_scaled(codes.data(), nullptr, codes.size(), codes.data());
      for (std::size_t i = 0; sum_ == SumFormat::kBf16 && i < codes.size(); ++i) codes[i] >>= 16;
      for (std::size_t r = 0; r < block.rows; ++r) {
        std::uint32_t* row = accumulators + (r * block.panels + p) * kPanel * words;
        for (std::size_t c = 0; c < kPanel; ++c) row[c * words] = codes[r * kPanel + c];
      }
    }
  }

 private:
  FloatOperands operands_;
  SumFormat sum_;
  LmulLimits limits_;
  FloatDot dot_;
};

std::int32_t lane(float value) { return static_cast<std::int32_t>(formats::fp32_code(value)); }

template <typename Mac>
std::unique_ptr<Kernel> mac_kernel(const pe::Slice& slice, const GemmOperands& operands, Product product,
                                   InstructionSet set) {
  const Mac mac(slice.choices());
  FloatOperands lanes(
      operands, [&](std::uint32_t code) { return lane(mac.activation(code)); },
      [&](std::uint32_t code) { return lane(mac.weight(code)); });
  const SumFormat sum = slice.accumulator_bits() == 16 ? SumFormat::kFp16 : SumFormat::kFp32;
  return std::make_unique<FloatKernel>(slice, std::move(lanes), product, sum, LmulLimits{}, set);
}

bool all_normal(const pe::LmulRule& rule, const std::vector<std::uint32_t>& codes) {
  return std::all_of(codes.begin(), codes.end(), [&](std::uint32_t code) {
    return (code & rule.format.magnitude_mask()) <= rule.format.max_finite_code();
  });
}

}  // namespace

std::unique_ptr<Kernel> make_float_kernel(const pe::Slice& slice, int, const GemmOperands& operands,
                                          InstructionSet set) {
  const std::string_view stem = slice.stem();
  if (stem == pe::Fp16Product::kStem) return mac_kernel<pe::Fp16Product>(slice, operands, Product::kExact, set);
  if (stem == pe::Bf16Product::kStem) return mac_kernel<pe::Bf16Product>(slice, operands, Product::kFused, set);
  if (stem == pe::Fp8Product::kStem) return mac_kernel<pe::Fp8Product>(slice, operands, Product::kExact, set);
  if (stem == pe::Fp16Int8Product::kStem) {
    return mac_kernel<pe::Fp16Int8Product>(slice, operands, Product::kExact, set);
  }
  return nullptr;
}

std::unique_ptr<Kernel> make_lmul_kernel(const pe::Slice& slice, int, const GemmOperands& operands,
                                         InstructionSet set) {
  const auto* lmul = dynamic_cast<const pe::Lmul*>(&slice);
  if (lmul == nullptr || lmul->accumulator().fixed()) return nullptr;
  const pe::LmulRule& rule = lmul->rule();
  if (rule.format.mantissa_bits > kMostLmulMantissaBits) return nullptr;
  // Infinities and NaNs that are to be such are left to the grid.
  if (rule.strict && !(all_normal(rule, operands.activations.values) && all_normal(rule, operands.weights.values))) {
    return nullptr;
  }
  FloatOperands lanes(
      operands, [&](std::uint32_t code) { return lmul_lane(rule, code, false); },
      [&](std::uint32_t code) { return lmul_lane(rule, code, true); });
  const std::string_view name = lmul->accumulator().out_format().name;
  const SumFormat sum = name == "fp32" ? SumFormat::kFp32 : name == "fp16" ? SumFormat::kFp16 : SumFormat::kBf16;
  const Product product = rule.form == pe::LmulForm::kAdder ? Product::kLmulAdder : Product::kLmulLiteral;
  return std::make_unique<FloatKernel>(slice, std::move(lanes), product, sum, lmul_limits(rule), set);
}

}  // namespace lop::tensor::kernels
