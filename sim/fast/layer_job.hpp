// One layer to be run on the machine: a GEMM of M tokens x K x N output channels.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "models/tensor/gemm.hpp"
#include "sim/fast/gemm_shape.hpp"

namespace lop::sim {

struct LayerJob {
  std::string name;
  std::int64_t m = 1, k = 1, n = 1;
  std::int64_t count = 1;                                  // equal executions, carried into the result
  int mode = 0;                                            // index into Slice::modes()
  std::shared_ptr<const tensor::GemmOperands> operands;    // null: cycles and counts only
  std::optional<tensor::Convolution> convolution = std::nullopt;   // whose windows are the rows of the activations
  std::optional<Mapping> mapping = std::nullopt;                   // without one the machine's own rule

  GemmShape shape() const { return {m, k, n, convolution}; }
};

/// errors  pe::OperandError naming the layer, when sizes, mode or operands do not fit the slice
void check_job(const pe::Slice& slice, const LayerJob& job);

}  // namespace lop::sim
