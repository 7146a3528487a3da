// The section `vector` of a system: a unit for what is not a GEMM, and its prices.
#pragma once

#include "configs/reader/document.hpp"
#include "sim/fast/machine.hpp"
#include "sim/report/price_list.hpp"

namespace lop::sim {

/// Keys lanes, latency_cycles; without the section the machine has no unit. errors  config::ConfigError
VectorUnitShape read_vector_unit(const config::Map& root);

/// cost.vector, a file of prices. errors  config::ConfigError, also for prices of a unit that is not there
void price_vector_unit(const VectorUnitShape& unit, const config::Map& cost, report::PriceList& list);

}  // namespace lop::sim
