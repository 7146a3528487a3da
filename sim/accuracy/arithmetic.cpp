// Reading the keys that all networks share.
#include "sim/accuracy/arithmetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lop::accuracy {
namespace {

std::vector<std::string> stems_and(const char* none) {
  std::vector<std::string> known = {none};
  known.insert(known.end(), pe::stems().begin(), pe::stems().end());
  return known;
}

/// The stem whose operands exact arithmetic takes; empty where it takes the network's numbers.
std::string read_as_pe(const config::Map& root) {
  if (!root.has("quantize")) return "";
  const config::Map quantize = root.map("quantize");
  const std::string stem = quantize.has("as_pe") ? quantize.one_of("as_pe", stems_and("none")) : "none";
  return stem == "none" ? "" : stem;
}

/// Keys of one mapping under layers.
class RoleReader {
 public:
  using Change = Numerics (*)(const Numerics&, const config::Map&);

  /// starts  of the roles that a key stands for: of all blocks, or of one
  RoleReader(config::Map layers, std::vector<std::string> starts, Arithmetic& arithmetic)
      : layers_(std::move(layers)), starts_(std::move(starts)), arithmetic_(arithmetic) {}

  /// What a key says of its roles, where it is there.
  void set(const std::string& key, const std::vector<std::string>& roles, Change change = changed) {
    if (!layers_.has(key)) return;
    const bool is_mapping = layers_.has_mapping(key);
    const bool chosen = is_mapping || layers_.one_of(key, {"exact", "pe"}) == "pe";
    const bool needs_pe = !is_mapping || change == with_parameters;
    if (chosen && needs_pe && !arithmetic_.numerics->slice) {
      layers_.fail(key, fmt::format("{}expected arithmetic: the stem of a PE", is_mapping ? "" : "pe: "));
    }
    for (const std::string& start : starts_) {
      for (const std::string& role : roles) {
        auto& own = arithmetic_.roles;
        if (!chosen) {
          own.erase(start + role);
          continue;
        }
        std::shared_ptr<const Numerics>& numerics = own.emplace(start + role, arithmetic_.numerics).first->second;
        if (is_mapping) numerics = changed_once(key, numerics, change);
      }
    }
  }

  void read(const std::vector<std::string>& linear) {
    set("attention", {"scores", "values"}, with_parameters);
    for (const std::string& role : linear) set(role, {role});
    for (const char* role : {"scores", "values"}) set(role, {role}, with_parameters);
  }

 private:
  /// Roles that shared numerics share the changed ones.
  std::shared_ptr<const Numerics> changed_once(const std::string& key, const std::shared_ptr<const Numerics>& numerics,
                                               Change change) {
    std::shared_ptr<const Numerics>& made = made_[{key, numerics}];
    if (!made) made = std::make_shared<const Numerics>(change(*numerics, layers_.map(key)));
    return made;
  }

  config::Map layers_;
  std::vector<std::string> starts_;
  Arithmetic& arithmetic_;
  std::map<std::pair<std::string, std::shared_ptr<const Numerics>>, std::shared_ptr<const Numerics>> made_;
};

}  // namespace

bool Arithmetic::is_reference() const {
  return numerics->is_fp32() && !caches.of_all &&
         std::none_of(caches.of_layers.begin(), caches.of_layers.end(), [](const auto& own) { return own.second; }) &&
         std::all_of(roles.begin(), roles.end(), [](const auto& role) { return role.second->is_fp32(); });
}

std::string Arithmetic::text() const {
  const auto& slice = numerics->slice;
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
  std::string stem = read_as_pe(root);
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
  arithmetic.numerics = std::make_shared<const Numerics>(read_numerics(root, stem));
  if (root.has("quantize") && root.map("quantize").has("kv"))
    arithmetic.caches.of_all = read_cache(root.map("quantize"));
  return arithmetic;
}

void read_roles(const config::Map& root, const std::vector<std::string>& linear, Arithmetic& arithmetic) {
  for (const std::string& role : linear) arithmetic.roles[role] = arithmetic.numerics;
  if (root.has("layers")) RoleReader(root.map("layers"), {""}, arithmetic).read(linear);
}

void read_block_roles(const config::Map& root, const std::vector<std::string>& linear, std::size_t blocks,
                      Arithmetic& arithmetic) {
  std::vector<std::string> starts;
  for (std::size_t block = 0; block < blocks; ++block) starts.push_back(std::to_string(block) + ".");
  for (const std::string& start : starts) {
    for (const std::string& role : linear) arithmetic.roles[start + role] = arithmetic.numerics;
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
    if (!layers.has(key)) continue;
    const config::Map section = layers.map(key);
    read(section, {starts[block]});
    if (section.has("kv")) arithmetic.caches.of_layers[block] = read_cache(section);
  }
  for (const std::string& key : layers.keys()) {
    const bool is_number = key.find_first_not_of("0123456789") == std::string::npos;
    if (is_number && std::find(starts.begin(), starts.end(), key + ".") == starts.end()) {
      layers.fail(key, fmt::format("the network has no such block; expected 0 to {}", blocks - 1));
    }
  }
}

}  // namespace lop::accuracy
