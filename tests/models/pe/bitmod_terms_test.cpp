// BitMoD's term generator: every code of every mode is the sum of its terms.
#include <gtest/gtest.h>

#include <cmath>

#include "models/pe/bitmod.hpp"
#include "tests/models/pe/bitmod_oracle.hpp"

namespace lop::test {
namespace {

using formats::WeightMode;

double term_value(const pe::BitmodTerm& term, bool half_units) {
  return (term.man ? std::ldexp(term.negative ? -1.0 : 1.0, term.exp + term.bsig) : 0.0) * (half_units ? 0.5 : 1.0);
}

template <typename Check>
void for_every_code(Check check) {
  for (std::size_t mode = 0; mode < kOracleModes.size(); ++mode) {
    const std::string& name = kOracleModes[mode];
    for (int special = 0; special < 4; ++special) {
      for (std::uint32_t code = 0; code < 1u << oracle_bits(name); ++code) {
        check(static_cast<WeightMode>(mode), name, code, special);
      }
    }
  }
}

TEST(BitmodTerms, SumToTheValueOfEveryCode) {
  for_every_code([](WeightMode mode, const std::string& name, std::uint32_t code, int special) {
    double sum = 0;
    for (int phase = 0; phase < oracle_terms(name); ++phase) {
      sum += term_value(pe::bitmod_term(mode, code, special, phase), oracle_is_float(name));
    }
    EXPECT_EQ(sum, oracle_weight(name, code, special)) << name << " code " << code << " special " << special;
  });
}

TEST(BitmodTerms, AreTheOraclesOneByOne) {
  for_every_code([](WeightMode mode, const std::string& name, std::uint32_t code, int special) {
    for (int phase = 0; phase < oracle_terms(name); ++phase) {
      const pe::BitmodTerm term = pe::bitmod_term(mode, code, special, phase);
      const OracleTerm expected = oracle_term(name, code, special, phase);
      EXPECT_EQ(term.man, expected.sign != 0)
          << name << " code " << code << " special " << special << " phase " << phase;
      EXPECT_EQ(term.bsig, expected.bsig);
      if (!term.man) continue;
      EXPECT_EQ(term.exp, expected.exp) << name << " code " << code << " special " << special << " phase " << phase;
      EXPECT_EQ(term.negative, expected.sign < 0);
    }
  });
}

TEST(BitmodTerms, TakeTheStatedStepsAChunk) {
  const std::unique_ptr<pe::Slice> slice = pe::make_slice("bitmod");
  const std::vector<int> expected = {4, 3, 3, 2, 2, 2, 2};
  for (int mode = 0; mode < 7; ++mode) {
    EXPECT_EQ(slice->modes()[static_cast<std::size_t>(mode)], kOracleModes[static_cast<std::size_t>(mode)]);
    EXPECT_EQ(slice->steps_per_chunk(mode), expected[static_cast<std::size_t>(mode)]);
  }
}

TEST(BitmodTerms, OfIntegersHaveTwoBitExponentsAndRisingSignificance) {
  for_every_code([](WeightMode mode, const std::string& name, std::uint32_t code, int special) {
    for (int phase = 0; phase < oracle_terms(name); ++phase) {
      const pe::BitmodTerm term = pe::bitmod_term(mode, code, special, phase);
      EXPECT_LE(term.exp, oracle_is_float(name) ? 3 : 1);
      EXPECT_EQ(term.bsig, oracle_is_float(name) ? 1 - phase : 2 * phase);
    }
  });
}

TEST(BitmodTerms, OfAHalfHaveAnEmptyFirst) {
  EXPECT_FALSE(pe::bitmod_term(WeightMode::kFp4, 1, 0, 0).man);
  EXPECT_TRUE(pe::bitmod_term(WeightMode::kFp4, 1, 0, 1).man);
}

}  // namespace
}  // namespace lop::test
