// Stored forms of codes and scales.
#pragma once

#include <string>
#include <vector>

#include "models/quantizers/group_options.hpp"
#include "models/quantizers/scheme.hpp"

namespace lop::quantizers {

StoredPart stored_floats(const std::string& suffix, ScalePrecision precision, std::vector<std::size_t> shape,
                         const std::vector<float>& values);
StoredPart stored_bytes(const std::string& suffix, const tensor::Matrix<std::uint8_t>& values);
/// shapes  {rows, ceil(columns * bits / 8)}
StoredPart packed_codes(const std::string& suffix, const tensor::Matrix<std::uint32_t>& codes, int bits);

}  // namespace lop::quantizers
