// Error of a slice's arithmetic: the accumulator less the exact sum of what the operand codes stand for.
#include "models/tensor/arithmetic_error.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "models/formats/exact_sum.hpp"
#include "models/formats/number_format.hpp"
#include "models/formats/rounding.hpp"

namespace lop::tensor {
namespace {

constexpr std::size_t kMostCombinations = 6;
/// Room for products of FP32 numbers with FP32 scales and more.
constexpr int kLastPlace = -700, kTopExponent = 700;

/// A number as an integer times a power of two, of at most 32 bits, so that products are exact in 64.
struct Operand {
  bool negative = false;
  bool finite = true;
  std::uint64_t significand = 0;
  int exponent = 0;
};

Operand operand_of(double value) {
  if (!std::isfinite(value)) return {false, false, 0, 0};
  if (value == 0) return {};
  int exponent = 0;
  auto significand = static_cast<std::uint64_t>(std::ldexp(std::frexp(std::abs(value), &exponent), 53));
  for (exponent -= 53; significand % 2 == 0; ++exponent) significand /= 2;
  if (significand >> 32 != 0) throw std::logic_error("an operand of the arithmetic report has more than 32 bits");
  return {value < 0, true, significand, exponent};
}

/// Exact result of each output; `finite` is false where an operand is not.
struct ExactDot {
  formats::ExactSum sum{kLastPlace, kTopExponent};
  double root_of_squares = 0;
  bool finite = true;
};

std::size_t group_of(const pe::Slice& slice, std::size_t k) {
  return slice.group_size() > 0 ? k / static_cast<std::size_t>(slice.group_size()) : 0;
}

/// Few pairs of code and metadata are met often, and a value may take a table to find.
class OperandCache {
 public:
  template <typename Value>
  const Operand& of(std::uint32_t code, const pe::Metadata& metadata, Value value) {
    const std::uint64_t key = std::uint64_t{code} << 32 | (metadata.scale ^ std::uint32_t{metadata.special} << 28 ^
                                                           std::uint32_t{metadata.zero} << 24);
    auto [entry, fresh] = operands_.try_emplace(key);
    if (fresh || entry->second.first.scale != metadata.scale || entry->second.first.special != metadata.special ||
        entry->second.first.zero != metadata.zero) {
      entry->second = {metadata, operand_of(value())};
    }
    return entry->second.second;
  }

 private:
  std::unordered_map<std::uint64_t, std::pair<pe::Metadata, Operand>> operands_;
};

Matrix<Operand> activation_operands(const pe::Slice& slice, int mode, const GemmOperands& gemm) {
  Matrix<Operand> operands(gemm.activations.rows, gemm.activations.columns);
  const bool has_metadata = slice.row_metadata_bits(mode) > 0;
  const bool paired = slice.codes_are_paired(mode);
  OperandCache cache;
  for (std::size_t m = 0; m < operands.rows; ++m) {
    for (std::size_t k = 0; k < operands.columns; ++k) {
      const std::uint32_t metadata = has_metadata ? gemm.row_metadata(m, group_of(slice, k)) : 0;
      const std::uint32_t code = whole_code(gemm.activations, m, k, paired, slice.activation_bits(mode));
      operands(m, k) = cache.of(code, {metadata, 0, 0}, [&] { return slice.activation_value(mode, code, metadata); });
    }
  }
  return operands;
}

Matrix<Operand> weight_operands(const pe::Slice& slice, int mode, const GemmOperands& gemm) {
  Matrix<Operand> operands(gemm.weights.rows, gemm.weights.columns);
  const bool paired = slice.codes_are_paired(mode);
  OperandCache cache;
  for (std::size_t n = 0; n < operands.rows; ++n) {
    for (std::size_t k = 0; k < operands.columns; ++k) {
      const pe::Metadata metadata = slice.group_size() > 0 ? gemm.metadata(n, group_of(slice, k)) : pe::Metadata{};
      const std::uint32_t code = whole_code(gemm.weights, n, k, paired, slice.weight_bits(mode));
      operands(n, k) = cache.of(code, metadata, [&] { return slice.weight_value(mode, code, metadata); });
    }
  }
  return operands;
}

Matrix<ExactDot> exact_dots(const pe::Slice& slice, int mode, const GemmOperands& gemm) {
  const Matrix<Operand> activations = activation_operands(slice, mode, gemm);
  const Matrix<Operand> weights = weight_operands(slice, mode, gemm);
  Matrix<ExactDot> dots(activations.rows, weights.rows);
  for (std::size_t m = 0; m < dots.rows; ++m) {
    for (std::size_t n = 0; n < dots.columns; ++n) {
      ExactDot& dot = dots(m, n);
      double squares = 0;
      for (std::size_t k = 0; k < activations.columns; ++k) {
        const Operand& a = activations(m, k);
        const Operand& w = weights(n, k);
        dot.finite = dot.finite && a.finite && w.finite;
        const std::uint64_t significand = a.significand * w.significand;
        if (significand == 0) continue;
        dot.sum.add(a.negative != w.negative, significand, a.exponent + w.exponent);
        const double product = std::ldexp(static_cast<double>(significand), a.exponent + w.exponent);
        squares += product * product;
      }
      dot.root_of_squares = std::sqrt(squares);
    }
  }
  return dots;
}

double rounded(const formats::ExactReal& number) {
  const double magnitude = std::ldexp(static_cast<double>(number.significand), number.exponent);
  return number.negative ? -magnitude : magnitude;
}

/// (value - exact) over the root of the squares; 0 for two zeros.
double relative_error(double value, const ExactDot& dot) {
  formats::ExactSum difference = dot.sum;
  int exponent = 0;
  const auto significand = static_cast<std::uint64_t>(std::ldexp(std::frexp(std::abs(value), &exponent), 53));
  // The difference of the exact sum and the value, its sign turned.
  if (significand != 0) difference.add(value > 0, significand, exponent - 53);
  const double error = -rounded(difference.leading());
  return error == 0 ? 0 : error / dot.root_of_squares;
}

ArithmeticErrorRow row_of(const pe::Slice& slice, const std::string& varied, const TracedGemm& gemm,
                          const Matrix<ExactDot>& dots) {
  ArithmeticErrorRow row;
  row.mode = slice.modes()[static_cast<std::size_t>(gemm.mode)];
  row.choices = varied;
  row.source = gemm.name;
  const Matrix<std::uint32_t> accumulators = reference_accumulators(slice, gemm.mode, gemm.operands);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < dots.values.size(); ++i) {
    const double value = slice.accumulator_value(gemm.mode, accumulators.values.data() + i * slice.accumulator_words());
    const ExactDot& dot = dots.values[i];
    if (!dot.finite || !std::isfinite(value)) {
      ++row.not_finite;
      continue;
    }
    const double error = relative_error(value, dot);
    ++row.outputs;
    sum += error;
    squares += error * error;
    row.worst = std::max(row.worst, std::abs(error));
  }
  if (row.outputs > 0) {
    row.mean = sum / static_cast<double>(row.outputs);
    row.rms = std::sqrt(squares / static_cast<double>(row.outputs));
  }
  return row;
}

/// Choices to run, each with the text of what varies.
struct Combination {
  pe::Choices choices;
  std::string text;
};

std::vector<Combination> combinations(const pe::Slice& slice, const pe::Choices& fixed) {
  std::vector<Combination> all = {{fixed, ""}};
  for (const pe::Parameter& parameter : slice.parameters()) {
    if (parameter.kind != pe::ParameterKind::kGates || fixed.count(parameter.name) != 0) continue;
    if (all.size() * parameter.values.size() > kMostCombinations) break;
    std::vector<Combination> longer;
    for (const Combination& shorter : all) {
      for (const std::string& value : parameter.values) {
        Combination next = shorter;
        next.choices[parameter.name] = value;
        next.text += (next.text.empty() ? "" : ",") + parameter.name + "=" + value;
        longer.push_back(std::move(next));
      }
    }
    all = std::move(longer);
  }
  return all;
}

double uniform(std::uint64_t seed, std::uint64_t index) {
  return (static_cast<double>(formats::counter_random(seed, index) >> 11) + 0.5) * 0x1p-53;
}

/// Box and Muller's transform of two uniform numbers.
std::uint32_t normal_fp16(std::uint64_t seed, std::uint64_t index) {
  constexpr double kTwoPi = 6.283185307179586;
  const double radius = std::sqrt(-2 * std::log(uniform(seed, 2 * index)));
  return formats::encode(formats::kFp16, radius * std::cos(kTwoPi * uniform(seed, 2 * index + 1)));
}

TracedGemm random_gemm(const pe::Slice& slice, int mode, const RandomGemm& shape) {
  enum Stream : std::uint64_t { kActivations, kWeights, kSpecials };
  const auto stream = [&](Stream which) { return formats::counter_random(shape.seed, which); };
  TracedGemm gemm{"random", mode, {}};
  GemmOperands& operands = gemm.operands;
  operands.activations = Matrix<std::uint32_t>(shape.m, shape.k);
  operands.weights = Matrix<std::uint32_t>(shape.n, shape.k);
  for (std::size_t i = 0; i < operands.activations.values.size(); ++i) {
    operands.activations.values[i] = normal_fp16(stream(kActivations), i);
  }
  const int bits = slice.weight_bits(mode);
  for (std::size_t i = 0; i < operands.weights.values.size(); ++i) {
    operands.weights.values[i] =
        bits == 16 ? normal_fp16(stream(kWeights), i)
                   : static_cast<std::uint32_t>(formats::counter_random(stream(kWeights), i) >> (64 - bits));
  }
  operands.metadata = Matrix<pe::Metadata>(group_count(slice, shape.k) > 0 ? shape.n : 0, group_count(slice, shape.k));
  for (std::size_t i = 0; i < operands.metadata.values.size(); ++i) {
    const auto special = static_cast<std::uint8_t>(formats::counter_random(stream(kSpecials), i) >> 62);
    operands.metadata.values[i] = {1, special, 0};
  }
  return gemm;
}

}  // namespace

ArithmeticErrorRow arithmetic_error(const pe::Slice& slice, const TracedGemm& gemm) {
  check_operands(slice, gemm.mode, gemm.operands);
  return row_of(slice, "", gemm, exact_dots(slice, gemm.mode, gemm.operands));
}

std::vector<ArithmeticErrorRow> arithmetic_errors(const std::string& stem, const pe::Choices& fixed,
                                                  const std::vector<TracedGemm>& traced, const RandomGemm& random) {
  const std::unique_ptr<pe::Slice> default_slice = pe::make_slice(stem, fixed);
  std::vector<std::pair<Combination, std::unique_ptr<pe::Slice>>> slices;
  for (Combination& combination : combinations(*default_slice, fixed)) {
    std::unique_ptr<pe::Slice> slice = pe::make_slice(stem, combination.choices);
    slices.emplace_back(std::move(combination), std::move(slice));
  }

  std::vector<ArithmeticErrorRow> rows;
  const auto add_rows = [&](const TracedGemm& gemm) {
    check_operands(*default_slice, gemm.mode, gemm.operands);
    const Matrix<ExactDot> dots = exact_dots(*default_slice, gemm.mode, gemm.operands);
    for (const auto& [combination, slice] : slices) rows.push_back(row_of(*slice, combination.text, gemm, dots));
  };
  for (int mode = 0; mode < static_cast<int>(default_slice->modes().size()); ++mode) {
    add_rows(random_gemm(*default_slice, mode, random));
  }
  for (const TracedGemm& gemm : traced) {
    if (gemm.mode < 0 || gemm.mode >= static_cast<int>(default_slice->modes().size())) {
      throw pe::OperandError(stem + ": no mode number " + std::to_string(gemm.mode));
    }
    add_rows(gemm);
  }
  return rows;
}

}  // namespace lop::tensor
