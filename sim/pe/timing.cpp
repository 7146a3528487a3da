// Finds a slice's timing; pe_timing_includes.hpp is generated from the catalogue.
#include "sim/pe/timing.hpp"

#include "pe_timing_includes.hpp"

namespace lop::sim {

SliceTiming timing_of(const pe::Slice& slice) {
#define PE(name, type, ...) \
  if (const auto* chosen = dynamic_cast<const pe::type*>(&slice)) return timing(*chosen);
#include "models/pe/pe_catalog.def"
#undef PE
  throw pe::OperandError("no timing for PE '" + std::string(slice.stem()) + "'");
}

}  // namespace lop::sim
