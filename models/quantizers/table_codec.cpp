// Codecs by format and rule.
#include "models/quantizers/table_codec.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>

namespace lop::quantizers {

const TableCodec& table_codec(const formats::NumberFormat& format, formats::Rounding rounding,
                              formats::Overflow overflow) {
  static std::mutex mutex;
  static std::map<std::tuple<std::string, formats::Rounding, formats::Overflow>, std::unique_ptr<const TableCodec>>
      codecs;
  const std::lock_guard<std::mutex> lock(mutex);
  std::unique_ptr<const TableCodec>& codec = codecs[{format.name(), rounding, overflow}];
  if (!codec) {
    std::vector<double> values(std::size_t{1} << format.bits());
    for (std::uint32_t code = 0; code < values.size(); ++code) values[code] = format.decode(code);
    codec = std::make_unique<const TableCodec>(
        TableCodec{formats::Fp32Encoder(format, {rounding, overflow, 0}), std::move(values)});
  }
  return *codec;
}

}  // namespace lop::quantizers
