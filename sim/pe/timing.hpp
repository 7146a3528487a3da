// When a slice does what it does: the latencies of its stages, from its catalogue entry.
#pragma once

#include "models/pe/slice.hpp"

namespace lop::sim {

/// units  clock cycles; source  docs/machine.md
struct SliceTiming {
  int edge = 1;           // operand code at the array port -> operand at the first PE
  int pe = 0;             // step at the PE -> its effect readable
  int group_end = 1;      // group accumulator readable -> drain register readable: dequantisation, or the move alone
  int column = 0;         // drain register -> output accumulator, per row
  int output = 0;         // bottom of the array -> out_o
  int mode_switch = 0;    // without a step, between the last one of an output and the first of one in another mode
};

/// Of a slice that multiplies, adds its lanes if it has several, and accumulates in the next cycle, without group
/// arithmetic: a row leaves from its drain register.
inline SliceTiming multiply_then_add() {
  SliceTiming timing;
  timing.pe = 2;
  timing.output = 1;
  return timing;
}

/// errors  pe::OperandError for a stem that is not in the catalogue
SliceTiming timing_of(const pe::Slice& slice);

}  // namespace lop::sim
