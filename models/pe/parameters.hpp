// Resolves a user's choice of PE parameters against what the PE offers.
#pragma once

#include <string>
#include <vector>

#include "models/pe/slice.hpp"

namespace lop::pe {

/// Every parameter with its value: the chosen ones checked, the others at their default.
/// errors  OperandError naming the parameter, what was found and what is legal
Choices resolve_choices(const std::string& stem, const std::vector<Parameter>& parameters, const Choices& choices);

/// Whether a value is a number, written plainly, from `least` to `most`.
bool is_number_between(const std::string& value, int least, int most);

/// Index of a chosen value in its parameter's list.
int choice_index(const std::vector<Parameter>& parameters, const Choices& choices, const std::string& name);

/// A chosen value that is a number.
int choice_number(const Choices& choices, const std::string& name);

}  // namespace lop::pe
