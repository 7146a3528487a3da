// What a waveform says of each bit: how often it changes and how long it is one, against the codes that were driven.
#include <gtest/gtest.h>

#include "models/pe/slice.hpp"
#include "sim/cosim/operand_source.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "sim/cosim/rtl_model.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::cosim {
namespace {

constexpr std::uint64_t kCycles = 200;
constexpr std::uint64_t kDuration = kCycles * kClockPeriod - kClockPeriod / 2;  // until the last falling edge

class WaveformActivity : public testing::Test {
 protected:
  WaveformActivity() {
    const auto slice = pe::make_slice("int8_mac");
    gates_ = find_or_build({slice.get(), {}, true, {}, {}});
    Random random(5);
    for (std::uint64_t cycle = 0; cycle < kCycles; ++cycle) codes_.push_back(random.below(128));  // the sign stays 0
    RtlModel model(gates_, 1);
    const RtlPort clk = model.port("clk_i"), act = model.port("act_i");
    model.port("rst_ni").set(0);
    EXPECT_TRUE(model.trace(waveform_));
    for (std::uint64_t cycle = 0; cycle < kCycles; ++cycle) {
      act.set(codes_[cycle]);
      for (const std::uint64_t level : {1, 0}) {
        clk.set(level);
        model.eval();
        model.dump(cycle * kClockPeriod + (1 - level) * kClockPeriod / 2);
      }
    }
  }

  /// Of a bit of the codes, from first_cycle on.
  BitActivity driven(int bit, std::uint64_t first_cycle) const {
    std::uint64_t changes = 0, high_time = 0;
    for (std::uint64_t cycle = first_cycle; cycle < kCycles; ++cycle) {
      const std::uint32_t now = codes_[cycle] >> bit & 1;
      if (cycle > first_cycle) changes += now != (codes_[cycle - 1] >> bit & 1);
      high_time += now * (cycle + 1 == kCycles ? kClockPeriod / 2 : kClockPeriod);
    }
    const auto duration = static_cast<double>(kDuration - first_cycle * kClockPeriod);
    return {static_cast<double>(changes) / (duration / kClockPeriod), static_cast<double>(high_time) / duration};
  }

  test::TemporaryFolder folder_;
  std::filesystem::path waveform_ = folder_ / "run.fst", gates_;
  std::vector<std::uint32_t> codes_;
};

TEST_F(WaveformActivity, IsThatOfTheCodesThatWereDriven) {
  for (const std::uint64_t first : {0, 50}) {
    const auto activity = waveform_activity(gates_, waveform_, "TOP", first);
    for (int bit = 0; bit < 8; ++bit) {
      const BitActivity& found = activity.at("act_i[" + std::to_string(bit) + "]");
      EXPECT_EQ(found.toggles_per_cycle, driven(bit, first).toggles_per_cycle) << bit;
      EXPECT_EQ(found.high_fraction, driven(bit, first).high_fraction) << bit;
    }
    EXPECT_EQ(activity.at("act_i[7]").toggles_per_cycle, 0);
    EXPECT_EQ(activity.at("clk_i").toggles_per_cycle, 2);
    EXPECT_EQ(activity.at("pe_array.clk_i").toggles_per_cycle, 2) << "the same net under the name of a module below";
  }
  // The oracle checked: bits differ from each other, and the first cycles count.
  EXPECT_NE(driven(0, 0).toggles_per_cycle, driven(1, 0).toggles_per_cycle);
  EXPECT_NE(driven(0, 0).toggles_per_cycle, driven(0, 50).toggles_per_cycle);
}

TEST_F(WaveformActivity, OfAScopeThatIsNotThereIsAnError) {
  EXPECT_THROW(waveform_activity(gates_, waveform_, "TOP.no_such_module", 0), RtlError);
  EXPECT_THROW(waveform_activity(gates_, folder_ / "no_such.fst", "TOP", 0), RtlError);
}

}  // namespace
}  // namespace lop::cosim
