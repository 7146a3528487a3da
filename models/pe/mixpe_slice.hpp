// What MixPE's slices share: 4-bit weights in groups with FP32 scale and zero point, FP32 accumulators, FP16 out.
//
// Per group: accumulator + (P - z A) x scale, where P is the sum
// of products of a PE and A the sum of the row's activations.
// source  MixPE (arXiv 2411.16158) for the factorisation; the datapath is ours, as its text says nothing of it
#pragma once

#include <string>
#include <vector>

#include "models/formats/fp32.hpp"
#include "models/formats/int_format.hpp"
#include "models/pe/fp16_scale_output.hpp"
#include "models/pe/parameters.hpp"
#include "models/pe/slice.hpp"

namespace lop::pe {

enum MixpeMode { kUint4, kInt4 };

inline constexpr int kMixpeGroup = 128;  // for which the sums of the gates are wide enough in any case
inline constexpr int kMixpeMostGroup = 8192;

/// The parameters that all MixPE slices have; `why` says what a longer group would break.
inline Parameter mixpe_multiplier() {
  return {"multiplier", {"shift_add", "precomputed_3x", "booth", "inferred"}, ParameterKind::kGates};
}
inline Parameter mixpe_weight_mode() { return {"weight_mode", {"uint4", "int4"}, ParameterKind::kMode}; }
inline Parameter mixpe_group_size(const std::string& why) {
  return {"group_size",
          {std::to_string(kMixpeGroup)},
          ParameterKind::kGates,
          0,
          [](const std::string& value) { return is_number_between(value, 1, kMixpeMostGroup); },
          "a number from 1 to " + std::to_string(kMixpeMostGroup) + " (" + why + ")"};
}

/// Value of a weight code; bits above the code are ignored.
inline std::int32_t mixpe_weight(int mode, std::uint32_t code) {
  return mode == kInt4 ? formats::sign_extend(code, 4) : static_cast<std::int32_t>(code & 15);
}

class MixpeSlice : public Slice {
 public:
  std::string_view source() const override {
    return "MixPE, arXiv 2411.16158, for the factorisation; the data path is ours";
  }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  const Choices& choices() const override { return choices_; }
  /// [3:0] multiplier, [7:4] growth; what a slice has beyond that stands above.
  std::uint32_t variant() const override {
    return static_cast<std::uint32_t>(choice_index(parameters_, choices_, "multiplier") | growth() << 4);
  }
  const std::vector<std::string>& modes() const override {
    static const std::vector<std::string> kModes = mixpe_weight_mode().values;
    return kModes;
  }
  int default_mode() const override { return choice_index(parameters_, choices_, "weight_mode"); }
  int lanes(int) const override { return 1; }
  int steps_per_chunk(int) const override { return 1; }
  std::string weight_format(int mode) const override { return modes()[static_cast<std::size_t>(mode)]; }
  int weight_bits(int) const override { return 4; }
  int metadata_bits(int mode) const override { return mode == kInt4 ? 32 : 36; }
  int group_size() const override { return group_size_; }
  int accumulator_bits() const override { return 32; }
  int out_bits() const override { return 16; }
  bool has_channel_scale() const override { return true; }
  MetadataUse metadata_use(int mode) const override { return {true, false, mode == kUint4, 32, 0x3f800000}; }
  double weight_value(int mode, std::uint32_t code, const Metadata& metadata) const override {
    const int zero_point = mode == kUint4 ? metadata.zero & 15 : 0;
    return static_cast<double>(mixpe_weight(mode, code) - zero_point) *
           static_cast<double>(formats::fp32_value(metadata.scale));
  }
  std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t channel_scale) const override {
    return fp16_of_scaled(*accumulator, channel_scale);
  }
  const std::vector<std::string>& flag_names() const override {
    static const std::vector<std::string> kNames = {"invalid"};
    return kNames;
  }
  std::uint32_t flags(const std::uint32_t* accumulator) const override {
    return *accumulator == formats::kFp32Nan ? 1 : 0;
  }
  std::uint64_t port_metadata(const Metadata& metadata) const override {
    return metadata.scale | static_cast<std::uint64_t>(metadata.zero & 15) << 32;
  }

  /// Doublings of a group of 128 that the sums of the gates have room for.
  int growth() const {
    int growth = 0;
    while (kMixpeGroup << growth < group_size_) ++growth;
    return growth;
  }

 protected:
  /// parameters  outlive the slice
  MixpeSlice(const std::string& stem, const std::vector<Parameter>& parameters, const Choices& choices)
      : parameters_(parameters),
        choices_(resolve_choices(stem, parameters_, choices)),
        group_size_(choice_number(choices_, "group_size")) {}

 private:
  const std::vector<Parameter>& parameters_;
  Choices choices_;
  int group_size_;
};

}  // namespace lop::pe
