// An operator of a graph made ready: the shapes of its outputs are known, its attributes checked.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "models/network/graph/tensor.hpp"
#include "models/tensor/matrix.hpp"

namespace lop::network::graph {

using Matrix = tensor::Matrix<float>;
using Inputs = std::vector<const Tensor*>;  // null where an optional one is left out

/// A product with constant weights, taken apart: an image's activations as rows, its outputs from the products of these
/// rows. Several groups (of a convolution, or a stack of matrices) have weights and rows of their own.
struct Linear {
  Matrix weights;  // {groups x outputs of one, k}
  std::size_t groups = 1;
  std::size_t rows = 0;                                                             // of an image, in one group
  std::function<void(const Inputs&, std::size_t group, float* rows)> take;          // {rows, k}
  std::function<void(const float* products, std::size_t group, Tensor& out)> give;  // {rows, outputs of one}
  std::function<void(const Inputs&, Tensor& out)> finish;                           // what is added; may be empty

  std::size_t outputs() const { return weights.rows / groups; }
};

/// The product of two computed matrices, {m, k} and {k, n}.
using Multiply = std::function<Matrix(const Matrix& left, const Matrix& right)>;

/// One of the three is there. `out` has the types of `outputs`.
struct Operation {
  std::vector<TensorType> outputs;
  std::function<void(const Inputs&, std::vector<Tensor>& out)> compute;
  std::optional<Linear> linear;
  std::function<void(const Inputs&, const Multiply&, Tensor& out)> multiply;
  std::uint64_t macs = 0;  // multiplications of these products
};

/// Of one output.
template <typename Compute>
Operation single(TensorType type, Compute compute) {
  Operation operation;
  operation.outputs = {std::move(type)};
  operation.compute = [compute = std::move(compute)](const Inputs& in, std::vector<Tensor>& out) {
    compute(in, out[0]);
  };
  return operation;
}

}  // namespace lop::network::graph
