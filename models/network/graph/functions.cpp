// Operators of one tensor, element by element: in FP64 of our own where they are not exact, rounded once.
#include <cmath>
#include <limits>

#include "models/network/error_function.hpp"
#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

template <typename Function>
Operation of_floats(const Call& call, Function function) {
  return single({ElementType::kFloat, call.float_extents(0)}, [function](const Inputs& in, Tensor& out) {
    for (std::size_t i = 0; i < out.floats.size(); ++i) out.floats[i] = static_cast<float>(function(in[0]->floats[i]));
  });
}

/// Below 1/2 by Lambert's continued fraction, x / (1 + x^2 / (3 + x^2 / (5 + ...))), whose first 8 parts leave less
/// than 2^-60.
double hyperbolic_tangent(double x) {
  const double magnitude = x < 0 ? -x : x;
  if (magnitude < 0.5) {
    double fraction = 0;
    for (int odd = 15; odd > 1; odd -= 2) fraction = x * x / (odd + fraction);
    return x / (1 + fraction);
  }
  const double shrunk = exponential(-2 * magnitude), value = (1 - shrunk) / (1 + shrunk);
  return x < 0 ? -value : value;
}

}  // namespace

Operation make_neg(Call& call) {
  return of_floats(call, [](float x) { return -x; });
}
Operation make_abs(Call& call) {
  return of_floats(call, [](float x) { return std::abs(x); });
}
Operation make_sqrt(Call& call) {
  return of_floats(call, [](float x) { return std::sqrt(x); });
}
Operation make_exp(Call& call) {
  return of_floats(call, [](double x) { return exponential(x); });
}
Operation make_erf(Call& call) {
  return of_floats(call, [](double x) { return error_function(x); });
}
Operation make_tanh(Call& call) {
  return of_floats(call, [](double x) { return hyperbolic_tangent(x); });
}
Operation make_sigmoid(Call& call) {
  return of_floats(call, [](double x) { return 1 / (1 + exponential(-x)); });
}
Operation make_relu(Call& call) {
  return of_floats(call, [](float x) { return x < 0 ? 0 : x; });
}
Operation make_leaky_relu(Call& call) {
  const float alpha = call.number("alpha", 0.01f);
  return of_floats(call, [alpha](float x) { return x < 0 ? alpha * x : x; });
}

/// x (1 + erf(x / sqrt 2)) / 2, or x (1 + tanh y) / 2 = x / (1 + exp(-2 y)) with y = sqrt(2 / pi) (x + 0.044715 x^3).
Operation make_gelu(Call& call) {
  if (call.one_of("approximate", {"none", "tanh"}) == "tanh") {
    constexpr double kRoot = 0x1.9884533d43651p-1;  // sqrt(2 / pi)
    return of_floats(call, [](double x) { return x / (1 + exponential(-2 * kRoot * (x + 0.044715 * (x * x * x)))); });
  }
  constexpr double kRootHalf = 0x1.6a09e667f3bcdp-1;
  return of_floats(call, [](double x) {
    const double tail = complementary_error(std::abs(x) * kRootHalf) / 2;  // of a normal distribution
    return x * (x < 0 ? tail : 1 - tail);
  });
}

/// A NaN stays.
Operation make_clip(Call& call) {
  constexpr float kMost = std::numeric_limits<float>::max();
  const bool by_inputs = call.opset() >= 11;
  const auto bound = [&](const char* name, std::size_t input, float otherwise) {
    if (!by_inputs) return call.number(name, otherwise);
    return call.has(input) ? call.constant_number(input, name) : otherwise;
  };
  const float least = bound("min", 1, -kMost), most = bound("max", 2, kMost);
  return of_floats(call, [least, most](float x) {
    const float raised = x < least ? least : x;
    return raised > most ? most : raised;
  });
}

}  // namespace lop::network::graph
