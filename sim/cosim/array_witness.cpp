// The cycle model and the gates as witnesses of one array.
#include "sim/cosim/array_witness.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "models/formats/int_format.hpp"
#include "sim/array/output_stationary_array.hpp"
#include "sim/array/weight_stationary_array.hpp"
#include "sim/cosim/bit_field.hpp"
#include "sim/cosim/rtl_model.hpp"

namespace lop::cosim {
namespace {

template <typename Array>
class ModelWitness final : public ArrayWitness {
 public:
  explicit ModelWitness(Array array) : array_(std::move(array)) {}

  void cycle(const sim::ArrayInputs& in, bool reset) override {
    if (reset) {
      array_.reset();
    } else {
      array_.compute(in);
    }
    array_.commit();
  }
  const sim::ArrayOutputs& outputs() const override { return array_.outputs(); }

 private:
  Array array_;
};

class RtlWitness final : public ArrayWitness {
 public:
  RtlWitness(const pe::Slice& slice, const sim::ArrayGeometry& geometry, const std::filesystem::path& shared_object,
             std::uint32_t seed)
      : slice_(slice), widths_(slice.port_widths()), geometry_(geometry), gates_(shared_object, seed) {
    const bool chain = geometry.dataflow == sim::Dataflow::kWeightStationary;
    std::vector<std::pair<const char*, RtlPort*>> ports = {{"clk_i", &clk_},
                                                           {"rst_ni", &rst_n_},
                                                           {"valid_i", &valid_},
                                                           {"clear_i", &clear_},
                                                           {"mode_i", &mode_},
                                                           {"act_i", &act_},
                                                           {"wgt_i", &wgt_},
                                                           {"meta_i", &meta_},
                                                           {"row_meta_i", &row_meta_},
                                                           {"channel_scale_i", &channel_scale_},
                                                           {"psum_valid_o", &psum_valid_out_},
                                                           {"psum_o", &psum_out_},
                                                           {"valid_o", &valid_out_},
                                                           {"out_o", &out_},
                                                           {"flags_o", &flags_}};
    const auto add = [&ports](std::initializer_list<std::pair<const char*, RtlPort*>> more) {
      ports.insert(ports.end(), more);
    };
    if (chain) add({{"load_i", &load_}, {"psum_i", &sums_}});
    if (!chain) add({{"end_group_i", &end_group_}, {"read_i", &read_}});
    if (chain && widths_.partial > 0) {
      add({{"end_group_i", &end_group_},
           {"partial_i", &partials_},
           {"row_sum_i", &row_sum_},
           {"partial_valid_o", &partial_valid_out_},
           {"partial_o", &partials_out_},
           {"row_sum_o", &row_sum_out_}});
      outputs_.partials.resize(slice.passing_words(static_cast<std::size_t>(geometry.total_columns())));
    }
    for (const auto& [name, port] : ports) {
      *port = gates_.port(name);
      if (!*port) throw RtlError(std::string("the gates have no port ") + name, false);
    }
    const auto columns = static_cast<std::size_t>(geometry.total_columns());
    outputs_.out.resize(columns);
    outputs_.flags.resize(columns);
    outputs_.accumulators.resize(columns * slice.accumulator_words());
    clk_.set(0);  // else random, and the first edge would be missed
    rst_n_.set(0);
    gates_.eval();
  }

  bool trace(const std::filesystem::path& waveform) override { return tracing_ = gates_.trace(waveform); }

  void cycle(const sim::ArrayInputs& in, bool reset) override {
    rst_n_.set(reset ? 0 : 1);
    valid_.set(in.valid ? 1 : 0);
    clear_.set(in.step.clear ? 1 : 0);
    if (load_) load_.set(in.load ? 1 : 0);
    if (end_group_) end_group_.set(in.step.end_group ? 1 : 0);
    if (read_) read_.set(in.step.read ? 1 : 0);
    mode_.set(static_cast<std::uint64_t>(in.step.mode));
    if (!reset) set_operands(in);
    for (int c = 0; c < geometry_.total_columns(); ++c) {
      write_bits(channel_scale_.bits, c * widths_.channel_scale, widths_.channel_scale, in.channel_scale[c]);
    }
    for (const std::uint64_t level : {1, 0}) {
      clk_.set(level);
      gates_.eval();
      if (tracing_) gates_.dump(time_);
      time_ += kClockPeriod / 2;
    }
    read_outputs();
  }

  const sim::ArrayOutputs& outputs() const override { return outputs_; }

 private:
  void set_operands(const sim::ArrayInputs& in) {
    const pe::Step& step = in.step;
    const int lanes = slice_.lanes(step.mode);
    const auto write_codes = [lanes](const RtlPort& port, int lines, const std::uint32_t* codes, int width, int word) {
      for (int i = 0; i < lines * lanes; ++i) {
        write_bits(port.bits, word == 0 ? i * width : i / lanes * word + i % lanes * width, width, codes[i]);
      }
    };
    if (load_ ? in.load : in.valid) {
      write_codes(wgt_, geometry_.total_columns(), step.weights,
                  widths_.weight_word == 0 ? widths_.weight : slice_.weight_bits(step.mode), widths_.weight_word);
      for (int c = 0; c < geometry_.total_columns(); ++c) {
        write_bits(meta_.bits, c * widths_.metadata, widths_.metadata, slice_.port_metadata(step.metadata[c]));
      }
    }
    if (load_ && in.sums != nullptr) set_sums(in.sums);
    if (!in.valid) return;
    write_codes(act_, geometry_.total_rows(), step.activations,
                widths_.activation_word == 0 ? widths_.activation : slice_.activation_bits(step.mode),
                widths_.activation_word);
    if (partials_) set_partials(in.partials);
    if (slice_.row_metadata_bits(step.mode) == 0) return;
    for (int r = 0; r < geometry_.total_rows(); ++r) {
      write_bits(row_meta_.bits, r * widths_.row_metadata, widths_.row_metadata, step.row_metadata[r]);
    }
  }

  void set_sums(const std::uint32_t* sums) {
    const auto words = static_cast<int>(slice_.accumulator_words());
    for (int i = 0; i < geometry_.total_columns() * words; ++i) {
      const int word = i % words, width = std::min(32, widths_.accumulator - 32 * word);
      write_bits(sums_.bits, i / words * widths_.accumulator + 32 * word, width, sums[i]);
    }
  }

  void set_partials(const std::uint32_t* partials) {
    const int columns = geometry_.total_columns();
    for (int c = 0; c < columns; ++c) write_bits(partials_.bits, c * widths_.partial, widths_.partial, partials[c]);
    write_bits(row_sum_.bits, 0, widths_.row_sum, partials[columns]);
  }

  void read_partials() {
    outputs_.partial_valid = partial_valid_out_.value() != 0;
    const auto read = [](const RtlPort& port, int at, int width) {
      const auto bits = static_cast<std::uint32_t>(read_bits(port.bits, at, width));
      return static_cast<std::uint32_t>(formats::sign_extend(bits, width));
    };
    const int columns = geometry_.total_columns();
    for (int c = 0; c < columns; ++c) {
      outputs_.partials[static_cast<std::size_t>(c)] = read(partials_out_, c * widths_.partial, widths_.partial);
    }
    outputs_.partials.back() = read(row_sum_out_, 0, widths_.row_sum);
  }

  void read_outputs() {
    if (partials_) read_partials();
    outputs_.valid = valid_out_.value() != 0;
    outputs_.psum_valid = psum_valid_out_.value() != 0;
    for (int c = 0; c < geometry_.total_columns(); ++c) {
      const auto column = static_cast<std::size_t>(c);
      outputs_.out[column] = static_cast<std::uint32_t>(read_bits(out_.bits, c * widths_.out, widths_.out));
      outputs_.flags[column] = static_cast<std::uint32_t>(read_bits(flags_.bits, c * widths_.flags, widths_.flags));
      const auto words = static_cast<int>(slice_.accumulator_words());
      for (int w = 0; w < words; ++w) {
        const int width = std::min(32, widths_.accumulator - 32 * w);
        outputs_.accumulators[column * slice_.accumulator_words() + static_cast<std::size_t>(w)] =
            static_cast<std::uint32_t>(read_bits(psum_out_.bits, c * widths_.accumulator + 32 * w, width));
      }
    }
  }

  const pe::Slice& slice_;
  pe::PortWidths widths_;
  sim::ArrayGeometry geometry_;
  RtlModel gates_;
  RtlPort load_, sums_;                                                          // of a weight-stationary array alone
  RtlPort partials_, row_sum_, partial_valid_out_, partials_out_, row_sum_out_;  // and with groups
  RtlPort clk_, rst_n_, valid_, clear_, end_group_, read_, mode_, act_, wgt_, meta_, row_meta_, channel_scale_;
  RtlPort psum_valid_out_, psum_out_, valid_out_, out_, flags_;
  sim::ArrayOutputs outputs_;
  bool tracing_ = false;
  std::uint64_t time_ = 0;
};

}  // namespace

std::unique_ptr<ArrayWitness> make_model_witness(const pe::Slice& slice, const sim::ArrayGeometry& geometry) {
  if (geometry.dataflow == sim::Dataflow::kWeightStationary) {
    return std::make_unique<ModelWitness<sim::WeightStationaryArray>>(sim::WeightStationaryArray(slice, geometry));
  }
  return std::make_unique<ModelWitness<sim::OutputStationaryArray>>(sim::OutputStationaryArray(slice, geometry, true));
}

std::unique_ptr<ArrayWitness> make_rtl_witness(const pe::Slice& slice, const sim::ArrayGeometry& geometry,
                                               const std::filesystem::path& shared_object, std::uint32_t seed) {
  return std::make_unique<RtlWitness>(slice, geometry, shared_object, seed);
}

}  // namespace lop::cosim
