// Inheritance, places of values and the resolved document.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/configs/reader_texts.hpp"

namespace lop::config {
namespace {

class Extends : public testing::Test {
 protected:
  Document load(const std::string& text) const { return Document::load(folder_.write("systems/top.yaml", text)); }

  TemporaryFolder folder_;
};

TEST_F(Extends, MergesMapsDeeplyAndReplacesListsAndScalars) {
  folder_.write("pe/base.yaml", "pe: {stem: fp16_mac, set: {a: 1, b: 2}}\nsizes: [1, 2, 3]\nclock_ghz: 1.0\n");
  const Document document = load("extends: ../pe/base.yaml\npe: {set: {b: 3, c: 4}}\nsizes: [9]\n");
  EXPECT_EQ(document.resolved().dump(),
            R"({"clock_ghz":1.0,"pe":{"set":{"a":1,"b":3,"c":4},"stem":"fp16_mac"},"sizes":[9]})");
}

TEST_F(Extends, WorksAtAnyLevelAndInLists) {
  folder_.write("memory/dram.yaml", "banks: 8\nlatency_ns: 50\n");
  const Document document = load(
      "memory:\n  dram:\n    extends: ../memory/dram.yaml\n    banks: 16\nparts:\n- extends: ../memory/dram.yaml\n- "
      "{banks: 1}\n");
  EXPECT_EQ(document.resolved().dump(),
            R"({"memory":{"dram":{"banks":16,"latency_ns":50}},"parts":[{"banks":8,"latency_ns":50},{"banks":1}]})");
}

TEST_F(Extends, IsRelativeToTheFileItStandsInAlongAChain) {
  folder_.write("a/b/leaf.yaml", "x: 1\ny: 1\nz: 1\n");
  folder_.write("a/middle.yaml", "extends: b/leaf.yaml\ny: 2\nz: 2\n");
  EXPECT_EQ(load("extends: ../a/middle.yaml\nz: 3\n").resolved().dump(), R"({"x":1,"y":2,"z":3})");
}

TEST_F(Extends, TheSameFileTwiceIsNoCycle) {
  folder_.write("systems/base.yaml", "x: 1\n");
  EXPECT_EQ(load("a: {extends: base.yaml}\nb: {extends: base.yaml}\n").resolved().dump(),
            R"({"a":{"x":1},"b":{"x":1}})");
}

TEST_F(Extends, AMapReplacesAScalarAndAScalarAMap) {
  folder_.write("systems/base.yaml", "a: 1\nb: {c: 2}\n");
  EXPECT_EQ(load("extends: base.yaml\na: {d: 3}\nb: 4\n").resolved().dump(), R"({"a":{"d":3},"b":4})");
}

TEST_F(Extends, ACycleThroughALinkIsRefused) {
  folder_.write("systems/base.yaml", "extends: link.yaml\nx: 1\n");
  std::filesystem::create_symlink("base.yaml", folder_.path() / "systems/link.yaml");
  EXPECT_TRUE(contains(refusal([&] { load("extends: base.yaml\n"); }), "base.yaml:1:10: error: extends: a cycle: "));
}

TEST_F(Extends, PathsGiveTheFileOfTheValueInForce) {
  folder_.write("systems/base.yaml", "array:\n  rows: 4\n  columns: 8\n");
  const Document document = load("extends: base.yaml\narray:\n  columns: 16\n");
  EXPECT_EQ(document.origin("array.rows").file, (folder_.path() / "systems/base.yaml").string());
  EXPECT_EQ(document.origin("array.rows").line, 2);
  EXPECT_EQ(document.origin("array.columns").file, (folder_.path() / "systems/top.yaml").string());
  EXPECT_EQ(document.origin("array.columns").line, 3);
  EXPECT_EQ(document.origin("array.columns").column, 12);
}

TEST_F(Extends, AnUnknownKeyIsNamedWhereItWasWrittenLast) {
  folder_.write("systems/base.yaml", "rwos: 1\n");
  const Document document = load("extends: base.yaml\nx: 1\nrwos: 2\n");
  document.root().has("x");
  EXPECT_TRUE(contains(refusal([&] { document.root().finish(); }), "systems/top.yaml:3:1: error: rwos: unknown key"));
}

TEST(Document, ListsTheLeavesInFileOrder) {
  const Document document = document_of("z: 1\na: {c: [x, {d: 2}], b: []}\ne: {}\n");
  const std::vector<std::string> expected = {"z", "a.c[0]", "a.c[1].d", "a.b", "e"};
  EXPECT_EQ(document.key_paths(), expected);
  for (const std::string& path : expected) EXPECT_GE(document.origin(path).line, 1) << path;
}

TEST(Document, FollowsKeysThatHaveDotsInThem) {
  const Document document = document_of("model.layers.0:\n  proj.weight: 5\n  proj: 6\n");
  for (const std::string& path : document.key_paths()) EXPECT_EQ(document.origin(path).column > 0, true) << path;
  EXPECT_EQ(document.value("model.layers.0.proj.weight").dump(), "5");
  EXPECT_EQ(document.value("model.layers.0.proj").dump(), "6");
}

TEST(Document, APathThatLeadsNowhereIsRefusedWithTheNearestKey) {
  const Document document = document_of("array: {rows: 4, sizes: [1, 2]}\n");
  EXPECT_TRUE(contains(refusal([&] { document.origin("array.rowz"); }), "array.rowz: no such key; expected"));
  EXPECT_TRUE(contains(refusal([&] { document.origin("array.rowz"); }), "did you mean \"rows\"?"));
  for (const char* path :
       {"", ".", "array.", "array..rows", "array.sizes[2]", "array.sizes[x]", "array.sizes[", "array.rows.x",
        "array.sizes[0]x", "[0]", "array[0]", "array.sizes[-1]", "array.sizes[99999999999999999999]"}) {
    EXPECT_NE(refusal([&] { document.origin(path); }), "") << path;
  }
}

TEST(Document, ResolvedNumbersAreNumbersAndQuotedOnesText) {
  const Document document =
      document_of("f: \"1\"\ne: true\nd: word\nc: 1e3\nb: -0.5\na: 12\ng: 99999999999999999999\n");
  EXPECT_EQ(document.resolved().dump(), R"({"a":12,"b":-0.5,"c":1000.0,"d":"word","e":true,"f":"1","g":1e+20})");
}

TEST(Document, CommentsOrderAndLayoutDoNotChangeTheResolvedDocument) {
  EXPECT_EQ(document_of("a: {c: 1, b: [2, x]}\nd: 'e'\n").resolved().dump(),
            document_of("# same\nd: e\n\na:\n  b:\n  - 2\n  - \"x\"\n  c: 1  # one\n").resolved().dump());
}

TEST(Document, ViewsOutliveTheDocument) {
  const Map map = document_of("array: {rows: 4}\n").root().map("array");
  EXPECT_EQ(map.integer("rows", 1, 8), 4);
}

}  // namespace
}  // namespace lop::config
