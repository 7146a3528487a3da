// How a scalar reads: the strict grammar of numbers and booleans.
#pragma once

#include <string>
#include <string_view>

#include "configs/reader/node.hpp"

namespace lop::config {

enum class Reading { kText, kBoolean, kInteger, kNumber };

/// Quoted scalars are text. Integers are -?(0|[1-9][0-9]*); numbers have a fraction or an exponent besides.
Reading reading(const Node& scalar);

/// Why a plain scalar is refused in whatever role (leading zero, hexadecimal, not finite); empty if it is not.
std::string why_refused(std::string_view plain);

/// errors  false if it does not fit
bool to_integer(std::string_view text, long long& value);
bool to_number(std::string_view text, double& value);

}  // namespace lop::config
