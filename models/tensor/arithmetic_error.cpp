// Error of a slice's arithmetic. Exact dot products are integers in units of 2^-48, the product of FP16's least values:
// activations, products, group scales and the accumulators of our PEs are all multiples of it.
#include "models/tensor/arithmetic_error.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <algorithm>
#include <cmath>
#include <memory>

#include "models/formats/bitmod_values.hpp"
#include "models/formats/float_format.hpp"
#include "models/formats/fp32.hpp"
#include "models/formats/rounding.hpp"
#include "models/pe/bitmod.hpp"

namespace lop::tensor {
namespace {

using Exact = boost::multiprecision::int256_t;

constexpr int kUnitExponent = -48;
constexpr int kFp16UnitExponent = -24;   // of FP16's last place, subnormals included
constexpr std::size_t kMostCombinations = 6;

struct Operand {
  std::int64_t units = 0;   // of 2^-24
  bool finite = true;
};

Operand fp16_operand(std::uint32_t code) {
  const formats::Unpacked number = formats::unpack(formats::kFp16, code);
  using formats::FloatClass;
  if (number.float_class == FloatClass::kInfinity || number.float_class == FloatClass::kNan) return {0, false};
  const auto magnitude = static_cast<std::int64_t>(number.significand << (number.exponent - kFp16UnitExponent));  // 40 bits
  return {number.negative ? -magnitude : magnitude, true};
}

/// A weight times its group's scale.
Operand weight_operand(const pe::Slice& slice, int mode, std::uint32_t code, const pe::Metadata& metadata) {
  if (const auto* bitmod = dynamic_cast<const pe::Bitmod*>(&slice)) {
    const int half_units = formats::value_half_units(static_cast<formats::WeightMode>(mode), code, metadata.special & 3);
    const std::uint32_t scale = metadata.scale & ((1u << bitmod->scale_bits()) - 1);
    return {std::int64_t{half_units} * scale * (std::int64_t{1} << (-kFp16UnitExponent - 1)), true};
  }
  if (slice.weight_format(mode) == "fp16" && slice.metadata_bits(mode) == 0) return fp16_operand(code);
  throw pe::OperandError("the exact values of the weights of PE '" + std::string(slice.stem()) + "' are not known to the arithmetic report");
}

/// Exact result of each output; `finite` is false where an operand is not.
struct ExactDot {
  Exact sum = 0;
  double root_of_squares = 0;
  bool finite = true;
};

Matrix<Operand> activation_operands(const Matrix<std::uint32_t>& codes) {
  Matrix<Operand> operands(codes.rows, codes.columns);
  std::transform(codes.values.begin(), codes.values.end(), operands.values.begin(), fp16_operand);
  return operands;
}

Matrix<Operand> weight_operands(const pe::Slice& slice, int mode, const GemmOperands& gemm) {
  Matrix<Operand> operands(gemm.weights.rows, gemm.weights.columns);
  for (std::size_t n = 0; n < operands.rows; ++n) {
    for (std::size_t k = 0; k < operands.columns; ++k) {
      const pe::Metadata metadata =
          slice.group_size() > 0 ? gemm.metadata(n, k / static_cast<std::size_t>(slice.group_size())) : pe::Metadata{};
      operands(n, k) = weight_operand(slice, mode, gemm.weights(n, k), metadata);
    }
  }
  return operands;
}

Matrix<ExactDot> exact_dots(const pe::Slice& slice, int mode, const GemmOperands& gemm) {
  const Matrix<Operand> activations = activation_operands(gemm.activations);
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
        dot.sum += Exact(a.units) * w.units;
        const double product = std::ldexp(static_cast<double>(a.units) * static_cast<double>(w.units), kUnitExponent);
        squares += product * product;
      }
      dot.root_of_squares = std::sqrt(squares);
    }
  }
  return dots;
}

ArithmeticErrorRow row_of(const pe::Slice& slice, const std::string& varied, const TracedGemm& gemm, const Matrix<ExactDot>& dots) {
  ArithmeticErrorRow row;
  row.mode = slice.modes()[static_cast<std::size_t>(gemm.mode)];
  row.choices = varied;
  row.source = gemm.name;
  const Matrix<std::uint32_t> accumulators = reference_accumulators(slice, gemm.mode, gemm.operands);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < dots.values.size(); ++i) {
    const double value = slice.accumulator_value(gemm.mode, &accumulators.values[i * slice.accumulator_words()]);
    const ExactDot& dot = dots.values[i];
    if (!dot.finite || !std::isfinite(value)) {
      ++row.not_finite;
      continue;
    }
    const Exact difference = Exact(std::ldexp(value, -kUnitExponent)) - dot.sum;
    const double error =
        difference == 0 ? 0 : std::ldexp(difference.convert_to<double>(), kUnitExponent) / dot.root_of_squares;
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
    operands.weights.values[i] = bits == 16 ? normal_fp16(stream(kWeights), i)
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
