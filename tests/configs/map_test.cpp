// The typed getters.
#include <gtest/gtest.h>

#include <limits>

#include "tests/configs/reader_texts.hpp"

namespace lop::config {
namespace {

template <typename Get>
std::string refusal_of(const std::string& text, const Get& get) {
  const Document document = document_of(text);
  const std::string what = refusal([&] { get(document.root()); });
  return what.substr(std::min(what.size(), what.find("test.yaml") + 9));
}

TEST(Map, IntegersKeepTheirRangeIncludingItsEnds) {
  const Map map = document_of("a: -3\nb: 7\nc: 9223372036854775807\nd: -9223372036854775808\n").root();
  EXPECT_EQ(map.integer("a", -3, 7), -3);
  EXPECT_EQ(map.integer("b", -3, 7), 7);
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min(), kMax = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(map.integer("c", kMin, kMax), kMax);
  EXPECT_EQ(map.integer("d", kMin, kMax), kMin);
  EXPECT_TRUE(
      contains(refusal([&] { map.integer("b", 1, 6); }), "b: 7 is out of range; expected an integer from 1 to 6"));
  EXPECT_TRUE(contains(refusal([&] { map.integer("a", -2, 6); }), "a: -3 is out of range"));
}

TEST(Map, AnIntegerBeyond64BitsIsOutOfRange) {
  EXPECT_TRUE(contains(refusal_of("a: 9223372036854775808\n", [](const Map& m) { m.integer("a", 0, INT64_MAX); }),
                       ":1:4: error: a: 9223372036854775808 is out of range; expected an integer from 0"));
}

TEST(Map, AWrongTypeSaysWhatWasFoundAndWhatWasExpected) {
  const auto integer = [](const Map& m) { m.integer("rows", 1, 8); };
  EXPECT_TRUE(contains(refusal_of("rows: 4.0\n", integer),
                       "rows: found number 4.0; expected an integer from 1 to 8; write it"));
  EXPECT_TRUE(contains(refusal_of("rows: \"4\"\n", integer),
                       "found text \"4\"; expected an integer from 1 to 8; remove the quotes"));
  EXPECT_TRUE(contains(refusal_of("rows: 64kb\n", integer),
                       "found text \"64kb\"; expected an integer from 1 to 8; give the number"));
  EXPECT_TRUE(contains(refusal_of("rows: [4]\n", integer), "found a list of 1; expected"));
  EXPECT_TRUE(contains(refusal_of("rows: {a: 4}\n", integer), "found a mapping; expected"));
  EXPECT_TRUE(contains(refusal_of("rows: true\n", integer), "found boolean true; expected"));
  EXPECT_TRUE(contains(refusal_of("rows: +4\n", integer), "found text \"+4\"; expected"));
  EXPECT_TRUE(contains(refusal_of("rows: 1_000\n", integer), "found text \"1_000\"; expected"));
}

TEST(Map, TheMessageHasPlacePathSourceLineAndCaret) {
  const Map tile = document_of("array:\n  tile: {rows: 0, columns: 8}\n").root().map("array").map("tile");
  const std::string what = refusal([&] { tile.integer("rows", 1, 64); });
  EXPECT_TRUE(contains(what,
                       ".yaml:2:16: error: array.tile.rows: 0 is out of range; expected an integer from 1 to 64\n"
                       "  tile: {rows: 0, columns: 8}\n"
                       "               ^"))
      << what;
}

TEST(Map, NumbersAreFiniteAndKeepTheirRange) {
  const Map map = document_of("a: 0.1\nb: -2\nc: 1e3\nd: 2.5E-1\ne: .5\nf: -0\n").root();
  EXPECT_EQ(map.number("a", 0, 1), 0.1);
  EXPECT_EQ(map.number("b", -2, 0), -2.0);
  EXPECT_EQ(map.number("c", 0, 1000), 1000.0);
  EXPECT_EQ(map.number("d", 0.25, 0.25), 0.25);
  EXPECT_EQ(map.number("f", 0, 0), 0.0);
  EXPECT_TRUE(contains(refusal([&] { map.number("e", 0, 1); }), "found text \".5\"; expected a number from 0 to 1"));
  EXPECT_TRUE(
      contains(refusal([&] { map.number("c", 0, 999.5); }), "1e3 is out of range; expected a number from 0 to 999.5"));
}

TEST(Map, OnlyTrueAndFalseAreBooleans) {
  const Map map = document_of("a: true\nb: false\nc: yes\nd: \"true\"\ne: True\nf: 1\n").root();
  EXPECT_TRUE(map.boolean("a"));
  EXPECT_FALSE(map.boolean("b"));
  for (const char* key : {"c", "d", "e", "f"}) {
    EXPECT_TRUE(contains(refusal([&] { map.boolean(key); }), "expected true or false")) << key;
  }
}

TEST(Map, QuotedScalarsAreTextAndPlainNumbersAreNot) {
  const Map map = document_of("a: word\nb: \"010\"\nc: 'true'\nd: 10\ne: true\nf: yes\ng: \"\"\n").root();
  EXPECT_EQ(map.text("a"), "word");
  EXPECT_EQ(map.text("b"), "010");
  EXPECT_EQ(map.text("c"), "true");
  EXPECT_EQ(map.text("f"), "yes");
  EXPECT_EQ(map.text("g"), "");
  EXPECT_TRUE(contains(refusal([&] { map.text("d"); }), "found integer 10; expected a text; put it in quotes"));
  EXPECT_TRUE(contains(refusal([&] { map.text("e"); }), "found boolean true; expected a text"));
}

TEST(Map, AnUnknownChoiceListsTheAllowedOnesNearestFirst) {
  const Map map = document_of("mode: fp5\nlanes: 4\n").root();
  EXPECT_EQ(map.one_of("lanes", {"2", "4"}), "4");
  const std::string what = refusal([&] { map.one_of("mode", {"int8", "int4", "fp4", "fp3"}); });
  EXPECT_TRUE(contains(what, "mode: found text \"fp5\"; expected one of fp4, fp3, ")) << what;
  EXPECT_TRUE(contains(what, "did you mean \"fp4\"?")) << what;
}

TEST(Map, AMissingKeyIsReportedAtItsMappingWithTheNearestUnreadKey) {
  const Map array = document_of("array:\n  # the grid\n  colums: 8\n  rows: 4\n").root().map("array");
  array.integer("rows", 1, 8);
  const std::string what = refusal([&] { array.integer("columns", 1, 64); });
  EXPECT_TRUE(contains(what, ":3:3: error: array.columns: missing key; expected an integer from 1 to 64")) << what;
  EXPECT_TRUE(contains(what, "did you mean it by \"colums\" in line 3?")) << what;
  EXPECT_FALSE(contains(refusal([&] { array.integer("rowz", 1, 8); }), "\"rows\" in line")) << "rows was read";
}

TEST(Map, ListsKeepTheirOrderAndNameTheItemThatIsWrong) {
  const Map map =
      document_of("sizes: [4, 8]\nnames: [q, k]\nlayers:\n- {m: 1}\n- {m: 2}\nmixed: [1, x]\none: 4\n").root();
  EXPECT_EQ(map.integers("sizes", 1, 8), (std::vector<std::int64_t>{4, 8}));
  EXPECT_EQ(map.texts("names"), (std::vector<std::string>{"q", "k"}));
  const std::vector<Map> layers = map.maps("layers");
  ASSERT_EQ(layers.size(), 2U);
  EXPECT_EQ(layers[1].integer("m", 0, 9), 2);
  EXPECT_EQ(layers[1].path(), "layers[1]");
  EXPECT_TRUE(contains(refusal([&] { layers[1].integer("k", 0, 9); }), "layers[1].k: missing key"));
  EXPECT_TRUE(contains(refusal([&] { map.integers("mixed", 0, 9); }), "mixed[1]: found text \"x\""));
  EXPECT_TRUE(contains(refusal([&] { map.texts("mixed"); }), "mixed[0]: found integer 1"));
  EXPECT_TRUE(contains(refusal([&] { map.maps("mixed"); }), "mixed[0]: found integer 1; expected a mapping"));
  EXPECT_TRUE(contains(refusal([&] { map.integers("one", 0, 9); }), "one: found integer 4; expected a list"));
  EXPECT_EQ(map.numbers("sizes", 0, 8), (std::vector<double>{4, 8}));
  EXPECT_EQ(map.numbers("one", 0, 8), (std::vector<double>{4}));
  EXPECT_TRUE(contains(refusal([&] { map.numbers("sizes", 0, 7); }), "sizes[1]: 8 is out of range"));
  EXPECT_TRUE(contains(refusal([&] { map.numbers("mixed", 0, 9); }), "mixed[1]: found text \"x\"; expected a number"));
  EXPECT_TRUE(
      contains(refusal([&] { map.numbers("none", 0, 9); }), "none: missing key; expected a number from 0 to 9"));
}

TEST(Map, ScalarsAreReadAsWritten) {
  const Map map =
      document_of("set: {weight_mode: fp4, scale_bits: 8, strict: false, tag: \"07\"}\nbad: {a: [1]}\n").root();
  const std::map<std::string, std::string> expected = {
      {"weight_mode", "fp4"}, {"scale_bits", "8"}, {"strict", "false"}, {"tag", "07"}};
  EXPECT_EQ(map.scalars("set"), expected);
  EXPECT_TRUE(contains(refusal([&] { map.scalars("bad"); }), "bad.a: found a list of 1; expected a value"));
}

TEST(Map, FinishRefusesTheFirstUnreadKeyWithTheNearestKnownOne) {
  const Document document = document_of("rows: 4\ncolums: 8\nclock_ghz: 1\n");
  const Map map = document.root();
  map.integer("rows", 1, 8);
  map.has("columns");
  map.has("clock_ghz");
  const std::string what = refusal([&] { map.finish(); });
  EXPECT_TRUE(contains(what, ":2:1: error: colums: unknown key; expected one of columns, ")) << what;
  EXPECT_TRUE(contains(what, "did you mean \"columns\"?")) << what;
}

TEST(Map, FinishNamesTheKeyWhoseUnitWasLeftOut) {
  const Map map = document_of("capacity: 4\n").root();
  map.has("capacity_kib");
  EXPECT_TRUE(contains(refusal([&] { map.finish(); }), "did you mean \"capacity_kib\"?"));
}

TEST(Map, FinishCoversMappingsReadThroughOtherViews) {
  const Document document = document_of("array: {rows: 4, depth: 2}\nlayers: [{m: 1}, {m: 2, q: 3}]\n");
  document.root().map("array").integer("rows", 1, 8);
  document.root().map("array").integer("depth", 1, 8);
  for (const Map& layer : document.root().maps("layers")) layer.integer("m", 0, 9);
  EXPECT_TRUE(contains(refusal([&] { document.root().finish(); }), "layers[1].q: unknown key; expected one of m"));
  document.root().maps("layers")[1].has("q");
  const Document other = document_of("array: {rows: 4, depth: 2}\n");
  other.root().map("array").integer("rows", 1, 8);
  EXPECT_TRUE(contains(refusal([&] { other.root().finish(); }),
                       ":1:18: error: array.depth: unknown key; expected one of rows"));
  EXPECT_EQ(refusal([&] { document.root().finish(); }), "");
}

TEST(Map, KeysAndPlacesDoNotCountAsReading) {
  const Map map = document_of("rows: 4\ncolumns: 8\n").root();
  EXPECT_EQ(map.keys(), (std::vector<std::string>{"rows", "columns"}));
  EXPECT_EQ(map.place("columns").column, 10);
  EXPECT_TRUE(contains(refusal([&] { map.finish(); }), "rows: unknown key; expected no keys here"));
}

TEST(Map, FilesAreRelativeToTheFileTheyAreWrittenIn) {
  const TemporaryFolder folder;
  folder.write("base/data.bin", "x");
  folder.write("base/base.yaml", "weights: data.bin\n");
  const auto top = folder.write("top.yaml", "extends: base/base.yaml\nother: data.bin\nsub: base\n");
  const Map map = Document::load(top).root();
  EXPECT_EQ(map.file("weights"), folder.path() / "base/data.bin");
  EXPECT_TRUE(contains(refusal([&] { map.file("other"); }), "top.yaml:2:8: error: other: no file "));
  EXPECT_TRUE(contains(refusal([&] { map.file("sub"); }), "it is a directory"));
}

TEST(Map, FailPointsAtTheValueOfItsKey) {
  const Map map = document_of("rows: 4\ncolumns: 8\n").root();
  EXPECT_TRUE(
      contains(refusal([&] { map.fail("columns", "too wide"); }), ":2:10: error: columns: too wide\ncolumns: 8\n"));
  EXPECT_TRUE(contains(refusal([&] { map.fail("depth", "no depth"); }), ":1:1: error: depth: no depth"));
}

}  // namespace
}  // namespace lop::config
