// Encoders and decode tables made once a process, since rows are too short to fill a table for each.
#pragma once

#include <vector>

#include "models/formats/fp32_encoder.hpp"

namespace lop::quantizers {

struct TableCodec {
  formats::Fp32Encoder encoder;
  std::vector<double> values;  // by code

  /// Bits of `code` above the format's width are ignored.
  double value(std::uint8_t code) const { return values[code & encoder.format().mask()]; }
};

/// Kept by name: formats of number_format() only, of at most 8 bits. Any thread may ask.
const TableCodec& table_codec(const formats::NumberFormat& format,
                              formats::Rounding rounding = formats::Rounding::kNearestEven,
                              formats::Overflow overflow = formats::Overflow::kSaturate);

}  // namespace lop::quantizers
