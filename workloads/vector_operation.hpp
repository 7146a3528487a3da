// Operations that are not GEMMs, as passes of a vector unit over the rows of a matrix.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lop::workloads {

/// One pass over a row. adds, multiplies: in FP32, of one element.
/// reduces: the pass ends in a number of the whole row, which the next pass needs.
struct VectorPass {
  std::int64_t adds = 0, multiplies = 0;
  bool reduces = false, reads_second = false;
};

/// What an operation reads beside its rows.
enum class SecondOperand {
  kNone,
  kParameters,  // vectors as long as a row, the same ones for all rows, in FP16
  kTable,       // a shorter row of its own for each row, in FP16
  kMatrix,      // a matrix of the same shape and format
};

/// As what results are written.
enum class VectorResult { kActivation, kOutput, kStored };

struct VectorOperation {
  std::string name;
  std::vector<VectorPass> passes;
  SecondOperand second = SecondOperand::kNone;
  std::int64_t parameter_vectors = 0;
  VectorResult result = VectorResult::kActivation;
};

/// rms_norm, layer_norm, softmax, silu_gate, gelu, relu, rotary, add, quantize; null for another name.
/// Exponentials, reciprocals and the like are quadratic interpolations in a table: two multiplications and two additions
/// (ours).
const VectorOperation* find_vector_operation(const std::string& name);

/// In the order of the list above.
std::vector<std::string> vector_operation_names();

/// Codes of a cache as they lie in DRAM: groups along a row, each followed by its scale and what else it needs.
struct StoredFormat {
  std::string name;
  std::int64_t code_bits = 0, group_size = 0, group_bits = 0;
};

}  // namespace lop::workloads
