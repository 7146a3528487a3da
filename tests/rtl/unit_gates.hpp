// Gates of a unit of rtl/common, or of one of the tops beside this file, which hold the unit under many parameters.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "sim/cosim/rtl_model.hpp"
#include "tests/support/planted_fault.hpp"

namespace lop::cosim {

/// arguments  of scripts/verilate.sh, after --top and --out
/// name       of the shared object; one for each set of arguments
inline std::filesystem::path build_gates(const std::string& top, const std::string& arguments, const std::string& name) {
  const std::filesystem::path file = std::filesystem::path(LOP_BINARY_DIR) / "rtl" / (name + ".so");
  const std::string command =
      "bash " LOP_SOURCE_DIR "/scripts/verilate.sh --top " + top + " --out " + file.string() + ' ' + arguments;
  if (std::system(command.c_str()) != 0) throw RtlError("cannot build the gates: " + command, false);
  return file;
}

/// A top of tests/rtl: inputs a_i and b_i, output out_o of one slot an instance.
class UnitGates {
 public:
  explicit UnitGates(const std::string& top) : UnitGates(top, "", top) {}
  /// name  of the shared object; one for each set of arguments of scripts/verilate.sh
  UnitGates(const std::string& top, const std::string& arguments, const std::string& name)
      : gates_(build_gates(top, "--source " LOP_SOURCE_DIR "/tests/rtl/" + top + ".sv " + arguments, name), 1),
        a_(gates_.port("a_i")),
        b_(gates_.port("b_i")),
        out_(gates_.port("out_o")) {}
  /// With a fault in the unit.
  UnitGates(const std::string& top, const std::string& arguments, const test::Fault& fault)
      : UnitGates(top, arguments + " --source " + test::plant(fault, folder(fault)).string(),
                  "planted/" + fault.name + '/' + top) {}

  void eval(std::uint64_t a, std::uint64_t b = 0) {
    a_.set(a);
    if (b_) b_.set(b);
    gates_.eval();
  }

  int bytes() const { return static_cast<int>(out_.bytes); }
  template <typename Slot>
  Slot slot(int index) const {
    Slot slot;
    std::memcpy(&slot, out_.bits + static_cast<std::size_t>(index) * sizeof slot, sizeof slot);
    return slot;
  }

 private:
  static std::filesystem::path folder(const test::Fault& fault) {
    return std::filesystem::path(LOP_BINARY_DIR) / "rtl" / "planted" / fault.name;
  }

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
  void expect_different() const { EXPECT_GT(different_, 0u) << "the fault was not noticed in " << compared_ << " comparisons"; }

 private:
  std::uint64_t compared_ = 0, different_ = 0;
  std::string first_;
};

}  // namespace lop::cosim
