// Tensors of a graph, row-major: FP32 numbers, or integers that are shapes, indices and conditions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace lop::network::graph {

/// A graph that cannot be run, with its node and what was expected.
class GraphError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

using Extents = std::vector<std::int64_t>;

enum class ElementType { kFloat, kInteger, kBoolean };

/// Of the numbers of TensorProto.DataType: FLOAT; INT32 and INT64; BOOL. Nothing for the others.
std::optional<ElementType> element_type(std::int64_t data_type);
constexpr const char* kElementTypes = "FLOAT, INT32, INT64 or BOOL";

struct TensorType {
  ElementType element = ElementType::kFloat;
  Extents extents;
};
bool operator==(const TensorType& a, const TensorType& b);

struct Tensor {
  TensorType type;
  std::vector<float> floats;
  std::vector<std::int64_t> integers;  // of booleans 0 and 1

  Tensor() = default;
  /// Zeros.
  explicit Tensor(TensorType of);

  bool is_float() const { return type.element == ElementType::kFloat; }
  const Extents& extents() const { return type.extents; }
};

/// "[1, 16, 28, 28]"
std::string text(const Extents& extents);

/// The product. errors  GraphError for a negative extent or more than 2^28 elements
std::size_t elements(const Extents& extents);

/// Of the larger of each two extents, aligned at the last, where they are equal or one is 1; otherwise nothing.
std::optional<Extents> broadcast(const Extents& a, const Extents& b);

// Where operators move elements they do it by a list of the offsets from which each output element comes.

using Offsets = std::vector<std::uint32_t>;
constexpr std::uint32_t kOutside = ~std::uint32_t{0};  // from nowhere

/// Distances between neighbours along each extent.
Extents strides(const Extents& extents);

/// first + sum of index * stride for all indices within the extents, the last one fastest.
Offsets strided_offsets(const Extents& extents, const Extents& steps, std::int64_t first = 0);

/// Of a tensor that is repeated to larger extents, as broadcast() gives them.
Offsets broadcast_offsets(const Extents& from, const Extents& to);

/// out[i] = in[offsets[i]]; `outside` where that is nowhere. Their element types are the same.
void gather(const Tensor& in, const Offsets& offsets, Tensor& out, float outside = 0);

}  // namespace lop::network::graph
