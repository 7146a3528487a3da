// A grid of any size gives the bits of grids of one PE, whatever vector width its kernel takes.
#include <gtest/gtest.h>

#include "models/pe/slice.hpp"
#include "tests/models/pe/operands.hpp"

namespace lop::test {
namespace {

void expect_same_as_single_pes(const pe::Slice& slice, int rows, int columns, std::uint64_t seed) {
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(rows, columns), single = slice.make_grid(1, 1);
  grid->reset();
  single->reset();
  for (int mode = 0; mode < static_cast<int>(slice.modes().size()); ++mode) {
    OperandDraw draw(kDraws[(seed + static_cast<std::uint64_t>(mode)) % 5],
                     seed + static_cast<std::uint64_t>(100 * mode));
    OutputOperands output = draw_output(slice, mode, rows, columns, {12, 5}, draw);
    if (mode % 3 == 2) output.activations.back()[1] = 0x7c00;   // one row is invalid
    run_output(slice, *grid, output);
    for (std::size_t r = 0; r < output.activations.size(); ++r) {
      std::vector<std::vector<std::uint32_t>> row_metadata;
      if (!output.row_metadata.empty()) row_metadata.push_back(output.row_metadata[r]);
      for (std::size_t c = 0; c < output.weights.size(); ++c) {
        run_output(slice, *single,
                   {mode,
                    output.group_sizes,
                    {output.activations[r]},
                    {output.weights[c]},
                    {output.metadata[c]},
                    row_metadata});
        const auto words = static_cast<std::ptrdiff_t>(slice.accumulator_words());
        const auto first =
            grid->accumulators().begin() + static_cast<std::ptrdiff_t>(r * output.weights.size() + c) * words;
        EXPECT_EQ(std::vector<std::uint32_t>(first, first + words), single->accumulators())
            << rows << " x " << columns << " mode " << mode << " row " << r << " column " << c;
      }
    }
  }
}

template <typename Check>
void for_all_gates(Check check) {
  for (const char* alignment : {"bsig_aware", "five_input", "post_shift"}) {
    for (const char* rounding : {"truncate", "nearest_even"}) {
      check(*pe::make_slice("bitmod", {{"alignment", alignment}, {"rounding", rounding}}));
    }
  }
  for (const char* stem : {"fp16_mac", "fp16_int8_mac"}) {
    for (const char* accumulator : {"fp32", "fp16"}) check(*pe::make_slice(stem, {{"accumulator", accumulator}}));
  }
  check(*pe::make_slice("lmul", {{"format", "fp16"}, {"accumulator", "fixed"}}));
  for (const char* stem : {"bf16_mac", "fp8_mac", "bitfusion", "int8_mac", "ant", "olive", "mxfp_dot", "nvfp4_dot"}) {
    check(*pe::make_slice(stem));
  }
}

TEST(Grid, OfOddSizesGivesTheBitsOfSinglePes) {
  for_all_gates([](const pe::Slice& slice) {
    for (const auto& [rows, columns] :
         {std::pair{1, 2}, {3, 5}, {2, 7}, {5, 9}, {1, 15}, {2, 17}, {3, 31}, {1, 33}, {2, 47}, {1, 65}}) {
      expect_same_as_single_pes(slice, rows, columns, static_cast<std::uint64_t>(rows * 1000 + columns));
    }
  });
}

TEST(Grid, OfTheUsualSizesGivesTheBitsOfSinglePes) {
  for_all_gates([](const pe::Slice& slice) {
    for (const auto& [rows, columns] : {std::pair{4, 4}, {8, 8}, {16, 16}, {8, 32}}) {
      expect_same_as_single_pes(slice, rows, columns, static_cast<std::uint64_t>(rows * 1000 + columns));
    }
  });
}

TEST(Grid, StartsAfreshAfterAReset) {
  for_all_gates([](const pe::Slice& slice) {
    OperandDraw draw(Draw::kUniform, 5);
    const OutputOperands output = draw_output(slice, slice.default_mode(), 2, 3, {8}, draw);
    const std::unique_ptr<pe::Grid> fresh = slice.make_grid(2, 3), used = slice.make_grid(2, 3);
    fresh->reset();
    run_output(slice, *fresh, output);
    // One step of an output that never ends, with an infinity in it.
    const std::vector<std::uint32_t> activations(32, 0x7c00), weights(48, 0x35);
    const std::vector<pe::Metadata> metadata(3, pe::Metadata{3, 1, 0});
    pe::Step step;
    step.mode = slice.default_mode();
    step.activations = activations.data();
    step.weights = weights.data();
    step.metadata = metadata.data();
    used->reset();
    used->step(step);
    used->reset();
    run_output(slice, *used, output);
    EXPECT_EQ(fresh->accumulators(), used->accumulators());
  });
}

TEST(Catalogue, NamesWhatIsLegalWhenAChoiceIsNot) {
  const auto message = [](const std::string& stem, const pe::Choices& choices) -> std::string {
    try {
      pe::make_slice(stem, choices);
    } catch (const pe::OperandError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message("bitmud", {}).rfind("unknown PE 'bitmud'; known: bitmod, fp16_mac", 0), 0u);
  EXPECT_EQ(message("bitmod", {{"alignment", "post"}}),
            "bitmod: alignment: expected one of bsig_aware, five_input, post_shift, got 'post'");
  EXPECT_EQ(message("bitmod", {{"group_size", "6"}}), "bitmod: group_size: expected a positive multiple of 4, got '6'");
  EXPECT_NE(message("bitmod", {{"align", "x"}}).find("unknown parameter 'align'; known: weight_mode, alignment"),
            std::string::npos);
}

TEST(Catalogue, TakesTheFirstValueOfEachParameterAsItsDefault) {
  for (const std::string& stem : pe::stems()) {
    const auto slice = pe::make_slice(stem);
    for (const pe::Parameter& parameter : slice->parameters()) {
      EXPECT_EQ(slice->choices().at(parameter.name), parameter.values.front());
    }
  }
}

}  // namespace
}  // namespace lop::test
