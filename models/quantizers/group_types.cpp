// The families of weight modes.
#include "models/quantizers/group_types.hpp"

#include <cmath>
#include <optional>
#include <type_traits>

#include "models/formats/bitmod_values.hpp"
#include "models/quantizers/arithmetic.hpp"
#include "models/quantizers/asymmetric_rule.hpp"
#include "models/quantizers/bitmod_rule.hpp"
#include "models/quantizers/block_format.hpp"
#include "models/quantizers/candidate_rule.hpp"
#include "models/quantizers/olive_rule.hpp"
#include "models/quantizers/plane_rule.hpp"

namespace lop::quantizers {
namespace {

using Options = GroupQuantizeOptions;
using Grids = std::vector<std::unique_ptr<ElementGrid>>;

struct Integer {
  bool is_signed;
  int bits;
};

/// A name that is int or uint and digits.
std::optional<Integer> integer_name(const std::string& name) {
  const std::size_t digits = name.rfind("uint", 0) == 0 ? 4 : name.rfind("int", 0) == 0 ? 3 : 0;
  if (digits == 0 || name.size() == digits || name.find_first_not_of("0123456789", digits) != std::string::npos) {
    return std::nullopt;
  }
  return Integer{digits == 3, name.size() > digits + 2 ? 100 : std::stoi(name.substr(digits))};
}

[[noreturn]] void refuse(const Options& options, const std::string& what) {
  throw QuantizeError("weight_mode '" + options.weight_mode + "': " + what);
}

formats::NumberFormat format_of(const Options& options, const std::string& name) {
  try {
    return formats::number_format(name);
  } catch (const std::invalid_argument& error) {
    throw QuantizeError("weight_mode '" + options.weight_mode +
                        "' is unknown; expected int2..int8, uint2..uint8, fp4, fp3, " +
                        "ant4, ant3, olive4, trit_planes, binary_planes, a scaled block (" + known_block_formats() +
                        ") or a number format: " + error.what());
  }
}

std::vector<float> ratios_of(const Options& options) {
  if (options.scale_method == ScaleMethod::kAbsmax) return {1.0f};
  if (options.ratios.empty()) throw QuantizeError("scale_method least_mse: no ratios to try");
  for (const float ratio : options.ratios) {
    if (!(ratio > 0) || !std::isfinite(ratio)) {
      throw QuantizeError("ratio " + std::to_string(ratio) + "; expected a positive number");
    }
  }
  return options.ratios;
}

ElementRounding rounding_of(const Options& options) { return {options.rounding, options.seed}; }

template <typename Arithmetic>
std::unique_ptr<GroupRule> released_rule(const Options& options) {
  const ScaleRule scale_rule{options.scale_precision, true};
  if (const auto integer = integer_name(options.weight_mode)) {
    if (!integer->is_signed) {
      return std::make_unique<AsymmetricRule<Arithmetic>>(integer->bits, rounding_of(options), scale_rule,
                                                          ratios_of(options));
    }
    Grids grids;
    grids.push_back(make_grid(format_of(options, options.weight_mode), rounding_of(options)));
    return std::make_unique<CandidateRule<Arithmetic>>(std::move(grids), scale_rule, ratios_of(options));
  }
  const formats::WeightMode mode = options.weight_mode == "fp4" ? formats::WeightMode::kFp4 : formats::WeightMode::kFp3;
  return make_bitmod_rule<Arithmetic>(mode, options.plain, rounding_of(options), scale_rule, ratios_of(options));
}

bool is_released(const std::string& name) { return name == "fp4" || name == "fp3" || integer_name(name).has_value(); }

std::vector<std::string> ant_types(const Options& options) {
  if (!options.candidates.empty()) return options.candidates;
  if (options.weight_mode == "ant4") return {"int4", "flint4", "pot4"};
  return {"int3", "flint3"};
}

/// source  ANT, MICRO 2022; int3 or fp3 (the values of flint3) at 3 bits as BitMoD's paper models it
Grids ant_grids(const Options& options) {
  Grids grids;
  const int bits = options.weight_mode == "ant4" ? 4 : 3;
  for (const std::string& name : ant_types(options)) {
    grids.push_back(make_grid(format_of(options, name), rounding_of(options)));
    if (grids.back()->bits() != bits) {
      refuse(options, "candidate '" + name + "' has " + std::to_string(grids.back()->bits()) + " bits");
    }
  }
  if (grids.size() > 256) refuse(options, "more than 256 candidates");
  return grids;
}

std::unique_ptr<GroupRule> planes_rule(const Options& options, PlaneDigits digits) {
  if (options.rounding != formats::Rounding::kNearestEven) {
    refuse(options, "its elements take the nearest combination; expected no rounding");
  }
  return std::make_unique<PlaneRule>(digits, ScaleRule{options.scale_precision}, ratios_of(options));
}

void check(const Options& options) {
  const std::string& mode = options.weight_mode;
  if (options.group_size < 1) {
    throw QuantizeError("group_size is " + std::to_string(options.group_size) + "; expected at least 1");
  }
  if (options.scale_bits < 1 || options.scale_bits > 8) {
    throw QuantizeError("scale_bits is " + std::to_string(options.scale_bits) + "; expected 1..8");
  }
  if (const auto integer = integer_name(mode); integer && (integer->bits < 2 || integer->bits > 8)) {
    refuse(options, "expected int2..int8 or uint2..uint8");
  }
  const bool two_levels = options.second_level == SecondLevel::kInt8;
  if (two_levels && options.granularity == Granularity::kTensor) {
    refuse(options, "a tensor's one scale has no second level");
  }
  if (two_levels && options.scale_precision != ScalePrecision::kFp32) {
    refuse(options, "a second level stores no first-level scale; expected fp32");
  }
  if (options.plain && mode != "fp4" && mode != "fp3") refuse(options, "plain is for fp4 and fp3");
  if (options.arithmetic == Arithmetic::kFp16 && !is_released(mode)) {
    refuse(options, "fp16 arithmetic is for integers, fp4 and fp3");
  }
  const bool ant = mode == "ant4" || mode == "ant3";
  if (!options.candidates.empty() && !ant && mode != "olive4") {
    refuse(options, "candidates are for ant4, ant3 and olive4");
  }
  const bool planes = mode == "trit_planes" || mode == "binary_planes";
  if (two_levels && planes) refuse(options, "two scales a group have no second level");
  if (options.peak != 0 && (ant || planes || mode == "olive4" || is_released(mode))) {
    refuse(options, "peak is for number formats");
  }
  if (!(options.peak >= 0) || !std::isfinite(options.peak)) refuse(options, "peak is not a positive number");
}

}  // namespace

std::unique_ptr<GroupRule> make_group_rule(const Options& options) {
  check(options);
  const std::string& mode = options.weight_mode;
  if (is_released(mode)) {
    return options.arithmetic == Arithmetic::kFp16 ? released_rule<Fp16Arithmetic>(options)
                                                   : released_rule<Fp32Arithmetic>(options);
  }
  const ScaleRule scale_rule{options.scale_precision};
  if (mode == "trit_planes") return planes_rule(options, PlaneDigits::kTernary);
  if (mode == "binary_planes") return planes_rule(options, PlaneDigits::kBinary);
  if (mode == "olive4") {
    if (options.rounding != formats::Rounding::kNearestEven) {
      refuse(options, "its elements take the nearest value; expected no rounding");
    }
    const auto normals = options.candidates.empty() ? std::vector<std::string>{"int4", "flint4"} : options.candidates;
    if (normals.size() > 2) refuse(options, "more than two candidates");
    return std::make_unique<OliveRule>(normals, scale_rule, ratios_of(options));
  }
  Grids grids;
  if (mode == "ant4" || mode == "ant3") {
    grids = ant_grids(options);
  } else {
    grids.push_back(make_grid(format_of(options, mode), rounding_of(options), options.peak));
  }
  return std::make_unique<CandidateRule<Fp32Arithmetic>>(std::move(grids), scale_rule, ratios_of(options));
}

}  // namespace lop::quantizers
