// From a weight_mode to the rule that quantises its groups.
#pragma once

#include <memory>

#include "models/quantizers/group_options.hpp"
#include "models/quantizers/group_rule.hpp"

namespace lop::quantizers {

/// errors  QuantizeError for an option that is illegal or has no meaning for the mode
std::unique_ptr<GroupRule> make_group_rule(const GroupQuantizeOptions& options);

}  // namespace lop::quantizers
