// MixPE W4A8 slice: exact integer sums.
#include "models/pe/mixpe_w4a8.hpp"

#include "models/pe/mixpe_chain.hpp"

namespace lop::pe {
namespace {

struct Int8Sums : MixpeFixedSums<std::int32_t> {
  static constexpr bool kHasRowMetadata = false;

  static Sum activation(std::uint32_t code, std::uint32_t) { return formats::sign_extend(code, 8); }
  static bool is_number(std::uint32_t) { return true; }
  static float group(Sum sum, Sum row_sum, const int* zero_point, std::uint32_t) {
    return difference(sum, row_sum, zero_point);
  }
};

const std::vector<Parameter>& w4a8_parameters() {
  static const std::vector<Parameter> kParameters = {
      mixpe_multiplier(), mixpe_weight_mode(),
      mixpe_group_size("beyond, a group's sum may not fit an FP32 number exactly")};
  return kParameters;
}

}  // namespace

MixpeW4a8::MixpeW4a8(const Choices& choices) : MixpeSlice(std::string(kStem), w4a8_parameters(), choices) {}

std::unique_ptr<Grid> MixpeW4a8::make_grid(int rows, int columns) const {
  return std::make_unique<MixpeGrid<Int8Sums>>(Int8Sums{}, rows, columns);
}

std::unique_ptr<SumChain> MixpeW4a8::make_chain(int rows, int columns) const {
  return std::make_unique<MixpeChain<Int8Sums>>(Int8Sums{}, rows, columns);
}

}  // namespace lop::pe
