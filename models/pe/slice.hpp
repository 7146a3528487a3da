// The contract of a slice: weight edge, activation edge, PE, column unit and output unit of a PE type, without time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lop::pe {

/// What a parameter changes: an input of the gates, the gates
/// themselves, or only how operands are laid out and when they come.
enum class ParameterKind { kMode, kGates, kOperands };

/// A parameter of a PE; the first value is the default.
struct Parameter {
  std::string name;
  std::vector<std::string> values;
  ParameterKind kind = ParameterKind::kGates;
  int multiple_of = 0;  // not 0: a number, any positive multiple of this is legal and `values` holds the default alone
  bool (*accepts)(const std::string& value) = nullptr;  // not null: values beyond those listed that are legal too,
  std::string also = {};                                // and what they are, in words
};

/// Chosen value of each parameter, by name; parameters left out take their default.
using Choices = std::map<std::string, std::string>;

/// An illegal parameter or operand given by a user.
class OperandError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Group metadata of one column, held during every step of its group.
struct Metadata {
  std::uint32_t scale = 0;   // second-level scale code (or FP32 bits where the PE takes a float)
  std::uint8_t special = 0;  // index into the special-value register file
  std::uint8_t zero = 0;     // zero point
};

/// Which metadata a mode reads.
struct MetadataUse {
  bool scale = false;
  bool special = false;
  bool zero = false;
  int scale_bits = 32;    // of a scale code
  std::uint32_t one = 1;  // the scale code that stands for 1, of the activations' scales as well
};

/// Bits of one element on the ports of the gates; 1 where there is nothing, as a port needs a bit.
struct PortWidths {
  int activation = 1, weight = 1, metadata = 1, row_metadata = 1, channel_scale = 1, accumulator = 1, out = 1,
      flags = 1;
  // Not 0: a row's or a column's codes come packed into a word of this many bits, each as wide as the mode has it, the
  // first one lowest; bits above them are not looked at.
  int activation_word = 0, weight_word = 0;
  // Not 0: of a group's sums, signed, a column's and that of the activations, where a SumChain passes these on.
  int partial = 0, row_sum = 0;
};

/// One step of a grid: what its edges see in one accepted cycle.
struct Step {
  int mode = 0;                                 // index into Slice::modes()
  bool clear = false;                           // first step of an output
  bool end_group = false;                       // last step of a group
  bool read = false;                            // last step of an output (ends its group as well)
  const std::uint32_t* activations = nullptr;   // [rows][lanes] codes
  const std::uint32_t* weights = nullptr;       // [columns][lanes] codes
  const Metadata* metadata = nullptr;           // [columns]
  const std::uint32_t* row_metadata = nullptr;  // [rows] of the activations' groups; not looked at where there is none
};

/// rows x columns PEs with their edges and column units, evaluated step by step and without time.
///
/// The order of operations of each output is the hardware's, so a grid of any size gives the same bits.
class Grid {
 public:
  virtual ~Grid() = default;
  /// Control state only: the next step starts a group and an output.
  virtual void reset() = 0;
  virtual void step(const Step& step) = 0;
  /// Output accumulators [rows][columns][Slice::accumulator_words()]
  /// of the latest step that had `read`, low words first.
  virtual const std::vector<std::uint32_t>& accumulators() const = 0;
};

/// Columns of PEs that hold a weight each while partial sums pass through them, as in a weight-stationary array. An
/// output is the same bits as from a Grid: its sum takes the products in the same order.
///
/// What passes are the columns' accumulators; of a slice with groups the columns' sums of a group and, last, the sum of
/// its activations, a word each. All rows of a pass are of one group then.
class SumChain {
 public:
  virtual ~SumChain() = default;
  /// weights  [rows][columns][lanes] codes; row r takes the activations [r]
  virtual void load(int mode, const std::uint32_t* weights) = 0;
  /// activations  [rows][lanes] codes
  /// sums         [Slice::passing_words(columns)] in: of the rows of K before; out: with these rows
  virtual void pass(int mode, const std::uint32_t* activations, std::uint32_t* sums) = 0;
  /// Of a slice with groups: a finished group into the accumulators.
  /// metadata      [columns]
  /// sums          as from pass
  /// accumulators  [columns][Slice::accumulator_words()]
  virtual void end_group(int, const Metadata*, const std::uint32_t*, std::uint32_t*) const {}
};

/// One PE type with its build-time parameters chosen.
class Slice {
 public:
  virtual ~Slice() = default;

  virtual std::string_view stem() const = 0;
  virtual std::string_view source() const = 0;  // paper or standard that says what it computes; "ours" where none does
  /// In the order of the catalogue.
  virtual const std::vector<Parameter>& parameters() const = 0;
  virtual const Choices& choices() const = 0;
  /// The build-time parameters as the gates' Variant word: four bits each in the order of parameters(), the index of
  /// the value. A slice with values that are not listed packs them in its own way.
  virtual std::uint32_t variant() const;

  virtual const std::vector<std::string>& modes() const = 0;  // run-time modes, index = mode_i of the gates
  virtual int default_mode() const = 0;                       // as chosen by the run-time parameter
  virtual bool refuses_mode_change() const { return false; }  // if a step in a mode other than its output's is refused

  virtual int lanes(int mode) const = 0;                      // elements along K that one chunk takes
  virtual int steps_per_chunk(int mode) const = 0;            // bit-serial: terms
  virtual std::string activation_format(int mode) const = 0;  // of one code, by its name in formats::number_format
  virtual std::string weight_format(int mode) const = 0;      // the same; group metadata may change a code's value
  virtual int activation_bits(int mode) const = 0;            // of one code
  virtual int weight_bits(int mode) const = 0;                // of one code
  virtual int metadata_bits(int mode) const = 0;              // stored with each group of weights, 0 without groups
  virtual int row_metadata_bits(int) const { return 0; }      // stored with each group of activations
  /// Metadata that follow from the codes of a group of activations; none where they are chosen or there are none.
  virtual std::optional<std::uint32_t> derived_row_metadata(int, const std::uint32_t*, std::size_t) const {
    return std::nullopt;
  }
  virtual int group_size() const = 0;        // elements along K, 0 = the whole reduction
  virtual int accumulator_bits() const = 0;  // as shown; its port may hold more
  virtual int out_bits() const = 0;          // of the output code
  virtual bool has_channel_scale() const = 0;
  virtual MetadataUse metadata_use(int mode) const = 0;

  /// Whether a code and its neighbour along K (even and odd place) stand for numbers only together.
  virtual bool codes_are_paired(int) const { return false; }
  // What codes stand for, exactly; NaN where they are no number. By the formats' names unless the slice knows better.
  // Of codes in pairs `code` has the neighbour's bits above it, as tensor::whole_code puts them.
  /// row_metadata included
  virtual double activation_value(int mode, std::uint32_t code, std::uint32_t row_metadata) const;
  /// group metadata included, the channel scale not
  virtual double weight_value(int mode, std::uint32_t code, const Metadata& metadata) const;
  /// FP16 or FP32 by accumulator_bits()
  virtual double accumulator_value(int mode, const std::uint32_t* accumulator) const;

  /// FP16 or FP32 by out_bits()
  virtual double out_value(std::uint32_t out_code) const;

  /// Output code of an accumulator. channel_scale is FP32 bits, ignored by PEs without one.
  virtual std::uint32_t out_code(const std::uint32_t* accumulator, std::uint32_t channel_scale) const = 0;
  virtual const std::vector<std::string>& flag_names() const = 0;
  /// Sticky flags an accumulator shows; bit i stands for flag_names()[i].
  virtual std::uint32_t flags(const std::uint32_t* accumulator) const = 0;

  virtual PortWidths port_widths() const = 0;
  std::size_t accumulator_words() const { return (static_cast<std::size_t>(port_widths().accumulator) + 31) / 32; }
  /// Words that pass through a chain.
  std::size_t passing_words(std::size_t columns) const {
    return port_widths().partial > 0 ? columns + 1 : columns * accumulator_words();
  }
  /// Group metadata as one column's bits of meta_i.
  virtual std::uint64_t port_metadata(const Metadata& metadata) const = 0;

  virtual std::unique_ptr<Grid> make_grid(int rows, int columns) const = 0;
  /// Null for a PE whose partial sums cannot leave it at every step.
  virtual std::unique_ptr<SumChain> make_chain(int rows, int columns) const;
};

/// Names of the flags that an accumulator shows.
std::vector<std::string> flags_shown(const Slice& slice, const std::uint32_t* accumulator);

/// A slice of the catalogue (models/pe/pe_catalog.def).
/// errors  OperandError when the stem, a parameter or a value is unknown, naming the known ones
std::unique_ptr<Slice> make_slice(const std::string& stem, const Choices& choices = {});

/// Stems in catalogue order.
const std::vector<std::string>& stems();

}  // namespace lop::pe
