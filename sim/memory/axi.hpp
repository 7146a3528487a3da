// How the DMA asks for bursts on an AXI4 bus.
#pragma once

#include <cstdint>

#include "sim/memory/dram_model.hpp"

namespace lop::sim {

/// An AXI transaction stays inside a page: 4 KiB, which is also 256 beats of 16 bytes.
/// source  AMBA AXI and ACE protocol specification, A3.4.1: a burst must not cross a 4 KB address boundary
inline constexpr std::int64_t kAxiPageBursts = 4096 / kBurstBytes;

/// Transactions for bursts [offset, offset + bursts) of a block that lies in these regions: runs of consecutive
/// addresses, cut at pages.
std::int64_t axi_transactions(const BurstRegion* regions, std::int64_t offset, std::int64_t bursts);

}  // namespace lop::sim
