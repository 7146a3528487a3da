// DDR4-3200 of the tests: figures of JESD79-4 for a rank of eight x8 devices of 8 Gb, typed in here once more.
#pragma once

#include "sim/memory/dram_model.hpp"

namespace lop::sim {

inline DramDevice ddr4() {
  DramDevice device;
  device.name = "DDR4-3200";
  device.clock_mhz = 1600;
  device.bank_groups = device.banks_per_group = 4;
  device.rows = 65536;
  device.bursts_per_row = 128;
  device.burst_clocks = 4;
  DramRules& r = device.rules;
  r.cl = r.rcd = r.rp = r.rp_all = 22;
  r.cwl = 16;
  r.ras = 52;
  r.rrd_s = r.ccd_s = r.wtr_s = 4;
  r.rrd_l = r.ccd_l = 8;
  r.faw = 34;
  r.wtr_l = r.rtp = r.rtw = 12;
  r.wr = 24;
  r.refi = 12480;
  r.rfc = 560;
  return device;
}

/// `device` behind a core whose clock runs at the DRAM's.
inline DramTiming banked(const DramDevice& device, std::int64_t channels = 1,
                         const std::vector<std::string>& fields = AddressMap::default_fields()) {
  DramTiming timing;
  timing.banked = std::make_shared<BankedTiming>(BankedTiming{device, AddressMap(device, channels, fields), 32, 1, 1});
  return timing;
}

}  // namespace lop::sim
