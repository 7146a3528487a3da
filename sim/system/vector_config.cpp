// Two numbers and a file.
#include "sim/system/vector_config.hpp"

namespace lop::sim {
namespace {

constexpr std::int64_t kMostLanes = 1 << 16;
constexpr std::int64_t kMostLatency = 1 << 10;

}  // namespace

VectorUnitShape read_vector_unit(const config::Map& root) {
  if (!root.has("vector")) return {};
  const config::Map section = root.map("vector");
  VectorUnitShape unit;
  unit.lanes = section.integer("lanes", 1, kMostLanes);
  unit.latency_cycles = section.integer("latency_cycles", 1, kMostLatency);
  section.finish();
  return unit;
}

void price_vector_unit(const VectorUnitShape& unit, const config::Map& cost, report::PriceList& list) {
  if (!cost.has("vector")) return;
  if (unit.lanes == 0) cost.fail("vector", "prices of a vector unit that the machine does not have; expected `vector:`");
  report::load_vector_prices(cost.file("vector"), list);
}

}  // namespace lop::sim
