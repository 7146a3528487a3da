// One layer to be run on the machine: a GEMM of M tokens x K x N output channels.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "models/tensor/gemm.hpp"
#include "sim/fast/gemm_shape.hpp"
#include "sim/fast/vector_shape.hpp"

namespace lop::sim {

struct LayerJob {
  std::string name;
  std::int64_t m = 1, k = 1, n = 1;
  std::int64_t count = 1;                                  // equal executions, carried into the result
  int mode = 0;                                            // index into Slice::modes()
  std::shared_ptr<const tensor::GemmOperands> operands;    // null: cycles and counts only
  std::optional<tensor::Convolution> convolution = std::nullopt;   // whose windows are the rows of the activations
  std::optional<Mapping> mapping = std::nullopt;                   // without one the machine's own rule
  std::optional<Packing> stored = std::nullopt;                    // GemmShape::stored

  GemmShape shape() const { return {m, k, n, convolution, stored}; }
};

/// An operation of the vector unit to be run on the machine.
struct VectorJob {
  std::string name;
  std::int64_t count = 1;
  int mode = 0;         // of the slice whose codes are read and written
  VectorShape shape;
};

/// errors  pe::OperandError naming the layer, when sizes, mode or operands do not fit the slice
void check_job(const pe::Slice& slice, const LayerJob& job);

/// The same of the sizes of an operation.
void check_job(const VectorJob& job);

}  // namespace lop::sim
