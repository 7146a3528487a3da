// OliVe slice: its pair decoder.
#include "models/pe/olive.hpp"

namespace lop::pe {
namespace {

constexpr std::uint32_t kIdentifier = 8;

std::int32_t outlier(std::uint32_t code, int bias) {
  if ((code & 7) == 0) return 0;
  const std::int32_t magnitude = static_cast<std::int32_t>(2 + (code & 1)) << (static_cast<int>(code >> 1 & 3) + bias);
  return (code & 8) != 0 ? -magnitude : magnitude;
}

}  // namespace

void OliveDot::decode(const CodeTable& table, const std::uint32_t* codes, int lanes, std::int32_t* values) {
  if (!has_pairs(table)) return PlainDot::decode(table, codes, lanes, values);
  const int bias = table.format == "flint4" ? 3 : 2;
  for (int l = 0; l < lanes; ++l) {
    const std::uint32_t code = codes[l] & 15, partner = codes[l ^ 1] & 15;
    values[l] = code == kIdentifier ? 0 : partner == kIdentifier ? outlier(code, bias) : table.value(code);
  }
}

}  // namespace lop::pe
