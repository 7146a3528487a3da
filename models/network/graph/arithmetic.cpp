// Operators of two or three tensors, element by element, each result rounded once.
#include <cmath>
#include <functional>
#include <limits>

#include "models/network/elementary.hpp"
#include "models/network/graph/operators.hpp"

namespace lop::network::graph {
namespace {

/// Of the operands from which each output element comes; empty where these are the operand's own, in order.
struct Broadcast {
  Extents extents;
  std::vector<Offsets> offsets;

  std::size_t at(std::size_t operand, std::size_t i) const {
    return offsets[operand].empty() ? i : offsets[operand][i];
  }
};

Broadcast broadcast_of(const Call& call, std::size_t count) {
  Broadcast all;
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<Extents> joined = broadcast(all.extents, call.extents(i));
    if (!joined) call.fail("its inputs are " + text(call.extents(0)) + " and " + text(call.extents(i)));
    all.extents = *joined;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_own = call.extents(i) == all.extents;
    all.offsets.push_back(is_own ? Offsets() : broadcast_offsets(call.extents(i), all.extents));
  }
  return all;
}

void expect_same_elements(const Call& call, std::size_t a, std::size_t b) {
  if (call.type(a).element != call.type(b).element) call.fail("its inputs have elements of different types");
}

template <typename Function>
void for_pairs(const Broadcast& all, const Inputs& in, Tensor& out, Function function) {
  const bool is_float = in[0]->is_float();
  const std::size_t count = is_float ? out.floats.size() : out.integers.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t a = all.at(0, i), b = all.at(1, i);
    if (is_float) {
      out.floats[i] = function(in[0]->floats[a], in[1]->floats[b]);
    } else {
      out.integers[i] = function(in[0]->integers[a], in[1]->integers[b]);
    }
  }
}

/// Function has an overload for floats, and one for integers that throws GraphError where the result leaves the range.
template <typename Function>
Operation arithmetic(const Call& call) {
  expect_same_elements(call, 0, 1);
  if (call.type(0).element == ElementType::kBoolean) call.fail("its inputs are BOOL; expected numbers");
  Broadcast all = broadcast_of(call, 2);
  TensorType type{call.type(0).element, all.extents};
  return single(std::move(type), [all = std::move(all), place = call.place()](const Inputs& in, Tensor& out) {
    for_pairs(all, in, out, Function{place});
  });
}

[[noreturn]] void out_of_range(const std::string& place) {
  throw GraphError(place + "an integer leaves its range, or is divided by 0");
}

/// overflows  whether the integers' result has no room; the result
template <typename OfFloats, bool (*overflows)(std::int64_t, std::int64_t, std::int64_t*)>
struct Checked {
  const std::string& place;
  float operator()(float a, float b) const { return OfFloats()(a, b); }
  std::int64_t operator()(std::int64_t a, std::int64_t b) const {
    std::int64_t result;
    if (overflows(a, b, &result)) out_of_range(place);
    return result;
  }
};

bool add_overflows(std::int64_t a, std::int64_t b, std::int64_t* sum) { return __builtin_add_overflow(a, b, sum); }
bool sub_overflows(std::int64_t a, std::int64_t b, std::int64_t* rest) { return __builtin_sub_overflow(a, b, rest); }
bool mul_overflows(std::int64_t a, std::int64_t b, std::int64_t* all) { return __builtin_mul_overflow(a, b, all); }

using Add = Checked<std::plus<>, add_overflows>;
using Sub = Checked<std::minus<>, sub_overflows>;
using Mul = Checked<std::multiplies<>, mul_overflows>;

struct Div {
  const std::string& place;
  float operator()(float a, float b) const { return a / b; }
  std::int64_t operator()(std::int64_t a, std::int64_t b) const {
    if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min())) out_of_range(place);
    return a / b;
  }
};

/// In FP64: powers of small whole exponents by multiplication, roots by std::sqrt, others as exp(b ln a).
double power(double a, double b) {
  constexpr double kMost = 64;
  if (b == 0 || a == 1) return 1;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  const bool is_whole = std::trunc(b) == b, is_odd = is_whole && !std::isinf(b) && std::fmod(b, 2) != 0;
  if (is_whole && std::abs(b) <= kMost) {
    double product = 1;
    for (double i = 0; i < std::abs(b); ++i) product *= a;
    return b < 0 ? 1 / product : product;
  }
  const double sign = std::signbit(a) && is_odd ? -1 : 1, size = std::abs(a);
  if (b == 0.5 && !std::isinf(a)) return a == 0 ? 0 : std::sqrt(a);
  if (a < 0 && !is_whole && !std::isinf(a) && !std::isinf(b)) return std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  if (size == 1) return sign;
  if (size == 0 || std::isinf(size) || std::isinf(b)) return (size > 1) == (b > 0) ? sign * kInfinite : sign * 0.0;
  return sign * exponential(b * logarithm(size));
}

}  // namespace

Operation make_add(Call& call) { return arithmetic<Add>(call); }
Operation make_sub(Call& call) { return arithmetic<Sub>(call); }
Operation make_mul(Call& call) { return arithmetic<Mul>(call); }
Operation make_div(Call& call) { return arithmetic<Div>(call); }

Operation make_pow(Call& call) {
  call.float_extents(0);
  if (call.type(1).element == ElementType::kBoolean) call.fail("its exponent is BOOL; expected a number");
  Broadcast all = broadcast_of(call, 2);
  TensorType type{ElementType::kFloat, all.extents};
  return single(std::move(type), [all = std::move(all)](const Inputs& in, Tensor& out) {
    for (std::size_t i = 0; i < out.floats.size(); ++i) {
      const std::size_t b = all.at(1, i);
      const double exponent = in[1]->is_float() ? in[1]->floats[b] : static_cast<double>(in[1]->integers[b]);
      out.floats[i] = static_cast<float>(power(in[0]->floats[all.at(0, i)], exponent));
    }
  });
}

Operation make_equal(Call& call) {
  expect_same_elements(call, 0, 1);
  Broadcast all = broadcast_of(call, 2);
  TensorType type{ElementType::kBoolean, all.extents};
  return single(std::move(type), [all = std::move(all)](const Inputs& in, Tensor& out) {
    for (std::size_t i = 0; i < out.integers.size(); ++i) {
      const std::size_t a = all.at(0, i), b = all.at(1, i);
      const bool is_equal = in[0]->is_float() ? in[0]->floats[a] == in[1]->floats[b]  //
                                              : in[0]->integers[a] == in[1]->integers[b];
      out.integers[i] = is_equal ? 1 : 0;
    }
  });
}

Operation make_where(Call& call) {
  if (call.type(0).element != ElementType::kBoolean) call.fail("its condition: expected BOOL");
  expect_same_elements(call, 1, 2);
  Broadcast all = broadcast_of(call, 3);
  TensorType type{call.type(1).element, all.extents};
  return single(std::move(type), [all = std::move(all)](const Inputs& in, Tensor& out) {
    const std::size_t count = elements(all.extents);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t chosen = in[0]->integers[all.at(0, i)] != 0 ? 1 : 2, from = all.at(chosen, i);
      if (out.is_float()) {
        out.floats[i] = in[chosen]->floats[from];
      } else {
        out.integers[i] = in[chosen]->integers[from];
      }
    }
  });
}

Operation make_cast(Call& call) {
  const std::int64_t to = call.integer("to", 0);
  if (call.opset() >= 19) call.integer("saturate", 1);  // of 8-bit floats alone
  const std::optional<ElementType> element = element_type(to);
  if (!element) call.fail("casts to data type " + std::to_string(to) + "; supported are " + kElementTypes);
  const double most = to == 6 ? 0x1p31 : 0x1p63;  // of integers
  const auto cast = [most, place = call.place()](const Inputs& in, Tensor& out) {
    const Tensor& from = *in[0];
    const std::size_t count = elements(out.extents());
    for (std::size_t i = 0; i < count; ++i) {
      if (out.type.element == ElementType::kBoolean) {
        out.integers[i] = (from.is_float() ? from.floats[i] != 0 : from.integers[i] != 0) ? 1 : 0;
      } else if (out.is_float()) {
        out.floats[i] = from.is_float() ? from.floats[i] : static_cast<float>(from.integers[i]);
      } else {
        // Whole numbers below 2^31 are exact in FP64.
        const double value = from.is_float() ? from.floats[i] : static_cast<double>(from.integers[i]);
        const bool fits = value >= -most && value < most;
        if (!fits && (from.is_float() || most < 0x1p63)) out_of_range(place);
        out.integers[i] = from.is_float() ? static_cast<std::int64_t>(value) : from.integers[i];
      }
    }
  };
  return single({*element, call.extents(0)}, cast);
}

}  // namespace lop::network::graph
