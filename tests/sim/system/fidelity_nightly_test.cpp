// The two fidelities give one answer on two thousand random machines and layers of each kind.
#include "tests/sim/system/fidelity_comparison.hpp"

namespace lop::sim {
namespace {

constexpr std::uint32_t kFirstSeed = 100'000, kHundreds = 20;

class ManyMachines : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ManyMachines, FastEqualsCycleOnAHundred) {
  compare(kFirstSeed + 100 * GetParam(), kFirstSeed + 100 * (GetParam() + 1));
}

TEST_P(ManyMachines, FastEqualsCycleOnAHundredConvolutions) {
  compare(kFirstSeed + 100 * GetParam(), kFirstSeed + 100 * (GetParam() + 1), random_convolution);
}

TEST_P(ManyMachines, FastEqualsCycleOnAHundredWhoseSumsPass) {
  compare(kFirstSeed + 100 * GetParam(), kFirstSeed + 100 * (GetParam() + 1), random_fold_case);
}

TEST_P(ManyMachines, FastEqualsCycleOnAHundredOperations) {
  compare_operations(kFirstSeed + 100 * GetParam(), kFirstSeed + 100 * (GetParam() + 1));
}

INSTANTIATE_TEST_SUITE_P(Hundreds, ManyMachines, testing::Range(0u, kHundreds));

}  // namespace
}  // namespace lop::sim
