// The vector unit's time: a pipeline behind the SRAMs. What it computes is not modelled, only when.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/array_ports.hpp"

namespace lop::sim {

struct VectorUnitOutputs {
  bool valid = false;
  std::vector<std::uint32_t> out;  // no values
};

class VectorUnit {
 public:
  /// units  latency_cycles from 1: a step at the port, its results at the output SRAM
  explicit VectorUnit(std::int64_t latency_cycles) : stages_(static_cast<std::size_t>(latency_cycles)) {}
  void reset();
  /// Takes a step; with `read` its chunk is of the pass that writes.
  void compute(const ArrayInputs& in);
  void commit() { outputs_.valid = next_; }
  const VectorUnitOutputs& outputs() const { return outputs_; }

 private:
  std::vector<std::uint8_t> stages_;  // results on their way, a ring
  std::size_t oldest_ = 0;
  bool next_ = false;
  VectorUnitOutputs outputs_;
};

}  // namespace lop::sim
