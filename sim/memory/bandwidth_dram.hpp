// DRAM of fixed latency and bandwidth: transfers one after the other as the channel allows.
#pragma once

#include <deque>

#include "sim/memory/dram_model.hpp"

namespace lop::sim {

class BandwidthDram : public DramModel {
 public:
  explicit BandwidthDram(const DramTiming& timing) : timing_(timing) {}
  void request(std::int64_t cycle, const DramRequest& request) override;
  std::optional<DramEvent> advance(std::int64_t cycle) override;
  DramCommands commands() const override { return commands_; }

 private:
  DramTiming timing_;
  std::int64_t busy_until_ = 0;   // units of 1/bytes_num cycle
  std::deque<DramEvent> events_;  // known as soon as a request is there
  DramCommands commands_;
};

}  // namespace lop::sim
