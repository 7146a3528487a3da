// Formats of 16 to 19 bits: ten million random triples each.
#include "tests/models/formats/wide_formats.hpp"

namespace {

using namespace lop::test;

constexpr std::uint64_t kSeed = 17, kTriples = 10'000'000;

class ManyTriplesFloat : public testing::TestWithParam<const char*> {};
class ManyTriplesPosit : public testing::TestWithParam<const char*> {};

TEST_P(ManyTriplesFloat, AreCorrectlyRoundedInEveryMode) { expect_no_float_mismatch(GetParam(), kSeed, kTriples); }
TEST_P(ManyTriplesPosit, AreCorrectlyRounded) { expect_no_posit_mismatch(GetParam(), kSeed, kTriples); }

INSTANTIATE_TEST_SUITE_P(Formats, ManyTriplesFloat, testing::ValuesIn(kWideFloats), format_of);
INSTANTIATE_TEST_SUITE_P(Formats, ManyTriplesPosit, testing::ValuesIn(kWidePosits), format_of);

}  // namespace
