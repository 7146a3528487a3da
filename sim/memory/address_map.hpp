// Where a burst of the address space lies: channel, bank, row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/memory/dram_device.hpp"

namespace lop::sim {

struct BurstPlace {
  std::int64_t channel = 0, bank = 0, row = 0;  // bank: bank group x banks a group + bank of the group
};

/// The bits of a burst's number, cut into fields.
class AddressMap {
 public:
  /// `fields`, most significant first: row, bank, bank_group, column, channel, each once. Channels: a power of two.
  /// errors  std::invalid_argument that says what is wrong
  AddressMap(const DramDevice& device, std::int64_t channels, const std::vector<std::string>& fields);

  BurstPlace place(std::int64_t burst) const {
    return {channel_.of(burst), (bank_group_.of(burst) << bank_.bits) + bank_.of(burst), row_.of(burst)};
  }
  std::int64_t channels() const { return std::int64_t{1} << channel_.bits; }

  /// Bank groups, then channels alternate from burst to burst, so that a stream reaches the peak.
  static const std::vector<std::string>& default_fields();

 private:
  struct Field {
    int shift = 0, bits = 0;
    std::int64_t of(std::int64_t burst) const { return (burst >> shift) & ((std::int64_t{1} << bits) - 1); }
  };
  Field row_, bank_, bank_group_, column_, channel_;
};

}  // namespace lop::sim
