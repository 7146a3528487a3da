// Integer arithmetic that time and sizes are made of.
#pragma once

#include <cstdint>

namespace lop::sim {

/// a / b rounded up. shapes  a from 0, b from 1, a + b within 63 bits
constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace lop::sim
