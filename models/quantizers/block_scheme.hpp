// Scaled block formats as a scheme.
#pragma once

#include <memory>

#include "models/quantizers/block_format.hpp"
#include "models/quantizers/scheme.hpp"

namespace lop::quantizers {

/// Blocks along the rows. Parts: codes (rows of packed element codes, lowest bits first, each row in whole bytes),
/// block_scale (U8, codes of the format's scale) and, where it has one, tensor_scale (F32, one).
///
/// errors  QuantizeError for options that the format has no use for
std::unique_ptr<Scheme> make_block_scheme(const BlockFormat& format, const BlockOptions& options);

}  // namespace lop::quantizers
