// DRAM channel of fixed latency and bandwidth: a two-phase block that takes one transfer request at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace lop::sim {

inline constexpr std::int64_t kBurstBytes = 64;

/// Bandwidth as a reduced fraction. units: bytes a clock cycle = bytes_num / bytes_den
struct DramTiming {
  std::int64_t bytes_num = 1;
  std::int64_t bytes_den = 1;
  std::int64_t latency_cycles = 0;

  /// Channel time of one burst. units: 1/bytes_num of a cycle
  std::int64_t burst_units() const { return kBurstBytes * bytes_den; }
};

/// The SRAM at the other end of a transfer; kOutput is written to DRAM, the others are read.
enum class Port : std::uint8_t { kWeight, kActivation, kOutput };
inline constexpr std::size_t kPortCount = 3;

struct DramRequest {
  bool valid = false;
  Port port = Port::kWeight;
  std::int64_t bursts = 0;
  bool last = true;           // of its block: its completion is reported

  bool operator==(const DramRequest& o) const {
    return valid == o.valid && port == o.port && bursts == o.bursts && last == o.last;
  }
};

struct DramOutputs {
  // a request sent this cycle is taken, unless one was sent the cycle before
  bool ready = true;
  // blocks whose last byte has arrived (reads) or been accepted (writes)
  std::array<std::uint8_t, kPortCount> done{};

  bool operator==(const DramOutputs& o) const { return ready == o.ready && done == o.done; }
};

class Dram {
 public:
  explicit Dram(const DramTiming& timing) : timing_(timing) {}
  void reset();
  void compute(const DramRequest& request);
  void commit();
  const DramOutputs& outputs() const { return outputs_; }
  std::uint64_t read_bursts() const { return read_bursts_; }
  std::uint64_t write_bursts() const { return write_bursts_; }

 private:
  struct Transfer {
    Port port;
    bool last;
    std::int64_t request_cycle;
    std::int64_t bursts_left;
  };
  struct Completion {
    Port port;
    std::int64_t cycle;
  };

  void start_bursts();
  bool ready_next() const;
  std::int64_t next_start() const;

  DramTiming timing_;
  std::int64_t cycle_ = 0;
  std::int64_t busy_until_ = 0;             // units of 1/bytes_num cycle
  std::deque<Transfer> transfers_;
  std::deque<Completion> reads_, writes_;   // in order of completion
  DramOutputs outputs_, next_;
  std::uint64_t read_bursts_ = 0, write_bursts_ = 0;
};

}  // namespace lop::sim
