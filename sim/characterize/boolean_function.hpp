// A Boolean expression over names, as Liberty writes functions and conditions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lop::characterize {

/// Operators from the tightest: ! and ', then ^, then & and * and a blank, then | and +.
/// source  Liberty User Guide, "function" of a pin
class BooleanFunction {
 public:
  /// errors  std::invalid_argument: what was expected, and where
  explicit BooleanFunction(std::string_view text);

  /// In order of appearance, each once.
  const std::vector<std::string>& names() const { return names_; }

  /// Bit i of `values` is the value of names()[i].
  bool evaluate(std::uint64_t values) const;

  /// The same function with names replaced by functions; where `replacement` gives null, the name stays.
  /// errors  std::invalid_argument when that needs more than 64 names, or is too deep
  BooleanFunction inlined(const std::function<const BooleanFunction*(const std::string&)>& replacement) const;

  /// What the function does when `name` rises with the others as they are in some state.
  struct Sense {
    bool rises = false, falls = false;  // in at least one state
  };
  /// errors  std::invalid_argument for more than 20 names
  Sense sense(const std::string& name) const;

 private:
  friend class BooleanParser;
  BooleanFunction() = default;
  int index_of(const std::string& name);
  void check_depth() const;

  // Postfix; from 0 up a name, below that an operator.
  std::vector<int> code_;
  std::vector<std::string> names_;
};

}  // namespace lop::characterize
