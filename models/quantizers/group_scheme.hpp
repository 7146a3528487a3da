// A group quantiser as a scheme.
#pragma once

#include <memory>

#include "models/quantizers/group_options.hpp"
#include "models/quantizers/scheme.hpp"

namespace lop::quantizers {

/// Parts: codes (rows of packed codes, lowest bits first, each row in whole bytes); group_scale (F32, F16, or U8
/// holding E8M0) or, with a second level, scale_codes (U8) and channel_scale (F32); and where the mode has them
/// second_scale, special and zero (U8).
///
/// errors  QuantizeError for options that make no rule
std::unique_ptr<Scheme> make_group_scheme(const GroupQuantizeOptions& options);

}  // namespace lop::quantizers
