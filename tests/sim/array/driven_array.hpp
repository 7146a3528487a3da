// An array driven cycle by cycle from a list of steps, with every output noted under its cycle.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/output_stationary_array.hpp"

namespace lop::test {

inline constexpr std::uint32_t kOneFp32 = 0x3f800000;

/// Inputs of array row r are activation(r), of column c weight(c), in every lane; scale 1, channel scale 1.
class DrivenArray {
 public:
  DrivenArray(const std::string& stem, const pe::Choices& choices, const sim::ArrayGeometry& geometry,
              bool with_values = true)
      : slice_(pe::make_slice(stem, choices)),
        geometry_(geometry),
        with_values_(with_values),
        array_(*slice_, geometry, with_values),
        lanes_(static_cast<std::size_t>(slice_->lanes(slice_->default_mode()))),
        activations_(static_cast<std::size_t>(geometry.total_rows()) * lanes_, 0x3c00),
        weights_(static_cast<std::size_t>(geometry.total_columns()) * lanes_, stem == "bitmod" ? 1 : 0x3c00),
        metadata_(static_cast<std::size_t>(geometry.total_columns()), pe::Metadata{1, 0, 0}),
        channel_scale(static_cast<std::size_t>(geometry.total_columns()), kOneFp32) {}

  void set_activation(int row, std::uint32_t code) {
    for (std::size_t l = 0; l < lanes_; ++l) activations_[static_cast<std::size_t>(row) * lanes_ + l] = code;
  }

  void bubble(int cycles = 1) {
    for (int i = 0; i < cycles; ++i) clock({});
  }
  /// One step; a read is the whole output when clear is set with it.
  void step(bool clear, bool read) {
    sim::ArrayInputs in;
    in.valid = true;
    in.step.mode = slice_->default_mode();
    in.step.clear = clear;
    in.step.end_group = in.step.read = read;
    if (with_values_) {
      in.step.activations = activations_.data();
      in.step.weights = weights_.data();
      in.step.metadata = metadata_.data();
    }
    clock(in);
  }
  void reset() {
    array_.reset();
    array_.commit();
    note();
  }

  int cycle() const { return cycle_; }   // the one whose inputs come next
  const sim::OutputStationaryArray& array() const { return array_; }
  const sim::ArrayOutputs& at(int cycle) const { return outputs_.at(cycle); }
  /// Cycles in which output codes, or accumulators, leave.
  std::vector<int> valid_cycles() const { return cycles([](const sim::ArrayOutputs& out) { return out.valid; }); }
  std::vector<int> psum_cycles() const { return cycles([](const sim::ArrayOutputs& out) { return out.psum_valid; }); }

 private:
  void clock(sim::ArrayInputs in) {
    in.channel_scale = channel_scale.data();
    array_.compute(in);
    array_.commit();
    note();
  }
  void note() { outputs_[++cycle_] = array_.outputs(); }

  template <typename Is>
  std::vector<int> cycles(Is is) const {
    std::vector<int> found;
    for (const auto& [cycle, out] : outputs_) {
      if (is(out)) found.push_back(cycle);
    }
    return found;
  }

  std::unique_ptr<pe::Slice> slice_;
  sim::ArrayGeometry geometry_;
  bool with_values_;
  sim::OutputStationaryArray array_;
  std::size_t lanes_;
  std::vector<std::uint32_t> activations_, weights_;
  std::vector<pe::Metadata> metadata_;
  std::map<int, sim::ArrayOutputs> outputs_;
  int cycle_ = 0;

 public:
  std::vector<std::uint32_t> channel_scale;   // [columns] FP32 bits from the next cycle on
};

inline std::vector<int> consecutive(int first, int count) {
  std::vector<int> cycles;
  for (int i = 0; i < count; ++i) cycles.push_back(first + i);
  return cycles;
}

}  // namespace lop::test
