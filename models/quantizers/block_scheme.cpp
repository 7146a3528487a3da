// What a block format stores.
#include "models/quantizers/block_scheme.hpp"

#include <algorithm>
#include <utility>

#include "models/quantizers/stored_parts.hpp"

namespace lop::quantizers {
namespace {

class BlockScheme : public Scheme {
 public:
  BlockScheme(BlockFormat format, const BlockOptions& options) : format_(std::move(format)), options_(options) {
    encode_blocks(format_, options_, 1.0f, nullptr, 0, nullptr, nullptr);  // refuses bad options
  }

  StoredMatrix quantize(const tensor::Matrix<float>& values) const override {
    const std::size_t blocks = (values.columns + format_.block_size - 1) / format_.block_size;
    const float scale =
        format_.has_tensor_scale ? tensor_scale(format_, values.values.data(), values.values.size()) : 1.0f;
    tensor::Matrix<std::uint8_t> codes(values.rows, values.columns), scale_codes(values.rows, blocks);
    tensor::Matrix<float> decoded(values.rows, values.columns);
    for (std::size_t row = 0; row < values.rows; ++row) {
      encode_blocks(format_, options_, scale, values.row(row), values.columns, codes.row(row), scale_codes.row(row));
      decode_blocks(format_, scale, codes.row(row), scale_codes.row(row), values.columns, decoded.row(row));
    }
    tensor::Matrix<std::uint32_t> wide(values.rows, values.columns);
    std::copy(codes.values.begin(), codes.values.end(), wide.values.begin());
    const int bits = format_.element.bits();
    StoredMatrix stored{{packed_codes("codes", wide, bits), stored_bytes("block_scale", scale_codes)},
                        {values.rows, values.columns},
                        bits + 0.0};
    if (format_.has_tensor_scale) {
      stored.parts.push_back(stored_floats("tensor_scale", ScalePrecision::kFp32, {1}, {scale}));
    }
    std::copy(decoded.values.begin(), decoded.values.end(), stored.values.values.begin());
    if (values.values.empty()) return stored;
    const double metadata_bits =
        8.0 * static_cast<double>(scale_codes.values.size()) + (format_.has_tensor_scale ? 32 : 0);
    stored.bits_per_element += metadata_bits / static_cast<double>(values.values.size());
    return stored;
  }

 private:
  BlockFormat format_;
  BlockOptions options_;
};

}  // namespace

std::unique_ptr<Scheme> make_block_scheme(const BlockFormat& format, const BlockOptions& options) {
  return std::make_unique<BlockScheme>(format, options);
}

}  // namespace lop::quantizers
