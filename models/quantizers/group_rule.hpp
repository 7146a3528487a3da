// How one group of values becomes codes and what is stored beside them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lop::quantizers {

struct GroupMetadata {
  float scale = 0;
  std::uint8_t special = 0;  // index of a special value or of a type
  std::uint8_t zero = 0;     // zero point
  float second_scale = 0;    // of the second plane
};

/// At least one finite value, already rounded to the rule's arithmetic.
struct ValueGroup {
  const float* values;
  std::size_t count;
  std::uint64_t first;  // index of values[0] in its matrix, row by row
  std::uint32_t* codes;
};

class GroupRule {
 public:
  virtual ~GroupRule() = default;
  virtual int code_bits() const = 0;
  virtual int special_bits() const { return 0; }
  virtual int zero_bits() const { return 0; }
  virtual int scales() const { return 1; }

  /// Writes as many codes as there are values.
  virtual GroupMetadata quantize(const ValueGroup& group) const = 0;
  /// The same for each group; a rule may do several at a time.
  virtual void quantize(const ValueGroup* groups, std::size_t count, GroupMetadata* metadata) const {
    for (std::size_t i = 0; i < count; ++i) metadata[i] = quantize(groups[i]);
  }

  /// scale  in the place of metadata.scale
  virtual void decode(const std::uint32_t* codes, std::size_t count, const GroupMetadata& metadata, double scale,
                      double* values) const = 0;
};

}  // namespace lop::quantizers
