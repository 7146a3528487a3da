// INT4 MAC: one INT4 x INT4 product a cycle, values without time.
#pragma once

#include "models/pe/int_mac.hpp"

namespace lop::pe {

struct Int4MacDot : IntMacDot<Int4MacDot> {
  static constexpr std::string_view kStem = "int4_mac";
  static constexpr std::string_view kFormat = "int4";
};

using Int4Mac = DotSlice<Int4MacDot>;

}  // namespace lop::pe
