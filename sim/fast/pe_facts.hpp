// What tiling, schedules and counts need to know of a slice in one mode on one array.
#pragma once

#include <cstdint>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"
#include "sim/fast/gemm_shape.hpp"

namespace lop::sim {

struct PeFacts {
  std::int64_t lanes = 1;  // elements along K of one chunk
  std::int64_t steps_per_chunk = 1;
  std::int64_t activation_bits = 16;   // of one code
  std::int64_t weight_bits = 16;       // of one code
  std::int64_t metadata_bits = 0;      // of one group of one channel
  std::int64_t row_metadata_bits = 0;  // of one group of one token
  std::int64_t group_size = 0;         // elements along K; 0 = the whole reduction
  std::int64_t out_bits = 16;
  std::int64_t sum_bits = 32;      // of a partial sum that leaves the PE
  std::int64_t group_end = 0;      // cycles of one dequantisation
  std::int64_t array_latency = 1;  // read step (a vector, where sums pass) at the array's port -> first row visible
  std::int64_t array_fill = 0;     // step at the array's port -> the same step at the far corner
  bool has_channel_scale = false;
  std::uint32_t no_activation = 0;  // code for a row beyond K: times weight 0 it leaves every sum as it is

  /// Smallest piece of K that a block may hold.
  std::int64_t unit() const { return group_size > 0 ? group_size : lanes; }
  Packing weight_packing() const { return {weight_bits, group_size, metadata_bits}; }
  Packing activation_packing() const { return {activation_bits, group_size, row_metadata_bits}; }
  /// Bits of elements [0, k) of one channel's packed groups.
  std::int64_t packed_weight_bits(std::int64_t k) const { return weight_packing().bits(k); }
  /// The same of one token's.
  std::int64_t packed_activation_bits(std::int64_t k) const { return activation_packing().bits(k); }
};

PeFacts facts_of(const pe::Slice& slice, int mode, const ArrayGeometry& geometry);

}  // namespace lop::sim
