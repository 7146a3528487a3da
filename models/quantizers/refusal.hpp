// What becomes of input that a quantiser cannot take.
#pragma once

#include <stdexcept>

namespace lop::quantizers {

/// An illegal option or value given by a user.
class QuantizeError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// kPropagate: a NaN or infinity makes every element that shares its scale NaN.
enum class NotFinite { kRefuse, kPropagate };

}  // namespace lop::quantizers
