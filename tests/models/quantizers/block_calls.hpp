// Calls of the block codec on vectors.
#pragma once

#include <cstdint>
#include <vector>

#include "models/quantizers/block_format.hpp"

namespace lop::test {

struct EncodedBlocks {
  std::vector<std::uint8_t> scale_codes;
  std::vector<std::uint8_t> codes;
};

inline EncodedBlocks encode(const quantizers::BlockFormat& format, const std::vector<float>& values,
                            const quantizers::BlockOptions& options = {}, float tensor_scale = 1) {
  EncodedBlocks encoded;
  encoded.codes.resize(values.size());
  encoded.scale_codes.resize((values.size() + format.block_size - 1) / format.block_size);
  quantizers::encode_blocks(format, options, tensor_scale, values.data(), values.size(), encoded.codes.data(),
                            encoded.scale_codes.data());
  return encoded;
}

inline std::vector<float> decode(const quantizers::BlockFormat& format, const EncodedBlocks& encoded,
                                 float tensor_scale = 1) {
  std::vector<float> values(encoded.codes.size());
  quantizers::decode_blocks(format, tensor_scale, encoded.codes.data(), encoded.scale_codes.data(), values.size(),
                            values.data());
  return values;
}

}  // namespace lop::test
