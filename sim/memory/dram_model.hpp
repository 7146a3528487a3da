// What the machine sees of its DRAM: transfers go in, and what becomes known of them comes out. Both fidelities ask the
// same model, one cycle by cycle, the other from event to event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "sim/memory/address_map.hpp"
#include "sim/memory/dram_device.hpp"

namespace lop::sim {

/// The SRAM at the other end of a transfer; kOutput is written to DRAM, the others are read.
enum class Port : std::uint8_t { kWeight, kActivation, kOutput };
inline constexpr std::size_t kPortCount = 3;

/// Equally long runs of bursts, one a row of a matrix.
struct BurstRegion {
  std::int64_t first = 0;  // number of the first burst
  std::int64_t rows = 0;
  std::int64_t stride = 0;  // bursts from row to row
  std::int64_t length = 0;  // bursts of a row

  std::int64_t bursts() const { return rows * length; }
};

struct DramRequest {
  bool valid = false;
  Port port = Port::kWeight;
  std::int64_t bursts = 0;
  bool last = true;                      // of its block: its completion is reported
  const BurstRegion* regions = nullptr;  // where the block lies
  std::int64_t offset = 0;               // bursts of the block before this request
  bool drains = false;                   // the layer's last write: done when all writes are in the DRAM

  bool operator==(const DramRequest& o) const {
    return valid == o.valid && port == o.port && bursts == o.bursts && last == o.last && regions == o.regions &&
           offset == o.offset && drains == o.drains;
  }
};

/// DRAM with banks, as many equal channels as the map has.
struct BankedTiming {
  DramDevice device;
  AddressMap map;
  std::int64_t queue_bursts = 32;  // reads, and as many writes, that a channel chooses from
  // DRAM clocks a clock cycle = clocks_num / clocks_den, reduced
  std::int64_t clocks_num = 1, clocks_den = 1;

  std::int64_t bursts() const { return device.bursts() * map.channels(); }
};

/// Time of the DRAM. Without banks: bursts one after the other at a bandwidth, a reduced fraction.
struct DramTiming {
  // bytes a clock cycle = bytes_num / bytes_den
  std::int64_t bytes_num = 1;
  std::int64_t bytes_den = 1;
  std::int64_t latency_cycles = 0;  // of reads, after their last burst
  std::shared_ptr<const BankedTiming> banked;

  /// Channel time of one burst. units: 1/bytes_num of a cycle
  std::int64_t burst_units() const { return kBurstBytes * bytes_den; }
  /// More cycles than a transfer of `bursts` can take, alone.
  std::int64_t most_cycles(std::int64_t bursts) const;
};

struct DramEvent {
  enum class Kind { kMayChoose, kDone };
  Kind kind = Kind::kDone;
  Port port = Port::kWeight;  // of kDone
  // kMayChoose: first cycle in which another request may be chosen; it arrives a cycle later.
  // kDone: cycle in which a block has arrived (reads) or been accepted (writes).
  std::int64_t cycle = 0;
};

/// Commands since reset, up to the time that has passed.
struct DramCommands {
  std::uint64_t reads = 0, writes = 0;         // bursts
  std::uint64_t activates = 0, refreshes = 0;  // 0 without banks
};

class DramModel {
 public:
  /// An argument of advance: as far as needed.
  static constexpr std::int64_t kNever = INT64_MAX;

  virtual ~DramModel() = default;
  /// The request's cycle of arrival; requests come in order and after the kMayChoose of the one before.
  virtual void request(std::int64_t cycle, const DramRequest& request) = 0;
  /// Lets time pass to the end of `cycle` or to the next event. Nothing: all events until then are told.
  virtual std::optional<DramEvent> advance(std::int64_t cycle) = 0;
  virtual DramCommands commands() const = 0;
};

std::unique_ptr<DramModel> make_dram_model(const DramTiming& timing);

}  // namespace lop::sim
