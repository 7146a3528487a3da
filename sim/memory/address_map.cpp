// Fields are laid out from the least significant bit up.
#include "sim/memory/address_map.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace lop::sim {
namespace {

int bits_of(std::int64_t count) {
  int bits = 0;
  while ((std::int64_t{1} << bits) < count) ++bits;
  return bits;
}

}  // namespace

AddressMap::AddressMap(const DramDevice& device, std::int64_t channels, const std::vector<std::string>& fields) {
  const std::map<std::string, std::pair<Field*, std::int64_t>> known{{"row", {&row_, device.rows}},
                                                                     {"bank", {&bank_, device.banks_per_group}},
                                                                     {"bank_group", {&bank_group_, device.bank_groups}},
                                                                     {"column", {&column_, device.bursts_per_row}},
                                                                     {"channel", {&channel_, channels}}};
  for (const auto& [name, field] : known) {
    if (std::count(fields.begin(), fields.end(), name) != 1) {
      throw std::invalid_argument(
          "expected row, bank, bank_group, column and channel once each, most significant "
          "first; '" +
          name + "' is not there once");
    }
    if (field.second != std::int64_t{1} << bits_of(field.second)) {
      throw std::invalid_argument("expected a power of two of " + name + "s, not " + std::to_string(field.second));
    }
  }
  if (fields.size() != known.size()) {
    throw std::invalid_argument("expected row, bank, bank_group, column and channel, nothing else");
  }
  int shift = 0;
  for (auto name = fields.rbegin(); name != fields.rend(); ++name) {
    const auto& [field, count] = known.at(*name);
    *field = {shift, bits_of(count)};
    shift += field->bits;
  }
}

const std::vector<std::string>& AddressMap::default_fields() {
  static const std::vector<std::string> fields{"row", "bank", "column", "bank_group", "channel"};
  return fields;
}

}  // namespace lop::sim
