// Gates of a unit of rtl/common, or of one of the tops beside this file, which hold the unit under many parameters.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "sim/cosim/rtl_model.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::cosim {

// One folder, in which Verilator's runtime is compiled once.
inline const std::filesystem::path kGatesFolder = std::filesystem::path(LOP_BINARY_DIR) / "rtl";

inline void run_script(const std::string& command) {
  if (std::system(("bash " LOP_SOURCE_DIR "/scripts/" + command).c_str()) != 0) {
    throw RtlError("failed: " + command, false);
  }
}

/// Shared object of a module in `source`, or of rtl/ where that is empty.
///
/// arguments  of scripts/verilate.sh
/// name       of the shared object; one for each source and set of arguments
inline std::filesystem::path build_gates(const std::string& top, const std::filesystem::path& source,
                                         const std::string& arguments, const std::string& name) {
  const std::filesystem::path file = kGatesFolder / (name + ".so");
  run_script("verilate.sh --top " + top + " --out " + file.string() +
             (source.empty() ? "" : " --source " + source.string()) + ' ' + arguments);
  return file;
}

/// Of a top of this folder, or of a unit.
inline std::filesystem::path source_of(const std::string& top) {
  const std::filesystem::path file = std::filesystem::path(LOP_SOURCE_DIR) / "tests/rtl" / (top + ".sv");
  return std::filesystem::exists(file) ? file : std::filesystem::path();
}

inline std::filesystem::path build_gates(const std::string& top) { return build_gates(top, source_of(top), "", top); }

inline std::filesystem::path build_broken_gates(const std::string& top, const std::string& arguments,
                                                const test::Fault& fault) {
  const std::filesystem::path broken = test::plant(fault, kGatesFolder / "planted" / fault.name);
  return build_gates(top, source_of(top), arguments + " --source " + broken.string(), "planted_" + fault.name);
}

/// Verilator reads what yosys has read and written.
inline std::filesystem::path build_gates_through_yosys(const std::string& top) {
  const std::filesystem::path folder = kGatesFolder / "through_yosys" / top;
  std::filesystem::create_directories(folder);
  const std::filesystem::path netlist = folder / (top + ".sv");
  run_script("lint_rtl.sh --unit " + source_of(top).string() + " --netlist " + netlist.string());
  return build_gates(top, netlist, "", top + "_through_yosys");
}

/// A top of tests/rtl: inputs a_i and b_i, output out_o of one slot an instance.
class UnitGates {
 public:
  explicit UnitGates(const std::filesystem::path& shared_object)
      : gates_(shared_object, 1), a_(gates_.port("a_i")), b_(gates_.port("b_i")), out_(gates_.port("out_o")) {}

  void eval(std::uint64_t a, std::uint64_t b = 0) {
    a_.set(a);
    if (b_) b_.set(b);
    gates_.eval();
  }

  /// The output of a unit that has one slot alone.
  std::uint64_t code() const { return out_.value(); }
  int bytes() const { return static_cast<int>(out_.bytes); }
  template <typename Slot>
  Slot slot(int index) const {
    Slot slot;
    std::memcpy(&slot, out_.bits + static_cast<std::size_t>(index) * sizeof slot, sizeof slot);
    return slot;
  }

 private:
  RtlModel gates_;
  RtlPort a_, b_, out_;
};

/// Slots compared with what a value model says.
class Comparison {
 public:
  /// describe  what was asked, in words; called for the first difference
  template <typename Describe>
  void compare(std::uint64_t found, std::uint64_t expected, const Describe& describe) {
    ++compared_;
    if (found == expected || different_++ != 0) return;
    std::ostringstream text;
    text << describe() << std::hex << ": gates " << found << ", model " << expected;
    first_ = text.str();
  }

  void expect_equal() const {
    EXPECT_GT(compared_, 0u);
    EXPECT_EQ(different_, 0u) << "of " << compared_ << "; first: " << first_;
    testing::Test::RecordProperty("compared", std::to_string(compared_));
  }
  void expect_different() const {
    EXPECT_GT(different_, 0u) << "the fault was not noticed in " << compared_ << " comparisons";
  }

 private:
  std::uint64_t compared_ = 0, different_ = 0;
  std::string first_;
};

}  // namespace lop::cosim
