// The formats of 16 to 19 bits, with too many pairs to run all: their random campaigns, short in CI and long at night.
#pragma once

#include <gtest/gtest.h>

#include "tests/models/formats/float_campaign.hpp"
#include "tests/models/formats/posit_campaign.hpp"

namespace lop::test {

inline constexpr const char* kWideFloats[] = {"fp16", "bf16", "tf32", "e5m10_all", "e5m10_fn"};
inline constexpr const char* kWidePosits[] = {"posit16_1", "posit16_2"};

inline void expect_no_float_mismatch(const char* name, std::uint64_t seed, std::uint64_t count) {
  const auto mismatch = first_float_mismatch(formats::float_format(name), seed, count);
  EXPECT_FALSE(mismatch) << *mismatch;
}

inline void expect_no_posit_mismatch(const char* name, std::uint64_t seed, std::uint64_t count) {
  const auto mismatch = first_posit_mismatch(formats::posit_format(name), seed, count);
  EXPECT_FALSE(mismatch) << *mismatch;
}

inline std::string format_of(const testing::TestParamInfo<const char*>& instance) { return instance.param; }

}  // namespace lop::test
