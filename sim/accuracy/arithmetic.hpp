// Which numbers a network's products take and how these are multiplied: the keys quantize, arithmetic, pe, reference
// and layers of every configuration of fidelity values.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "configs/reader/map.hpp"
#include "models/network/quantized_products.hpp"
#include "models/pe/slice.hpp"
#include "sim/system/operands.hpp"

namespace lop::accuracy {

struct Arithmetic {
  network::Quantization quantization;
  std::shared_ptr<const pe::Slice> slice;  // null: no PE
  sim::RowScales scales = sim::RowScales::kOwn;
  bool exact = true;                       // products and sums in FP32; of the PE's operands, where there is one
  bool beside_operands = false;            // what it is compared with: not FP32, but the same with exact arithmetic
  std::set<std::string> roles;             // of the products that are quantised, or go through the PE

  /// Whether it is FP32 throughout.
  bool is_reference() const {
    return slice == nullptr && !quantization.weights && !quantization.activations && !quantization.cache;
  }
  /// The same numbers in exact arithmetic.
  Arithmetic with_exact_sums() const;
  /// In a few words, for people.
  std::string text() const;
  std::string reference_text() const;
  /// The key to blame for numbers that cannot be taken.
  std::string key() const { return slice == nullptr || exact ? "quantize" : "arithmetic"; }
};

/// All but the roles. errors  config::ConfigError
Arithmetic read_arithmetic(const config::Map& root);

/// layers: {ROLE: exact | pe, ..., attention: exact | pe}; attention is scores and values. `pe` unless said for the
/// roles given, `exact` for scores and values. errors  config::ConfigError
void read_roles(const config::Map& root, const std::vector<std::string>& linear, Arithmetic& arithmetic);

/// The same of a network of blocks, and layers: {linear: exact | pe}, which is all roles given; a number holds such
/// keys of one block, which go before those of all: {down: exact, 0: {linear: exact, scores: pe}}. Roles become those
/// of a block, "0.down"; {head: exact | pe} is of the network, `exact` unless said.
/// errors  config::ConfigError, for blocks that are not there too
void read_block_roles(const config::Map& root, const std::vector<std::string>& linear, std::size_t blocks,
                      Arithmetic& arithmetic);

}  // namespace lop::accuracy
