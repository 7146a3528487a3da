// Reading the keys that all networks share.
#include "sim/accuracy/arithmetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/quantizers/refusal.hpp"

namespace lop::accuracy {
namespace {

constexpr std::int64_t kMostElements = 1 << 20;

std::shared_ptr<const quantizers::RoundTrip> read_type(const config::Map& quantize, const std::string& key,
                                                       quantizers::RunLength run) {
  if (!quantize.has(key)) return nullptr;
  const std::string type = quantize.text(key);
  if (type == "none") return nullptr;
  try {
    return std::make_shared<const quantizers::RoundTrip>(type, run);
  } catch (const quantizers::QuantizeError& error) {
    quantize.fail(key, fmt::format("'{}': expected none, int2..int8, int2_asym..int8_asym, fp4, fp3, bitmod4, bitmod3 "
                                   "or another type: {}",
                                   type, error.what()));
  }
}

std::vector<std::string> stems_and(const char* none) {
  std::vector<std::string> known = {none};
  known.insert(known.end(), pe::stems().begin(), pe::stems().end());
  return known;
}

/// The stem whose operands exact arithmetic takes; empty where it takes the network's numbers.
std::string read_quantization(const config::Map& root, network::Quantization& quantization) {
  if (!root.has("quantize")) return "";
  const config::Map quantize = root.map("quantize");
  quantizers::RunLength run{128};
  if (quantize.has("group_size")) run.elements = static_cast<int>(quantize.integer("group_size", 1, kMostElements));
  quantization.weights = read_type(quantize, "weights", run);
  quantization.activations = read_type(quantize, "activations", {});
  quantization.cache = read_type(quantize, "kv", {});
  const std::string stem = quantize.has("as_pe") ? quantize.one_of("as_pe", stems_and("none")) : "none";
  return stem == "none" ? "" : stem;
}

/// Null without a stem.
std::shared_ptr<const pe::Slice> read_slice(const config::Map& root, const std::string& stem) {
  if (stem.empty()) {
    if (root.has("pe")) {
      root.fail("pe", "expected arithmetic: the stem of a PE, or quantize.as_pe; exact arithmetic has no parameters");
    }
    return nullptr;
  }
  if (!root.has("pe")) return pe::make_slice(stem);
  const config::Map section = root.map("pe");
  pe::Choices choices;
  if (section.has("parameters")) choices = section.scalars("parameters");
  try {
    return pe::make_slice(stem, choices);
  } catch (const pe::OperandError& error) {
    section.fail("parameters", error.what());
  }
}

/// quantize.scales, of the PE that is there
sim::RowScales read_scales(const config::Map& root, const Arithmetic& arithmetic) {
  if (!root.has("quantize")) return sim::RowScales::kOwn;
  const config::Map quantize = root.map("quantize");
  if (!quantize.has("scales") || quantize.one_of("scales", {"rows", "none"}) == "rows") return sim::RowScales::kOwn;
  if (!arithmetic.slice || !sim::can_leave_scales_out(*arithmetic.slice, arithmetic.slice->default_mode())) {
    quantize.fail("scales", "none: expected a PE of floats or posits of at most 8 bits without group scales, as rmmec");
  }
  return sim::RowScales::kNone;
}

/// Keys of one mapping under layers.
class RoleReader {
 public:
  /// starts  of the roles that a key stands for: of all blocks, or of one
  RoleReader(config::Map layers, std::vector<std::string> starts, Arithmetic& arithmetic)
      : layers_(std::move(layers)), starts_(std::move(starts)), arithmetic_(arithmetic) {}

  /// What a key says of its roles, where it is there.
  void set(const std::string& key, const std::vector<std::string>& roles) {
    if (!layers_.has(key)) return;
    const bool chosen = layers_.one_of(key, {"exact", "pe"}) == "pe";
    if (chosen && !arithmetic_.slice) layers_.fail(key, "pe: expected arithmetic: the stem of a PE");
    for (const std::string& start : starts_) {
      for (const std::string& role : roles) {
        if (chosen) {
          arithmetic_.roles.insert(start + role);
        } else {
          arithmetic_.roles.erase(start + role);
        }
      }
    }
  }

  void read(const std::vector<std::string>& linear) {
    set("attention", {"scores", "values"});
    for (const std::string& role : linear) set(role, {role});
    for (const char* role : {"scores", "values"}) set(role, {role});
  }

 private:
  config::Map layers_;
  std::vector<std::string> starts_;
  Arithmetic& arithmetic_;
};

}  // namespace

std::string Arithmetic::text() const {
  if (slice == nullptr) return "exact arithmetic";
  return exact ? fmt::format("operands of {}, exact arithmetic", slice->stem()) : std::string(slice->stem());
}

Arithmetic Arithmetic::with_exact_sums() const {
  Arithmetic other = *this;
  other.exact = true;
  other.beside_operands = false;
  return other;
}

std::string Arithmetic::reference_text() const { return beside_operands ? with_exact_sums().text() : "FP32"; }

Arithmetic read_arithmetic(const config::Map& root) {
  Arithmetic arithmetic;
  std::string stem = read_quantization(root, arithmetic.quantization);
  const std::string own = root.has("arithmetic") ? root.one_of("arithmetic", stems_and("exact")) : "exact";
  arithmetic.exact = own == "exact";
  if (!arithmetic.exact) {
    if (!stem.empty()) root.map("quantize").fail("as_pe", "expected arithmetic: exact, or no quantize.as_pe");
    stem = own;
  }
  arithmetic.beside_operands = root.has("reference") && root.one_of("reference", {"fp32", "operands"}) == "operands";
  if (arithmetic.beside_operands && arithmetic.exact) {
    root.fail("reference", "operands: expected arithmetic: the stem of a PE");
  }
  arithmetic.slice = read_slice(root, stem);
  arithmetic.scales = read_scales(root, arithmetic);
  return arithmetic;
}

void read_roles(const config::Map& root, const std::vector<std::string>& linear, Arithmetic& arithmetic) {
  arithmetic.roles = {linear.begin(), linear.end()};
  if (root.has("layers")) RoleReader(root.map("layers"), {""}, arithmetic).read(linear);
}

void read_block_roles(const config::Map& root, const std::vector<std::string>& linear, std::size_t blocks,
                      Arithmetic& arithmetic) {
  std::vector<std::string> starts;
  for (std::size_t block = 0; block < blocks; ++block) starts.push_back(std::to_string(block) + ".");
  for (const std::string& start : starts) {
    for (const std::string& role : linear) arithmetic.roles.insert(start + role);
  }
  if (!root.has("layers")) return;
  const config::Map layers = root.map("layers");
  const auto read = [&](const config::Map& section, const std::vector<std::string>& of) {
    RoleReader reader(section, of, arithmetic);
    reader.set("linear", linear);
    reader.read(linear);
  };
  read(layers, starts);
  RoleReader(layers, {""}, arithmetic).set("head", {"head"});
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::string key = std::to_string(block);
    if (layers.has(key)) read(layers.map(key), {starts[block]});
  }
  for (const std::string& key : layers.keys()) {
    const bool is_number = key.find_first_not_of("0123456789") == std::string::npos;
    if (is_number && std::find(starts.begin(), starts.end(), key + ".") == starts.end()) {
      layers.fail(key, fmt::format("the network has no such block; expected 0 to {}", blocks - 1));
    }
  }
}

}  // namespace lop::accuracy
