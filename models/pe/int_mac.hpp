// Integer MACs: one two's complement product a cycle into an INT32 accumulator that wraps (ours), values without time.
#pragma once

#include "models/pe/dot_slice.hpp"

namespace lop::pe {

/// `Self` adds kStem and kFormat, the format of both operands.
template <typename Self>
struct IntMacDot : PlainDot {
  static constexpr std::string_view kSource = "ours: a baseline";

  static const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> kNone;
    return kNone;
  }
  static DotMode mode(const std::vector<std::string>&) {
    const CodeTable operands{std::string(Self::kFormat)};
    return {operands.format, operands, operands, 1};
  }
};

}  // namespace lop::pe
