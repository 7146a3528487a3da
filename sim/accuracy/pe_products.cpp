// From FP32 to codes, through the slice, and back.
#include "sim/accuracy/pe_products.hpp"

#include <algorithm>
#include <utility>

#include "models/tensor/fast_gemm.hpp"
#include "sim/accuracy/fp16_codes.hpp"
#include "sim/system/operands.hpp"

namespace lop::accuracy {
namespace {

using network::Matrix;

class PeProduct : public network::Product {
 public:
  PeProduct(std::shared_ptr<const pe::Slice> slice, const Matrix& weights,
            std::shared_ptr<const quantizers::RoundTrip> activations)
      : slice_(std::move(slice)),
        weights_(sim::make_weight_operands(*slice_, mode(), fp16_codes(weights, 0, weights.rows))),
        activations_(std::move(activations)) {}

  Matrix apply(const Matrix& activations, std::size_t sequence) const override {
    Matrix values = activations;
    if (activations_) network::quantize_tokens(*activations_, values, sequence);
    Matrix out(values.rows, weights_.weights.rows);
    const std::size_t at_once = sim::rows_are_independent(*slice_, mode()) ? values.rows : sequence;
    for (std::size_t first = 0; first < values.rows; first += at_once) {
      const std::size_t rows = std::min(at_once, values.rows - first);
      const tensor::GemmOperands operands =
          sim::with_activations(*slice_, mode(), weights_, fp16_codes(values, first, rows));
      const std::vector<double> outputs =
          sim::output_values(*slice_, operands, tensor::fast_gemm(*slice_, mode(), operands));
      std::transform(outputs.begin(), outputs.end(), out.row(first),
                     [](double value) { return static_cast<float>(value); });
    }
    return out;
  }

 private:
  int mode() const { return slice_->default_mode(); }

  std::shared_ptr<const pe::Slice> slice_;
  tensor::GemmOperands weights_;
  std::shared_ptr<const quantizers::RoundTrip> activations_;
};

}  // namespace

std::unique_ptr<network::Product> PeProducts::linear(const std::string&, Matrix weights) {
  if (quantization_.weights) quantization_.weights->apply(weights);
  return std::make_unique<PeProduct>(slice_, weights, quantization_.activations);
}

std::unique_ptr<network::Product> PeProducts::attention(network::AttentionProduct, std::size_t,
                                                        const Matrix& weights) const {
  return std::make_unique<PeProduct>(slice_, weights, nullptr);
}

void PeProducts::cache(Matrix& rows, std::size_t width) const {
  if (quantization_.cache) network::quantize_heads(*quantization_.cache, rows, width);
}

}  // namespace lop::accuracy
