// The numbers that a product takes and the PE that multiplies them, of all layers or of some.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "configs/reader/map.hpp"
#include "models/network/quantized_products.hpp"
#include "models/pe/slice.hpp"
#include "sim/system/operands.hpp"

namespace lop::accuracy {

struct Numerics {
  std::string weights = "none";            // their type as written
  quantizers::RunLength run{128};          // of the weights
  network::Quantization quantization;      // no caches
  std::shared_ptr<const pe::Slice> slice;  // null: no PE
  sim::RowScales scales = sim::RowScales::kOwn;
  /// The PE with each value of one parameter, of which a linear layer takes the one that its weights lose least with,
  /// the first of equals; empty: as `slice` has it.
  std::string parameter;
  std::vector<std::shared_ptr<const pe::Slice>> candidates;

  bool is_fp32() const { return slice == nullptr && !quantization.weights && !quantization.activations; }
};

/// Of a whole network: the types under quantize, pe.parameters and pe.least_error.
///
/// stem    of the PE; empty: none
/// errors  config::ConfigError
Numerics read_numerics(const config::Map& root, const std::string& stem);

/// What {weights, activations, group_size, parameters} say of some linear layers; the rest stays. `parameters` change
/// single ones of the PE's; the one that would be chosen by least error is then as they say.
/// errors  config::ConfigError
Numerics changed(const Numerics& numerics, const config::Map& layer);

/// {parameters} of products of attention, which no other key concerns.
Numerics with_parameters(const Numerics& numerics, const config::Map& layer);

/// {kv} of a network or a block, which has the key. Null: FP32.
std::shared_ptr<const quantizers::RoundTrip> read_cache(const config::Map& section);

}  // namespace lop::accuracy
