// BitMoD's rule for fp4 and fp3: four special values to choose from, or none.
#pragma once

#include <memory>
#include <vector>

#include "models/formats/bitmod_values.hpp"
#include "models/quantizers/element_grid.hpp"
#include "models/quantizers/group_rule.hpp"
#include "models/quantizers/scale_rule.hpp"

namespace lop::quantizers {

/// Candidates in the order ER+, ER-, EA+, EA-; halves of the way between two values go to the lower one.
///
/// plain   without special values; minus zero is unused
/// source  BitMoD, HPCA 2025, released code. Its FP16 arithmetic holds fp4 in half units, which shows where a scale is
///         subnormal or clamped.
template <typename Arithmetic>
std::unique_ptr<GroupRule> make_bitmod_rule(formats::WeightMode mode, bool plain, const ElementRounding& rounding,
                                            ScaleRule scale_rule, std::vector<float> ratios);

}  // namespace lop::quantizers
