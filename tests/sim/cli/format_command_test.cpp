// The number-format calculator, run as a user runs it, against every golden file of element formats.
#include <gtest/gtest.h>

#include "tests/models/formats/golden_rows.hpp"
#include "tests/sim/cli/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::cli::test {
namespace {

using lop::test::golden_rows;
using Rows = std::vector<std::vector<std::string>>;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Columns `from` up to `to` of every row as lines.
std::string columns(const Rows& rows, std::size_t from, std::size_t to) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t column = from; column < to; ++column) text += row[column] + (column + 1 < to ? " " : "\n");
  }
  return text;
}

class Format : public testing::Test {
 protected:
  std::vector<std::string> answers(const std::vector<std::string>& arguments, const std::string& input) {
    std::vector<std::string> words = {"format"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const Ran ran = lopsim(folder_.path().string(), words, input);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return lines_of(ran.out);
  }

  /// The file's `result` column is what the program answers to the operands in the columns from..to.
  void expect_codes(const std::string& file, std::size_t row_count, const std::vector<std::string>& arguments,
                    std::size_t from, std::size_t to, std::size_t result) {
    const Rows rows = golden_rows(file, row_count);
    const std::vector<std::string> got = answers(arguments, columns(rows, from, to));
    ASSERT_EQ(got.size(), rows.size()) << file;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      ASSERT_EQ(lop::test::hexadecimal(got[row]), lop::test::hexadecimal(rows[row][result])) << file << " row " << row;
    }
  }

  void expect_values(const std::string& file, std::size_t row_count, const std::string& format) {
    const Rows rows = golden_rows(file, row_count);
    const std::vector<std::string> got = answers({format, "decode"}, columns(rows, 0, 1));
    ASSERT_EQ(got.size(), rows.size()) << file;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::string& expected = rows[row][1];
      const bool number = expected.find("n") == std::string::npos && expected != "NaR";  // not inf, nan
      if (number) {
        ASSERT_EQ(std::strtod(got[row].c_str(), nullptr), std::strtod(expected.c_str(), nullptr))
            << file << " row " << row;
      } else {
        ASSERT_EQ(got[row], expected) << file << " row " << row;
      }
    }
  }

 private:
  lop::test::TemporaryFolder folder_;
};

TEST_F(Format, DecodesEveryGoldenTable) {
  for (const char* name : {"E2M1", "E3M0", "E2M3", "E3M2", "E4M3", "E5M2"}) {
    const std::size_t bits = name[0] == 'E' && name[1] - '0' + name[3] - '0' == 7
                                 ? 8
                                 : static_cast<std::size_t>(1 + name[1] - '0' + name[3] - '0');
    expect_values(std::string(name) + "_decode.csv", std::size_t{1} << bits, name);
  }
  expect_values("posit4_1_decode.csv", 16, "posit4_1");
  expect_values("posit8_0_decode.csv", 256, "POSIT8_0");
  expect_values("posit16_1_decode_sample.csv", 495, "posit16_1");
}

TEST_F(Format, MultipliesAndAddsEveryGoldenPair) {
  const std::pair<const char*, std::size_t> files[] = {
      {"E2M1", 256}, {"posit4_1", 256}, {"posit8_0", 65536}, {"posit16_1", 10000}};
  for (const auto& [name, rows] : files) {
    expect_codes(std::string(name) + "_pairs.csv", rows, {name, "mul"}, 0, 2, 2);
    expect_codes(std::string(name) + "_pairs.csv", rows, {name, "add"}, 0, 2, 3);
  }
}

TEST_F(Format, EncodesEveryGoldenFp32Number) {
  std::size_t column = 1;
  for (const char* name : {"posit4_1", "posit8_0", "posit16_1"}) {
    expect_codes("posit_from_f32.csv", 1000, {name, "encode"}, 0, 1, column++);
  }
  column = 1;
  for (const char* name : {"e2m1", "e3m0", "e2m3", "e3m2", "e4m3", "e5m2"}) {
    expect_codes("minifloat_encode.csv", 1000, {name, "encode"}, 0, 1, column++);
  }
}

TEST_F(Format, ReadsEveryGoldenQuireWithOneRounding) {
  for (const char* name : {"posit4_1", "posit8_0", "posit16_1"}) {
    expect_codes(std::string(name) + "_dot8_quire.csv", 1000, {name, "dot"}, 0, 16, 17);
  }
}

TEST_F(Format, EncodesEveryGoldenMxBlock) {
  const Rows inputs = golden_rows("mx_blocks_input.csv", 100), rows = golden_rows("mx_blocks.csv", 600);
  const std::string text = columns(inputs, 1, 33);
  const std::pair<const char*, const char*> formats[] = {{"E4M3", "mxfp8_e4m3"}, {"E5M2", "MXFP8_E5M2"},
                                                         {"E2M3", "mxfp6_e2m3"}, {"E3M2", "mxfp6_e3m2"},
                                                         {"E2M1", "mxfp4"},      {"INT8", "mxint8"}};
  for (const auto& [element, name] : formats) {
    const std::vector<std::string> got = answers({name, "encode"}, text);
    ASSERT_EQ(got.size(), inputs.size());
    std::size_t compared = 0;
    for (const auto& row : rows) {
      if (row[1] != element) continue;
      std::istringstream words(got[std::stoul(row[0])]);
      std::size_t column = 2;
      for (std::string word; words >> word; ++column) {
        ASSERT_EQ(lop::test::hexadecimal(word), lop::test::hexadecimal(row.at(column)))
            << name << " block " << row[0] << " column " << column;
      }
      ASSERT_EQ(column, row.size()) << name << " block " << row[0];
      ++compared;
    }
    EXPECT_EQ(compared, inputs.size()) << name;
  }
}

TEST_F(Format, EncodesEveryGoldenNvfp4BlockWithItsTensorScaleGivenOrFound) {
  const Rows rows = golden_rows("nvfp4_blocks.csv", 100);
  for (std::size_t first = 0; first < rows.size(); first += 10) {  // ten blocks a tensor
    const Rows tensor(rows.begin() + static_cast<std::ptrdiff_t>(first),
                      rows.begin() + static_cast<std::ptrdiff_t>(first) + 10);
    std::string one_line = columns(tensor, 2, 18), expected = tensor[0][0];
    for (char& letter : one_line) letter = letter == '\n' ? ' ' : letter;
    for (const auto& row : tensor) {
      expected += " " + row[1];
      for (std::size_t column = 18; column < 34; ++column) expected += " " + row[column];
    }
    EXPECT_EQ(answers({"nvfp4", "encode"}, one_line + "\n").front(), expected) << "tensor at row " << first;
    const std::vector<std::string> blocks =
        answers({"nvfp4", "encode", "--tensor-scale", tensor[0][0]}, columns(tensor, 2, 18));
    for (std::size_t row = 0; row < tensor.size(); ++row) {
      std::string block = tensor[0][0] + " " + tensor[row][1];
      for (std::size_t column = 18; column < 34; ++column) block += " " + tensor[row][column];
      EXPECT_EQ(blocks[row], block) << "row " << first + row;
    }
  }
}

TEST_F(Format, DecodesTheBlocksThatItEncodes) {
  EXPECT_EQ(answers({"mxfp4", "encode"}, "3f800000 40c00000 bf000000\n").front(), "7f 2 7 9");
  EXPECT_EQ(answers({"mxfp4", "decode"}, "7f 2 7 9\n").front(), "1 6 -0.5");
  EXPECT_EQ(answers({"nvfp4", "decode"}, "3f800000 38 1 f\n").front(), "0.5 -6");
  EXPECT_EQ(answers({"mxfp4", "decode"}, "ff 2\n").front(), "nan");
  EXPECT_EQ(answers({"mxfp4", "encode", "--scale-rounding", "cover"}, "40e00000\n").front(), "80 6");
}

TEST_F(Format, RoundsAndOverflowsAsAsked) {
  const std::string beyond = "43e90000\n";  // 466: between 448 and 480, where 464 is half way
  EXPECT_EQ(answers({"e4m3", "encode"}, beyond).front(), "7e");
  EXPECT_EQ(answers({"e4m3", "encode", "--overflow", "infinity"}, beyond).front(), "7f");
  EXPECT_EQ(answers({"e4m3_all", "encode"}, beyond).front(), "7f");
  EXPECT_EQ(answers({"e4m3_ieee", "encode"}, beyond).front(), "78");
  EXPECT_EQ(answers({"fp16", "encode"}, "47800000\n").front(), "7c00");
  EXPECT_EQ(answers({"fp16", "encode", "--overflow", "saturate"}, "47800000\n").front(), "7bff");
  EXPECT_EQ(answers({"int8", "encode", "--rounding", "floor"}, "bf19999a\n").front(), "ff");
  EXPECT_EQ(answers({"int8", "encode", "--rounding", "toward_zero"}, "bf19999a\n").front(), "00");
  EXPECT_EQ(answers({"int8", "encode", "--rounding", "nearest_away"}, "40200000\n").front(), "03");
  EXPECT_EQ(answers({"e4m3", "fma"}, "7e 7e,fe\n").front(), "7e");
}

TEST_F(Format, DrawsStochasticRoundingFromSeedAndLineAlone) {
  std::string halves;
  for (int line = 0; line < 1000; ++line) halves += "3f000000\n";
  const auto first = answers({"int4", "encode", "--rounding", "stochastic", "--seed", "1"}, halves);
  EXPECT_EQ(first, answers({"int4", "encode", "--rounding", "stochastic", "--seed", "1"}, halves));
  EXPECT_NE(first, answers({"int4", "encode", "--rounding", "stochastic", "--seed", "2"}, halves));
  const auto ones = std::count(first.begin(), first.end(), "1");
  EXPECT_GT(ones, 400);
  EXPECT_LT(ones, 600);
}

TEST_F(Format, RefusesWhatItCannotReadAndSaysWhere) {
  lop::test::TemporaryFolder folder;
  const struct {
    std::vector<std::string> arguments;
    const char* input;
    const char* part;
  } cases[] = {{{"format", "e4m3", "encode"}, "3f800000\n\nzz\n", "line 3"},
               {{"format", "e4m3", "mul"}, "1ff 0\n", "8 bits"},
               {{"format", "e4m3", "mul"}, "1 2 3\n", "two codes"},
               {{"format", "e4m3", "dot"}, "1 2 3\n", "as many codes of a as of b"},
               {{"format", "e4m3", "encode"}, "0x3f\n", "without prefix"},
               {{"format", "e4m33", "encode"}, "", "unknown number format 'e4m33'"},
               {{"format", "e4m3", "divide"}, "", "unknown operation 'divide'"},
               {{"format", "e4m3", "encode", "--rounding", "up"}, "", "nearest_even"},
               {{"format", "mxfp4", "encode"}, "3f800000 7fc00000\n", "line 1"},
               {{"format", "mxfp4", "mul"}, "", "expected encode or decode"},
               {{"format", "mxfp4", "decode"}, "7f\n", "its scale and 1 to 32 codes"},
               {{"format", "mxfp4", "encode", "--tensor-scale", "3f800000"}, "", "has no tensor scale"},
               {{"format", "e4m3", "encode", "--scale-rounding", "up"}, "", "cover"}};
  for (const auto& [arguments, input, part] : cases) {
    const Ran ran = lopsim(folder.path().string(), arguments, input);
    EXPECT_EQ(ran.exit_code, 2) << part;
    EXPECT_NE(ran.err.find(part), std::string::npos) << ran.err;
  }
  // What was computed before the bad line is there.
  EXPECT_EQ(lopsim(folder.path().string(), {"format", "e4m3", "encode"}, "3f800000\nzz\n").out, "38\n");
}

}  // namespace
}  // namespace lop::cli::test
