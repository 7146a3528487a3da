// MatMul and Gemm: of two computed stacks of matrices, or with constant weights on either side.
#include <algorithm>

#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

/// A stack of matrices, as an operand holds it.
struct Stack {
  std::size_t rows, columns;
  std::size_t row_step, column_step;  // in elements
  Offsets matrices;                   // of each product: the first element of its matrix

  float at(const Tensor& tensor, std::size_t product, std::size_t r, std::size_t c) const {
    return tensor.floats[matrices[product] + r * row_step + c * column_step];
  }
  Matrix matrix(const Tensor& tensor, std::size_t product) const {
    Matrix out(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) out(r, c) = at(tensor, product, r, c);
    }
    return out;
  }
  Stack transposed() const { return {columns, rows, column_step, row_step, matrices}; }
};

struct Products {
  Stack a, b;
  std::size_t count = 0;
  TensorType type;

  std::size_t outputs() const { return a.rows * b.columns; }
};

/// extents  of two dimensions at least
Stack stack_of(const Extents& extents, const Extents& stacked, bool is_transposed) {
  const auto rows = static_cast<std::size_t>(extents[extents.size() - 2]);
  const auto columns = static_cast<std::size_t>(extents.back());
  Offsets matrices = broadcast_offsets({extents.begin(), extents.end() - 2}, stacked);
  for (std::uint32_t& matrix : matrices) matrix *= static_cast<std::uint32_t>(rows * columns);
  const Stack stack{rows, columns, columns, 1, std::move(matrices)};
  return is_transposed ? stack.transposed() : stack;
}

/// As numpy.matmul: a vector on the left is a row, on the right a column.
Products products_of(const Call& call, bool a_is_transposed, bool b_is_transposed) {
  Extents a = call.float_extents(0), b = call.float_extents(1);
  const std::string refusal = "multiplies " + text(a) + " and " + text(b);
  const bool is_row = a.size() == 1, is_column = b.size() == 1;
  if (is_row) a.insert(a.begin(), 1);
  if (is_column) b.push_back(1);
  if (a.size() < 2 || b.size() < 2) call.fail(refusal);
  const std::optional<Extents> stacked = broadcast({a.begin(), a.end() - 2}, {b.begin(), b.end() - 2});
  if (!stacked) call.fail(refusal);
  Products products{stack_of(a, *stacked, a_is_transposed),
                    stack_of(b, *stacked, b_is_transposed),
                    elements(*stacked),
                    {ElementType::kFloat, *stacked}};
  if (products.a.columns != products.b.rows || products.a.columns == 0) call.fail(refusal);
  if (!is_row) products.type.extents.push_back(static_cast<std::int64_t>(products.a.rows));
  if (!is_column) products.type.extents.push_back(static_cast<std::int64_t>(products.b.columns));
  return products;
}

/// Products with the same matrix of weights, one group after another.
std::vector<std::vector<std::size_t>> groups_of(const Stack& weights, std::size_t count) {
  const std::size_t size = weights.rows * weights.columns;
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t p = 0; p < count; ++p) {
    const std::size_t group = weights.matrices[p] / size;
    if (groups.size() <= group) groups.resize(group + 1);
    groups[group].push_back(p);
  }
  return groups;
}

/// weights      {k, n}, of input `constant`; where that is the left one all is transposed, the product too
/// activations  {m, k}, of the other input
Linear linear_of(const Stack& weights, const Stack& activations, std::size_t count, const Tensor& tensor,
                 std::size_t constant) {
  Linear linear;
  const auto groups = groups_of(weights, count);
  const std::size_t n = weights.columns, m = activations.rows, k = weights.rows;
  linear.groups = groups.size();
  linear.rows = groups[0].size() * m;
  linear.weights = Matrix(groups.size() * n, k);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < k; ++j) linear.weights(g * n + i, j) = weights.at(tensor, groups[g][0], j, i);
    }
  }
  const std::size_t computed = 1 - constant;
  linear.take = [activations, groups, computed](const Inputs& in, std::size_t group, float* rows) {
    for (const std::size_t p : groups[group]) {
      for (std::size_t r = 0; r < activations.rows; ++r) {
        for (std::size_t c = 0; c < activations.columns; ++c) *rows++ = activations.at(*in[computed], p, r, c);
      }
    }
  };
  const bool is_left = constant == 0;
  linear.give = [groups, n, m, is_left](const float* products, std::size_t group, Tensor& out) {
    for (const std::size_t p : groups[group]) {
      for (std::size_t r = 0; r < m; ++r) {
        for (std::size_t i = 0; i < n; ++i) out.floats[p * m * n + (is_left ? i * m + r : r * n + i)] = *products++;
      }
    }
  };
  return linear;
}

Operation operation_of(const Call& call, const Products& products) {
  Operation operation;
  operation.outputs = {products.type};
  operation.macs = std::uint64_t{products.count} * products.outputs() * products.a.columns;
  if (call.is_constant(1) && products.outputs() * products.count != 0) {
    operation.linear = linear_of(products.b, products.a, products.count, call.constant(1, ""), 1);
  } else if (call.is_constant(0) && products.outputs() * products.count != 0) {
    operation.linear =
        linear_of(products.a.transposed(), products.b.transposed(), products.count, call.constant(0, ""), 0);
  } else {
    operation.multiply = [products](const Inputs& in, const Multiply& multiply, Tensor& out) {
      for (std::size_t p = 0; p < products.count; ++p) {
        const Matrix product = multiply(products.a.matrix(*in[0], p), products.b.matrix(*in[1], p));
        std::copy(product.values.begin(), product.values.end(),
                  out.floats.begin() + static_cast<std::ptrdiff_t>(p * products.outputs()));
      }
    };
  }
  return operation;
}

}  // namespace

Operation make_mat_mul(Call& call) { return operation_of(call, products_of(call, false, false)); }

/// alpha A B + beta C, each product and sum rounded; a factor of 1 changes nothing.
Operation make_gemm(Call& call) {
  const bool a_is_transposed = call.flag("transA", false), b_is_transposed = call.flag("transB", false);
  const float alpha = call.number("alpha", 1), beta = call.number("beta", 1);
  if (call.float_extents(0).size() != 2 || call.float_extents(1).size() != 2) {
    call.fail("multiplies " + text(call.extents(0)) + " and " + text(call.extents(1)) + "; expected two matrices");
  }
  const Products products = products_of(call, a_is_transposed, b_is_transposed);
  Operation operation = operation_of(call, products);
  const bool has_c = call.has(2);
  Offsets offsets;
  if (has_c) {
    const Extents& c = call.float_extents(2);
    if (broadcast(c, products.type.extents) != products.type.extents) {
      call.fail("adds " + text(c) + " to " + text(products.type.extents));
    }
    offsets = broadcast_offsets(c, products.type.extents);
  }
  const auto finish = [=](const Inputs& in, Tensor& out) {
    for (std::size_t i = 0; i < out.floats.size(); ++i) {
      const float scaled = alpha * out.floats[i];
      out.floats[i] = has_c ? scaled + beta * in[2]->floats[offsets[i]] : scaled;
    }
  };
  if (operation.linear) {
    operation.linear->finish = finish;
  } else {
    operation.multiply = [multiply_all = operation.multiply, finish](const Inputs& in, const Multiply& multiply,
                                                                     Tensor& out) {
      multiply_all(in, multiply, out);
      finish(in, out);
    };
  }
  return operation;
}

}  // namespace lop::network::graph
