// Integer slices with one INT32 accumulator: a sum that wraps may be taken in any order.
#include "models/pe/dot_slice.hpp"
#include "models/pe/olive.hpp"
#include "models/tensor/kernels/digit_sums.hpp"

namespace lop::tensor::kernels {
namespace {

class IntegerKernel final : public Kernel {
 public:
  template <typename Decode>
  IntegerKernel(const pe::Slice& slice, const GemmOperands& operands, InstructionSet set, Decode decode)
      : Kernel(slice), operands_(operands, operands.activations.columns, 1, set, decode) {}

  void run(const Block& block, std::uint32_t* accumulators) const override {
    std::vector<std::int32_t> sums(block.rows * kPanel);
    for (std::size_t p = 0; p < block.panels; ++p) {
      operands_.sum(block.row, block.rows, block.panel + p, 0, sums.data());
      for (std::size_t r = 0; r < block.rows; ++r) {
        std::copy_n(sums.data() + r * kPanel, kPanel, accumulators + (r * block.panels + p) * kPanel);
      }
    }
  }
  void out_codes(const std::uint32_t* accumulators, const std::uint32_t*, std::size_t columns,
                 std::uint32_t* out) const override {
    std::copy_n(accumulators, columns, out);
  }

 private:
  DigitOperands operands_;
};

/// Pairs lie within chunks, and what fills up the last one are zeros.
void decode_pairs(const pe::CodeTable& table, const std::uint32_t* codes, std::size_t count, std::int64_t* values) {
  for (std::size_t k = 0; k < count; k += 2) {
    const std::uint32_t pair[2] = {codes[k], k + 1 < count ? codes[k + 1] : 0};
    std::int32_t decoded[2];
    pe::OliveDot::decode(table, pair, 2, decoded);
    std::copy_n(decoded, std::min<std::size_t>(2, count - k), values + k);
  }
}

}  // namespace

std::unique_ptr<Kernel> make_integer_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                            InstructionSet set) {
  const std::string_view stem = slice.stem();
  const bool pairs = stem == "olive";
  if (!pairs && stem != "int8_mac" && stem != "int4_mac" && stem != "ant" && stem != "bitfusion") return nullptr;
  const pe::CodeTable activations(slice.activation_format(mode)), weights(slice.weight_format(mode));
  const std::size_t count = operands.activations.columns;
  return std::make_unique<IntegerKernel>(
      slice, operands, set, [&](std::size_t line, bool of_weights, std::int64_t* values) {
        const pe::CodeTable& table = of_weights ? weights : activations;
        const std::uint32_t* codes = (of_weights ? operands.weights : operands.activations).row(line);
        if (pairs) return decode_pairs(table, codes, count, values);
        std::transform(codes, codes + count, values, [&](std::uint32_t code) { return table.value(code); });
      });
}

}  // namespace lop::tensor::kernels
