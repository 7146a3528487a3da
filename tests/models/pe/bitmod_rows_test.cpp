// The BitMoD row step gives the same bits whichever instruction set it was compiled for.
#include <gtest/gtest.h>

#include <random>

#include "models/pe/bitmod_grid.hpp"

namespace lop::pe {
namespace {

TEST(BitmodRows, GiveTheSameBitsWithAndWithoutAvx2InEveryAlignmentAndRounding) {
  constexpr std::size_t kColumns = 24;
  std::mt19937 random(20260301);
  for (const Alignment alignment : {Alignment::kBsigAware, Alignment::kFiveInput, Alignment::kPostShift}) {
    for (const GuardRounding rounding : {GuardRounding::kTruncate, GuardRounding::kNearestEven}) {
      const BitmodRowStep plain = bitmod_row_step(alignment, rounding, false),
                          chosen = bitmod_row_step(alignment, rounding);
      std::vector<std::int32_t> m(kColumns), e(kColumns), m_chosen(kColumns), e_chosen(kColumns);
      BitmodTerms terms;
      for (std::vector<std::int32_t>* values : {&terms.exp, &terms.man, &terms.sign}) {
        values->resize(kBitmodLanes * kColumns);
      }
      for (int step = 0; step < 20'000; ++step) {
        std::uint32_t activations[kBitmodLanes];
        for (std::uint32_t& code : activations) code = random() % 8 == 0 ? 0 : random() & 0xffff;
        for (std::size_t i = 0; i < terms.exp.size(); ++i) {
          const bool live = random() % 4 != 0;
          terms.exp[i] = live ? static_cast<std::int32_t>(random() % 4) : kBitmodDeadExponent;
          terms.man[i] = live ? -1 : 0;
          terms.sign[i] = live && random() % 2 == 0 ? -1 : 0;
        }
        terms.bsig = static_cast<std::int32_t>(random() % 7);
        if (step % 64 == 0) {
          std::fill(m.begin(), m.end(), 0);
          std::fill(m_chosen.begin(), m_chosen.end(), 0);
        }
        plain(activations, terms, kColumns, m.data(), e.data());
        chosen(activations, terms, kColumns, m_chosen.data(), e_chosen.data());
        ASSERT_EQ(m, m_chosen) << "step " << step;
        ASSERT_EQ(e, e_chosen) << "step " << step;
      }
    }
  }
}

}  // namespace
}  // namespace lop::pe
