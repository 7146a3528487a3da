// A SystemC module with one process on the rising clock edge.
#pragma once

#include <systemc>

namespace lop::sim {

/// Everything a module reads was written at an earlier edge, so the order of modules at an edge has no meaning.
class ClockedModule : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock{"clock"};
  sc_core::sc_in<bool> reset{"reset"};

 protected:
  SC_HAS_PROCESS(ClockedModule);
  explicit ClockedModule(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    SC_METHOD(tick);
    sensitive << clock.pos();
    dont_initialize();
  }
  virtual void tick() = 0;
};

}  // namespace lop::sim
