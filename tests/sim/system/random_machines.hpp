// Random legal machines, slices and layers for comparing the two fidelities.
#pragma once

#include <memory>
#include <random>
#include <string>

#include "models/pe/slice.hpp"
#include "sim/fast/layer_job.hpp"
#include "sim/system/machine_config.hpp"

namespace lop::sim {

struct RandomCase {
  std::unique_ptr<pe::Slice> slice;
  MachineConfig config;
  LayerJob job;

  std::string describe() const;
};

/// The same case for the same seed.
RandomCase random_case(std::uint32_t seed, bool with_values);
/// The same, weight or input stationary.
RandomCase random_fold_case(std::uint32_t seed, bool with_values);
/// The same, whose layer is a convolution; its values are those of the matrix of windows.
RandomCase random_convolution(std::uint32_t seed, bool with_values);
/// Weight stationary.
RandomCase random_fold_convolution(std::uint32_t seed, bool with_values);

/// An operation of the vector unit on a random machine.
struct RandomOperation {
  std::unique_ptr<pe::Slice> slice;
  MachineConfig config;
  VectorJob job;

  std::string describe() const;
};

RandomOperation random_operation(std::uint32_t seed);

}  // namespace lop::sim
