// Each rule is a line here, and a test of the form "legal at t, not at t - 1".
#include "sim/memory/bank_timer.hpp"

#include "sim/kernel/check.hpp"

namespace lop::sim {

BankTimer::BankTimer(const DramDevice& device)
    : device_(device),
      rules_(device.rules),
      write_to_read_s_(rules_.cwl + device.burst_clocks + rules_.wtr_s),
      write_to_read_l_(rules_.cwl + device.burst_clocks + rules_.wtr_l),
      write_to_precharge_(rules_.cwl + device.burst_clocks + rules_.wr),
      column_s_(std::max(rules_.ccd_s, device.burst_clocks)) {
  while ((device.banks_per_group >> group_shift_) > 1) ++group_shift_;
  reset();
}

void BankTimer::reset() {
  banks_.assign(static_cast<std::size_t>(device_.banks()), Bank{});
  groups_.assign(static_cast<std::size_t>(device_.bank_groups), Turn{});
  rank_ = Turn{};
  window_.fill(0);
  oldest_activate_ = 0;
  open_banks_ = 0;
}

std::int64_t BankTimer::earliest_of_rank(DramCommand command) const {
  std::int64_t clock = 0;
  for (const Bank& b : banks_) {
    if (command == DramCommand::kRefresh) {
      clock = std::max(clock, b.activate_from);
    } else if (b.row != kClosed) {
      clock = std::max(clock, b.precharge_from);
    }
  }
  return clock;
}

void BankTimer::issue(DramCommand command, std::size_t bank, std::int64_t now, std::int64_t row) {
  LOP_CHECK(now >= earliest(command, bank), "a DRAM command comes too early");
  Bank& b = banks_[bank];
  Turn& group = groups_[bank >> group_shift_];
  const bool needs_open = command == DramCommand::kRead || command == DramCommand::kWrite;
  LOP_CHECK(!needs_open || b.row != kClosed, "a column command to a closed bank");
  switch (command) {
    case DramCommand::kActivate:
      LOP_CHECK(b.row == kClosed, "a row is activated in an open bank");
      b.row = row;
      b.column_from = now + rules_.rcd;
      b.precharge_from = now + rules_.ras;
      group.activate = now + rules_.rrd_l;
      rank_.activate = now + rules_.rrd_s;
      window_[oldest_activate_] = now + rules_.faw;
      oldest_activate_ = (oldest_activate_ + 1) % window_.size();
      ++open_banks_;
      break;
    case DramCommand::kPrecharge:
      LOP_CHECK(b.row != kClosed, "a closed bank is precharged");
      b.row = kClosed;
      b.activate_from = now + rules_.rp;
      --open_banks_;
      break;
    case DramCommand::kRead: read_hit(bank, now); break;
    case DramCommand::kWrite:
      b.precharge_from = std::max(b.precharge_from, now + write_to_precharge_);
      group.write = std::max(group.write, now + rules_.ccd_l);
      group.read = std::max(group.read, now + write_to_read_l_);
      rank_.write = std::max(rank_.write, now + column_s_);
      rank_.read = std::max(rank_.read, now + write_to_read_s_);
      break;
    case DramCommand::kPrechargeAll:
      for (Bank& each : banks_) {
        each.activate_from = std::max(each.activate_from, now + rules_.rp_all);
        each.row = kClosed;
      }
      open_banks_ = 0;
      break;
    case DramCommand::kRefresh:
      LOP_CHECK(open_banks_ == 0, "a refresh while a bank is open");
      for (Bank& each : banks_) each.activate_from = now + rules_.rfc;
      break;
  }
}

}  // namespace lop::sim
