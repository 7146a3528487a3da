// Grids of integers, of few values by counting bounds, of a byte by a table, of any format by its own rounding.
#include "models/quantizers/element_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/formats/fp32.hpp"
#include "models/quantizers/code_book.hpp"
#include "models/quantizers/table_codec.hpp"

namespace lop::quantizers {
namespace {

class IntGrid : public ElementGrid {
 public:
  IntGrid(const formats::NumberFormat& format, float limit, float peak) : ElementGrid(format, peak), limit_(limit) {}

  void round(const float* scaled, std::size_t count, std::uint64_t, std::uint32_t* codes,
             float* values) const override {
    const std::uint32_t mask = format_.mask();
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = std::clamp(std::nearbyint(scaled[i]), -limit_, limit_);
      codes[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>(values[i])) & mask;
    }
  }

 private:
  float limit_;
};

class BookGrid : public ElementGrid {
 public:
  BookGrid(const formats::NumberFormat& format, formats::Rounding rounding, float lowest, float peak)
      : ElementGrid(format, peak), book_(make_code_book(format, rounding, lowest)) {}

  void round(const float* scaled, std::size_t count, std::uint64_t, std::uint32_t* codes,
             float* values) const override {
    constexpr std::size_t kChunk = 128;
    std::array<std::int32_t, kChunk> indices;
    for (std::size_t begin = 0; begin < count; begin += kChunk) {
      const std::size_t size = std::min(kChunk, count - begin);
      book_.indices(scaled + begin, size, indices.data());
      for (std::size_t i = 0; i < size; ++i) {
        const auto index = static_cast<std::size_t>(indices[i]);
        codes[begin + i] = book_.codes[index];
        values[begin + i] = book_.values[index];
      }
    }
  }

 private:
  CodeBook book_;
};

class CodecGrid : public ElementGrid {
 public:
  CodecGrid(const formats::NumberFormat& format, formats::Rounding rounding, float lowest, float highest, float peak)
      : ElementGrid(format, peak), codec_(table_codec(format, rounding)), lowest_(lowest), highest_(highest) {}

  void round(const float* scaled, std::size_t count, std::uint64_t, std::uint32_t* codes,
             float* values) const override {
    for (std::size_t i = 0; i < count; ++i) values[i] = std::clamp(scaled[i], lowest_, highest_);
    codec_.encoder.encode(values, count, codes);
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = static_cast<float>(codec_.value(static_cast<std::uint8_t>(codes[i])));
    }
  }

 private:
  const TableCodec& codec_;
  float lowest_, highest_;
};

class FormatGrid : public ElementGrid {
 public:
  FormatGrid(const formats::NumberFormat& format, const ElementRounding& rounding, float lowest, float highest,
             float peak)
      : ElementGrid(format, peak), rounding_(rounding), lowest_(lowest), highest_(highest) {}

  void round(const float* scaled, std::size_t count, std::uint64_t first, std::uint32_t* codes,
             float* values) const override {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t number = formats::fp32_code(std::clamp(scaled[i], lowest_, highest_));
      codes[i] = format_.encode_fp32(number, rounding_.rule(first + i));
      values[i] = static_cast<float>(format_.decode(codes[i]));
    }
  }

 private:
  ElementRounding rounding_;
  float lowest_, highest_;
};

/// What the format makes of numbers beyond its ends; an unsigned format may have no answer below zero.
float end_of(const formats::NumberFormat& format, bool negative) {
  const formats::ResultRule rule{formats::Rounding::kNearestEven, formats::Overflow::kSaturate, 0};
  const double end = format.decode(format.encode(std::ldexp(negative ? -1.0 : 1.0, format.top_exponent() + 1), rule));
  return std::isfinite(end) ? static_cast<float>(end) : 0;
}

}  // namespace

std::unique_ptr<ElementGrid> make_grid(const formats::NumberFormat& format, const ElementRounding& rounding,
                                       float peak) {
  constexpr int kMostBookBits = 5, kMostCodecBits = 8;
  const float highest = end_of(format, false);
  const auto* integer = std::get_if<formats::IntFormat>(&format.kind());
  const bool is_signed = integer != nullptr && integer->is_signed;
  const bool symmetric = is_signed || format.name().rfind("power_int", 0) == 0;
  const float lowest = symmetric ? -highest : end_of(format, true);
  if (peak == 0) peak = std::max(highest, -lowest);
  if (is_signed && rounding.mode == formats::Rounding::kNearestEven) {
    return std::make_unique<IntGrid>(format, highest, peak);
  }
  if (format.bits() <= kMostBookBits && rounding.mode != formats::Rounding::kStochastic) {
    return std::make_unique<BookGrid>(format, rounding.mode, lowest, peak);
  }
  if (format.bits() <= kMostCodecBits && rounding.mode != formats::Rounding::kStochastic) {
    return std::make_unique<CodecGrid>(format, rounding.mode, lowest, highest, peak);
  }
  return std::make_unique<FormatGrid>(format, rounding, lowest, highest, peak);
}

}  // namespace lop::quantizers
