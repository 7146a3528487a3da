// Every file of bad/ is refused once, at its place, with what was expected.
#include <gtest/gtest.h>

#include <ostream>
#include <set>

#include "tests/configs/reader_texts.hpp"

namespace lop::config {
namespace {

struct BadFile {
  const char* name;
  const char* place;   // line:column; with another file in front if the error is in a file that this one extends
  const char* phrase;  // of the message

  friend std::ostream& operator<<(std::ostream& out, const BadFile& bad) { return out << bad.name; }
};

const std::filesystem::path kFolder = std::filesystem::path(LOP_SOURCE_DIR) / "tests/configs/bad";

constexpr BadFile kBadFiles[] = {
    {"absent_item", "1:12", "sizes[1]: an empty item"},
    {"absent_value", "2:3", "array.rows: no value"},
    {"after_wide_characters", "2:14", "länge[1]: \"010\": a number with a leading zero"},
    {"alias_bomb", "1:4", "a: anchor &a"},
    {"alias_loop", "1:4", "a: anchor &a"},
    {"alias_undefined", "2:4", "b: an alias"},
    {"anchor_on_key", "1:1", "anchor &k"},
    {"anchor_unused", "2:9", "array.rows: anchor &rows"},
    {"beyond_double", "1:12", "beyond the range of double"},
    {"binary", "1:12", "hexadecimal, octal or binary"},
    {"carriage_return", "1:8", "carriage return inside a line"},
    {"colon_in_text", "1:13", "quotes around a text that has"},
    {"comments_only", "1:1", "an empty file"},
    {"control_character", "1:7", "control character 0x1b"},
    {"cut_off_key", "3:1", "clock_g: no value"},
    {"deep_block", "65:129", "nesting deeper than 64"},
    {"deep_flow", "1:67", "nesting deeper than 64"},
    {"deep_flow_unclosed", "1:5", "is a bracket left open?"},
    {"directive", "2:1", "a YAML directive"},
    {"directive_first", "2:1", "a YAML directive"},
    {"duplicate_key", "4:3", "duplicate key \"rows\" in line 4, first given in line 2"},
    {"duplicate_key_in_flow", "1:18", "duplicate key \"rows\" in line 1, first given in line 1"},
    {"empty", "1:1", "an empty file"},
    {"empty_key", "1:1", "an empty key"},
    {"explicit_null", "1:1", "rows: no value"},
    {"extends_bad_file", "leading_zero.yaml:2:9", "array.rows: \"010\": a number with a leading zero"},
    {"extends_cycle_a", "extends_cycle_b.yaml:2:10",
     "extends_cycle_a.yaml -> extends_cycle_b.yaml -> extends_cycle_a.yaml"},
    {"extends_cycle_b", "extends_cycle_a.yaml:2:12",
     "extends_cycle_b.yaml -> extends_cycle_a.yaml -> extends_cycle_b.yaml"},
    {"extends_directory", "1:10", "it is a directory"},
    {"extends_itself", "1:10", "a cycle"},
    {"extends_list", "1:10", "extends: found a list of 2"},
    {"extends_missing", "2:10", "there is no such file"},
    {"extends_nothing", "1:1", "extends: no value"},
    {"hexadecimal", "1:7", "hexadecimal, octal or binary"},
    {"indentation", "3:3", "expected a key with the indentation of those above it"},
    {"infinite", "1:12", "not finite"},
    {"infinite_negative", "1:12", "not finite"},
    {"invalid_utf8", "2:10", "invalid UTF-8"},
    {"leading_zero", "2:9", "array.rows: \"010\": a number with a leading zero"},
    {"leading_zero_fraction", "1:9", "leading zero"},
    {"list_as_key", "1:3", "a list as a key"},
    {"mapping_as_key", "1:3", "a mapping as a key"},
    {"merge_key", "3:3", "expected extends: FILE"},
    {"not_a_number", "1:12", "not finite"},
    {"nul_byte", "2:8", "NUL byte"},
    {"nul_escape", "1:7", "a text with a NUL"},
    {"null_key", "1:1", "an empty key"},
    {"octal", "1:7", "hexadecimal, octal or binary"},
    {"overlong_utf8", "1:7", "invalid UTF-8"},
    {"quote_at_end", "2:7", "name: a quote that is not closed"},
    {"second_document", "2:1", "expected one document"},
    {"second_document_empty", "2:1", "expected one document"},
    {"surrogate_utf8", "1:7", "invalid UTF-8"},
    {"tab_after_value", "1:8", "tab character"},
    {"tab_indentation", "2:1", "tab character"},
    {"tag_integer", "1:7", "rows: a tag"},
    {"tag_non_specific", "1:7", "rows: a tag"},
    {"tag_on_mapping", "1:8", "array: a tag"},
    {"text_after_document", "2:1", "expected one document"},
    {"top_level_list", "1:1", "a list of 2 at the top level"},
    {"top_level_scalar", "2:1", "at the top level"},
    {"unclosed_list", "2:1", "expected a comma or ] in the list that begins in line 1"},
    {"unclosed_mapping", "2:8", "expected a comma or } in the mapping that begins in line 1"},
    {"unclosed_quote", "3:1", "expected a closing quote"},
    {"unclosed_single_quote", "3:2", "expected a closing quote"},
    {"unknown_escape", "1:11", "unknown escape character"},
    {"value_left_of_place", "3:3", "array.tile: a value left of its place"},
};

class BadFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadFiles, AreRefusedAtTheirPlaceWithWhatWasExpected) {
  const BadFile bad = GetParam();
  const std::string place = bad.place;
  const std::string file = place.find(".yaml") == std::string::npos ? std::string(bad.name) + ".yaml:" : "";
  const std::string what = refusal([&bad] { Document::load(kFolder / (std::string(bad.name) + ".yaml")); });
  EXPECT_EQ(what.substr(0, what.find(": error: ")), (kFolder / (file + place)).string());
  EXPECT_TRUE(contains(what, bad.phrase)) << what;
  EXPECT_TRUE(contains(what, "expected")) << what;
}

INSTANTIATE_TEST_SUITE_P(Reader, BadFiles, testing::ValuesIn(kBadFiles),
                         [](const auto& bad) { return std::string(bad.param.name); });

TEST(BadFilesTable, NamesEachFileOfTheFolderOnce) {
  std::multiset<std::string> named, present;
  for (const BadFile& bad : kBadFiles) named.insert(std::string(bad.name) + ".yaml");
  for (const auto& entry : std::filesystem::directory_iterator(kFolder))
    present.insert(entry.path().filename().string());
  EXPECT_EQ(named, present);
}

}  // namespace
}  // namespace lop::config
