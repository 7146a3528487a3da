// Reading types of numbers and parameters of a PE.
#include "sim/accuracy/numerics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/quantizers/refusal.hpp"

namespace lop::accuracy {
namespace {

constexpr std::int64_t kMostElements = 1 << 20;

using Type = std::shared_ptr<const quantizers::RoundTrip>;

/// key  that is to blame
Type make_type(const config::Map& section, const std::string& key, const std::string& type, quantizers::RunLength run) {
  if (type == "none") return nullptr;
  try {
    return std::make_shared<const quantizers::RoundTrip>(type, run);
  } catch (const quantizers::QuantizeError& error) {
    section.fail(key, fmt::format("'{}': expected none, int2..int8, int2_asym..int8_asym, fp4, fp3, bitmod4, bitmod3 "
                                  "or another type: {}",
                                  type, error.what()));
  }
}

void read_formats(const config::Map& section, Numerics& numerics) {
  const bool has_size = section.has("group_size"), has_weights = section.has("weights");
  if (has_size) numerics.run.elements = static_cast<int>(section.integer("group_size", 1, kMostElements));
  if (has_weights) numerics.weights = section.text("weights");
  if (has_size || has_weights) {
    numerics.quantization.weights =
        make_type(section, has_weights ? "weights" : "group_size", numerics.weights, numerics.run);
  }
  if (section.has("activations")) {
    numerics.quantization.activations = make_type(section, "activations", section.text("activations"), {});
  }
}

/// section  with the key `parameters`, or without
std::shared_ptr<const pe::Slice> make_slice(const config::Map& section, const std::string& stem, pe::Choices choices) {
  if (section.has("parameters")) {
    for (const auto& [name, value] : section.scalars("parameters")) choices[name] = value;
  }
  try {
    return pe::make_slice(stem, choices);
  } catch (const pe::OperandError& error) {
    section.fail("parameters", error.what());
  }
}

/// The slices of `numerics` with one parameter by another.
std::shared_ptr<const pe::Slice> with_value(const Numerics& numerics, const std::string& value) {
  pe::Choices choices = numerics.slice->choices();
  choices[numerics.parameter] = value;
  return pe::make_slice(std::string(numerics.slice->stem()), choices);
}

/// section  of the PE
void read_candidates(const config::Map& section, Numerics& numerics) {
  if (!section.has("least_error")) return;
  const config::Map chosen = section.map("least_error");
  std::vector<std::string> modes;
  for (const pe::Parameter& parameter : numerics.slice->parameters()) {
    if (parameter.kind == pe::ParameterKind::kMode) modes.push_back(parameter.name);
  }
  const std::vector<std::string> keys = chosen.keys();
  if (keys.size() != 1 || std::find(modes.begin(), modes.end(), keys[0]) == modes.end()) {
    section.fail("least_error", fmt::format("expected one parameter with a list of its values; {} has {}",
                                            numerics.slice->stem(), fmt::join(modes, ", ")));
  }
  numerics.parameter = keys[0];
  for (const std::string& value : chosen.texts(keys[0])) {
    try {
      numerics.candidates.push_back(with_value(numerics, value));
    } catch (const pe::OperandError& error) {
      chosen.fail(keys[0], error.what());
    }
  }
  if (numerics.candidates.empty()) chosen.fail(keys[0], "expected at least one value");
}

bool can_leave_scales_out(const pe::Slice& slice) { return sim::can_leave_scales_out(slice, slice.default_mode()); }

void read_scales(const config::Map& quantize, Numerics& numerics) {
  if (!quantize.has("scales") || quantize.one_of("scales", {"rows", "none"}) == "rows") return;
  if (!numerics.slice || !can_leave_scales_out(*numerics.slice)) {
    quantize.fail("scales", "none: expected a PE of floats or posits of at most 8 bits without group scales, as rmmec");
  }
  numerics.scales = sim::RowScales::kNone;
}

}  // namespace

Numerics read_numerics(const config::Map& root, const std::string& stem) {
  Numerics numerics;
  if (stem.empty() && root.has("pe")) {
    root.fail("pe", "expected arithmetic: the stem of a PE, or quantize.as_pe; exact arithmetic has no parameters");
  }
  if (!stem.empty() && root.has("pe")) {
    const config::Map section = root.map("pe");
    numerics.slice = make_slice(section, stem, {});
    read_candidates(section, numerics);
  } else if (!stem.empty()) {
    numerics.slice = pe::make_slice(stem);
  }
  if (root.has("quantize")) {
    const config::Map quantize = root.map("quantize");
    read_formats(quantize, numerics);
    read_scales(quantize, numerics);
  }
  return numerics;
}

Numerics with_parameters(const Numerics& numerics, const config::Map& layer) {
  if (!layer.has("parameters")) return numerics;
  if (!numerics.slice) layer.fail("parameters", "expected arithmetic: the stem of a PE; exact arithmetic has none");
  Numerics other = numerics;
  other.slice = make_slice(layer, std::string(numerics.slice->stem()), numerics.slice->choices());
  if (layer.scalars("parameters").count(numerics.parameter) != 0) {
    other.candidates.clear();
  } else {
    for (auto& candidate : other.candidates) candidate = with_value(other, candidate->choices().at(other.parameter));
  }
  if (other.scales == sim::RowScales::kNone && !can_leave_scales_out(*other.slice)) {
    layer.fail("parameters", "with quantize.scales: none the PE's operands have at most 8 bits");
  }
  return other;
}

Numerics changed(const Numerics& numerics, const config::Map& layer) {
  Numerics other = with_parameters(numerics, layer);
  read_formats(layer, other);
  return other;
}

Type read_cache(const config::Map& section) { return make_type(section, "kv", section.text("kv"), {}); }

}  // namespace lop::accuracy
