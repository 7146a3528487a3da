// When each command of a DRAM rank is legal: the rules of the data sheet, bank by bank, and nothing of scheduling.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/memory/dram_device.hpp"

namespace lop::sim {

enum class DramCommand : std::uint8_t { kActivate, kPrecharge, kRead, kWrite, kPrechargeAll, kRefresh };

class BankTimer {
 public:
  static constexpr std::int64_t kClosed = -1;

  explicit BankTimer(const DramDevice& device);
  /// All banks closed, nothing in the past.
  void reset();

  /// Row in the bank's buffer, or kClosed.
  std::int64_t open_row(std::size_t bank) const { return banks_[bank].row; }
  bool any_open() const { return open_banks_ > 0; }

  /// First clock in which the command keeps every rule. The bank must be in the state that the command needs; it is
  /// ignored for kPrechargeAll and kRefresh, which need at least one bank open and no bank open.
  std::int64_t earliest(DramCommand command, std::size_t bank) const {
    const Bank& b = banks_[bank];
    const Turn& group = groups_[bank >> group_shift_];
    switch (command) {
      case DramCommand::kActivate:
        return std::max({b.activate_from, group.activate, rank_.activate, window_[oldest_activate_]});
      case DramCommand::kPrecharge: return b.precharge_from;
      case DramCommand::kRead: return std::max({b.column_from, group.read, rank_.read});
      case DramCommand::kWrite: return std::max({b.column_from, group.write, rank_.write});
      default: return earliest_of_rank(command);
    }
  }
  /// No bank can take this column command earlier.
  std::int64_t earliest_of_all(DramCommand column) const {
    return column == DramCommand::kRead ? rank_.read : rank_.write;
  }
  /// The command in clock `now`. errors  InternalError when it breaks a rule
  void issue(DramCommand command, std::size_t bank, std::int64_t now, std::int64_t row = kClosed);

  /// issue() of a read that is known to be legal.
  void read_hit(std::size_t bank, std::int64_t now) {
    Turn& group = groups_[bank >> group_shift_];
    banks_[bank].precharge_from = std::max(banks_[bank].precharge_from, now + rules_.rtp);
    group.read = std::max(group.read, now + rules_.ccd_l);
    rank_.read = std::max(rank_.read, now + column_s_);
    rank_.write = std::max(rank_.write, now + rules_.rtw);
  }

  /// First clock after the data of a read or write in clock `now`.
  std::int64_t data_end(DramCommand column, std::int64_t now) const {
    return now + (column == DramCommand::kRead ? rules_.cl : rules_.cwl) + device_.burst_clocks;
  }

 private:
  struct Bank {
    std::int64_t row = kClosed;
    std::int64_t activate_from = 0, column_from = 0, precharge_from = 0;
  };
  /// First clocks that a bank group, or the rank, leaves to commands.
  struct Turn {
    std::int64_t activate = 0, read = 0, write = 0;
  };

  std::int64_t earliest_of_rank(DramCommand command) const;

  DramDevice device_;
  DramRules rules_;
  int group_shift_ = 0;  // bank >> this is its bank group
  std::int64_t write_to_read_s_, write_to_read_l_, write_to_precharge_, column_s_;
  std::vector<Bank> banks_;
  std::vector<Turn> groups_;
  Turn rank_;
  std::array<std::int64_t, 4> window_{};  // first clock that each of the last four activates leaves, a ring
  std::size_t oldest_activate_ = 0;
  std::int64_t open_banks_ = 0;
};

}  // namespace lop::sim
