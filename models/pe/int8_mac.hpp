// INT8 MAC: one INT8 x INT8 product a cycle, values without time.
#pragma once

#include "models/pe/int_mac.hpp"

namespace lop::pe {

struct Int8MacDot : IntMacDot<Int8MacDot> {
  static constexpr std::string_view kStem = "int8_mac";
  static constexpr std::string_view kFormat = "int8";
};

using Int8Mac = DotSlice<Int8MacDot>;

}  // namespace lop::pe
