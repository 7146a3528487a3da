// A DRAM channel as its data sheet describes it: organisation and timing in clocks.
#pragma once

#include <cstdint>
#include <string>

namespace lop::sim {

inline constexpr std::int64_t kBurstBytes = 64;
inline constexpr std::int64_t kBurstBits = kBurstBytes * 8;

/// Minimum distances between commands. units: clocks of the DRAM, from the first clock of a command to that of the next
struct DramRules {
  std::int64_t cl = 1, cwl = 1;       // RD, WR to the first data
  std::int64_t rcd = 1;               // ACT to RD or WR of the bank
  std::int64_t rp = 1, rp_all = 1;    // PRE, PREA to ACT or REF
  std::int64_t ras = 1;               // ACT to PRE of the bank
  std::int64_t rrd_s = 1, rrd_l = 1;  // ACT to ACT: other bank group, same bank group
  std::int64_t faw = 1;               // ACT to the fourth ACT after it
  std::int64_t ccd_s = 1, ccd_l = 1;  // RD to RD, WR to WR: other bank group, same bank group
  std::int64_t wtr_s = 1, wtr_l = 1;  // last data of a WR to RD: other bank group, same bank group
  std::int64_t rtw = 1;               // RD to WR
  std::int64_t rtp = 1;               // RD to PRE of the bank
  std::int64_t wr = 1;                // last data of a WR to PRE of the bank
  std::int64_t refi = 1, rfc = 1;     // between refreshes; REF to ACT
};

/// One channel of one rank. A burst is 64 bytes and one column command.
struct DramDevice {
  std::string name, source;
  std::int64_t clock_mhz = 1;
  std::int64_t bank_groups = 1, banks_per_group = 1, rows = 1;                // powers of two
  std::int64_t bursts_per_row = 1;                                            // of the rank; a power of two
  std::int64_t burst_clocks = 1;                                              // of the data bus
  std::int64_t activate_clocks = 1, precharge_clocks = 1, column_clocks = 1;  // of the command bus
  bool separate_row_bus = false;                                              // row and column commands have a bus each
  DramRules rules;

  std::int64_t banks() const { return bank_groups * banks_per_group; }
  std::int64_t bursts() const { return banks() * rows * bursts_per_row; }
};

}  // namespace lop::sim
