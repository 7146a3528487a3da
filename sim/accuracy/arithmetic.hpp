// Which numbers a network's products take and how these are multiplied: the keys quantize, arithmetic, pe, reference
// and layers of every configuration of fidelity values.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "configs/reader/map.hpp"
#include "models/network/chosen_products.hpp"
#include "sim/accuracy/numerics.hpp"

namespace lop::accuracy {

struct Arithmetic {
  std::shared_ptr<const Numerics> numerics;  // of what has none of its own
  bool exact = true;                         // products and sums in FP32; of the PE's operands, where there is one
  bool beside_operands = false;              // what it is compared with: not FP32, but the same with exact arithmetic
  /// Of the products that are quantised, or go through the PE.
  std::map<std::string, std::shared_ptr<const Numerics>> roles;
  network::Caches caches;

  /// Whether it is FP32 throughout.
  bool is_reference() const;
  /// The same numbers in exact arithmetic.
  Arithmetic with_exact_sums() const;
  /// In a few words, for people.
  std::string text() const;
  std::string reference_text() const;
  /// The key to blame for numbers that cannot be taken.
  std::string key() const { return numerics->slice == nullptr || exact ? "quantize" : "arithmetic"; }
};

/// All but the roles. errors  config::ConfigError
Arithmetic read_arithmetic(const config::Map& root);

/// layers: {ROLE: exact | pe | {weights, activations, group_size, parameters}, ..., attention: exact | pe |
/// {parameters}}; attention is scores and values. `pe` unless said for the roles given, `exact` for scores and values.
/// A mapping's keys go before those of quantize and pe. errors  config::ConfigError
void read_roles(const config::Map& root, const std::vector<std::string>& linear, Arithmetic& arithmetic);

/// The same of a network of blocks, and layers: {linear: ...}, which is all roles given; a number holds such keys of
/// one block, which go before those of all, and the type of its cache: {down: exact, 0: {linear: exact, kv: int8}}.
/// Roles become those of a block, "0.down"; {head: exact | pe | {...}} is of the network, `exact` unless said.
/// errors  config::ConfigError, for blocks that are not there too
void read_block_roles(const config::Map& root, const std::vector<std::string>& linear, std::size_t blocks,
                      Arithmetic& arithmetic);

}  // namespace lop::accuracy
