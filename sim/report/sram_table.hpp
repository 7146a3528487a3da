// Energy, leakage, area and timing of single SRAM banks, from a CSV table: looked up, interpolated in capacity, never
// extrapolated.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>

namespace lop::report {

/// A bank that the table does not list, or a table that cannot be read: the program's exit code 2.
class SramTableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// units  energies a full-width access; leakages the whole bank
struct SramBank {
  int node_nm = 0;
  std::int64_t capacity_bytes = 0;
  int width_bits = 0;
  double read_energy_pj = 0, write_energy_pj = 0;
  double leakage_mw = 0, gate_leakage_mw = 0;
  double area_mm2 = 0;
  double access_ns = 0, cycle_ns = 0;
  std::string source;  // file and bank, or the two banks between which it lies
};

class SramTable {
 public:
  /// errors  SramTableError with file and line for a malformed table
  explicit SramTable(const std::filesystem::path& csv);

  /// A listed bank; or figures linear in capacity between the next smaller and the next larger bank of that node and
  /// width.
  /// errors  SramTableError that names the nearest listed banks
  SramBank bank(int node_nm, std::int64_t capacity_bytes, int width_bits) const;

 private:
  std::string source(const std::string& bytes, const SramBank& bank) const;
  std::string nearest(int node_nm, std::int64_t capacity_bytes, int width_bits) const;

  std::filesystem::path path_;
  std::map<std::tuple<int, std::int64_t, int>, SramBank> banks_;
};

}  // namespace lop::report
