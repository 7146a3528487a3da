// Reading the configuration of lopsim quantize.
#include "sim/cli/quantize_plan.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "models/quantizers/block_scheme.hpp"
#include "models/quantizers/group_scheme.hpp"
#include "sim/cli/format_choices.hpp"

namespace lop::cli {
namespace {

using quantizers::GroupQuantizeOptions;

constexpr std::int64_t kMostGroupElements = 1 << 20;

/// What the name under a key stands for; that of `otherwise` if the key is absent.
template <typename Value>
Value choice(const config::Map& map, const std::string& key, const std::string& otherwise,
             const std::map<std::string, Value>& values) {
  if (!map.has(key)) return values.at(otherwise);
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return values.at(map.one_of(key, names));
}

int integer_or(const config::Map& map, const std::string& key, int min, int max, int otherwise) {
  return map.has(key) ? static_cast<int>(map.integer(key, min, max)) : otherwise;
}

std::vector<float> read_ratios(const config::Map& root) {
  int from = 75, to = 100, step = 1;
  if (root.has("clip")) {
    constexpr int kMostPercent = 1000;
    const config::Map clip = root.map("clip");
    from = static_cast<int>(clip.integer("from", 1, kMostPercent));
    to = static_cast<int>(clip.integer("to", from, kMostPercent));
    step = static_cast<int>(clip.integer("step", 1, kMostPercent));
    clip.finish();
  }
  std::vector<float> ratios;
  for (int percent = from; percent <= to; percent += step) ratios.push_back(static_cast<float>(percent / 100.0));
  return ratios;
}

std::unique_ptr<quantizers::Scheme> read_block_scheme(const config::Map& root, const std::string& name) {
  using namespace quantizers;
  BlockFormat format = block_format(name);
  if (root.has("block_size")) {
    format.block_size = static_cast<std::size_t>(root.integer("block_size", 1, kMostGroupElements));
  }
  BlockOptions options;
  options.element_rounding = choice(root, "rounding", "nearest_even", kRoundings);
  options.element_overflow = choice(root, "overflow", "saturate", kOverflows);
  options.scale_rounding = choice(root, "scale_rounding", "floor", kScaleRoundings);
  options.zero_block = choice(root, "zero_block", "lowest", kZeroBlocks);
  options.lost_block = choice(root, "lost_block", "zero", kLostBlocks);
  options.not_finite = choice(root, "not_finite", "refuse", kNotFinite);
  return make_block_scheme(format, options);
}

GroupQuantizeOptions read_options(const config::Map& root) {
  using namespace quantizers;
  GroupQuantizeOptions options;
  options.weight_mode = root.text("weight_mode");
  options.granularity = choice<Granularity>(root, "granularity", "group",
                                            {{"group", Granularity::kGroup},
                                             {"channel", Granularity::kChannel},
                                             {"token", Granularity::kToken},
                                             {"tensor", Granularity::kTensor}});
  if (options.granularity == Granularity::kGroup || root.has("group_size")) {
    options.group_size = static_cast<int>(root.integer("group_size", 1, kMostGroupElements));
  }
  options.second_level =
      choice<SecondLevel>(root, "second_level", "none", {{"none", SecondLevel::kNone}, {"int8", SecondLevel::kInt8}});
  options.scale_bits = integer_or(root, "scale_bits", 1, 8, 8);
  options.scale_method = choice<ScaleMethod>(root, "scale_method", "absmax",
                                             {{"absmax", ScaleMethod::kAbsmax}, {"least_mse", ScaleMethod::kLeastMse}});
  options.ratios = read_ratios(root);
  options.scale_precision = choice<ScalePrecision>(
      root, "scale_precision", "fp32",
      {{"fp32", ScalePrecision::kFp32}, {"fp16", ScalePrecision::kFp16}, {"e8m0", ScalePrecision::kE8m0}});
  options.arithmetic =
      choice<Arithmetic>(root, "arithmetic", "fp32", {{"fp32", Arithmetic::kFp32}, {"fp16", Arithmetic::kFp16}});
  options.plain = root.has("plain") && root.boolean("plain");
  options.rounding = choice(root, "rounding", "nearest_even", kRoundings);
  if (root.has("seed")) {
    options.seed = static_cast<std::uint64_t>(root.integer("seed", 0, std::numeric_limits<std::int64_t>::max()));
  }
  options.not_finite = choice(root, "not_finite", "refuse", kNotFinite);
  if (root.has("candidates")) options.candidates = root.texts("candidates");
  if (root.has("peak")) options.peak = static_cast<float>(root.number("peak", 1e-30, 1e30));
  return options;
}

Smoothing read_smoothing(const config::Map& map) {
  Smoothing smoothing;
  const double quarters = 4 * map.number("exponent", 0, 1);
  smoothing.quarters = static_cast<int>(quarters);
  if (smoothing.quarters != quarters) map.fail("exponent", "expected 0, 0.25, 0.5, 0.75 or 1, which square roots give");
  smoothing.statistics = map.scalars("statistics");
  if (map.has("file")) smoothing.file = map.file("file");
  map.finish();
  return smoothing;
}

}  // namespace

QuantizePlan read_quantize_plan(const config::Document& document) {
  const config::Map root = document.root();
  QuantizePlan plan;
  const std::string mode = root.text("weight_mode");
  try {
    plan.scheme = quantizers::is_block_format(mode) ? read_block_scheme(root, mode)
                                                    : quantizers::make_group_scheme(read_options(root));
  } catch (const quantizers::QuantizeError& error) {
    root.fail("weight_mode", error.what());
  }
  plan.refuse_not_finite = choice(root, "not_finite", "refuse", kNotFinite) == quantizers::NotFinite::kRefuse;
  if (root.has("hadamard")) plan.hadamard = static_cast<std::size_t>(root.integer("hadamard", 1, kMostGroupElements));
  if (root.has("smoothing")) plan.smoothing = read_smoothing(root.map("smoothing"));
  if (root.has("tensors")) plan.names = root.texts("tensors");
  root.finish();
  plan.configuration = document.resolved().dump();
  return plan;
}

}  // namespace lop::cli
