// Two witnesses of the array behind one interface: the cycle model and the gates. The harness does not know which is
// which.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"

namespace lop::cosim {

class ArrayWitness {
 public:
  virtual ~ArrayWitness() = default;
  /// One clock. With reset the inputs are not looked at.
  virtual void cycle(const sim::ArrayInputs& in, bool reset) = 0;
  /// Outputs visible in the cycle that comes next.
  virtual const sim::ArrayOutputs& outputs() const = 0;
  /// Starts a waveform; false when this witness has none.
  virtual bool trace(const std::filesystem::path&) { return false; }
};

std::unique_ptr<ArrayWitness> make_model_witness(const pe::Slice& slice, const sim::ArrayGeometry& geometry);

/// seed  of the random state in which registers without reset start
std::unique_ptr<ArrayWitness> make_rtl_witness(const pe::Slice& slice, const sim::ArrayGeometry& geometry,
                                               const std::filesystem::path& shared_object, std::uint32_t seed);

}  // namespace lop::cosim
