// Overrides on the command line.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/configs/reader_texts.hpp"

namespace lop::config {
namespace {

constexpr const char* kText = "array: {rows: 4, columns: 8}\nlayers:\n- {m: 1}\n- {m: 2}\nname: base\n";

std::string resolved(const std::vector<std::string>& overrides) {
  return document_of(kText, overrides).resolved().dump();
}

std::string refused(const std::string& override_text) {
  return refusal([&] { document_of(kText, {override_text}); });
}

TEST(Override, ReplacesScalarsAndLists) {
  EXPECT_EQ(resolved({"array.rows=16", "name=\"0\"", "layers=[]"}),
            R"({"array":{"columns":8,"rows":16},"layers":[],"name":"0"})");
}

TEST(Override, ReachesIntoLists) {
  EXPECT_EQ(resolved({"layers[1].m=7", "layers[0]=x"}),
            R"({"array":{"columns":8,"rows":4},"layers":["x",{"m":7}],"name":"base"})");
}

TEST(Override, MergesMapsAndMakesMissingOnes) {
  EXPECT_EQ(resolved({"array={rows: 5, depth: 2}", "a.b.c=true", "layers=[]"}),
            R"({"a":{"b":{"c":true}},"array":{"columns":8,"depth":2,"rows":5},"layers":[],"name":"base"})");
}

TEST(Override, TheLastOneWins) { EXPECT_TRUE(contains(resolved({"name=a", "name=b"}), R"("name":"b")")); }

TEST(Override, AValueMayHaveAnEqualsSign) { EXPECT_TRUE(contains(resolved({"name=a=b"}), R"("name":"a=b")")); }

TEST(Override, ItsPlaceIsTheArgument) {
  const Document document = document_of(kText, {"array.rows=16"});
  const Place origin = document.origin("array.rows");
  EXPECT_EQ(origin.file, "--set array.rows=16");
  EXPECT_EQ(origin.line, 1);
  EXPECT_EQ(origin.column, 12);
  const std::string what = refusal([&] { document.root().map("array").integer("rows", 1, 8); });
  EXPECT_EQ(what,
            "--set array.rows=16:1:12: error: array.rows: 16 is out of range; expected an integer from 1 to 8\n"
            "array.rows=16\n"
            "           ^");
}

TEST(Override, AnUnknownKeyIsFoundByFinish) {
  const Document document = document_of("rows: 4\n", {"rwos=5"});
  document.root().integer("rows", 1, 8);
  const std::string what = refusal([&] { document.root().finish(); });
  EXPECT_TRUE(
      contains(what, "--set rwos=5:1:1: error: rwos: unknown key; expected one of rows; did you mean \"rows\"?"))
      << what;
}

TEST(Override, TheStrictRulesHoldForItsValue) {
  EXPECT_TRUE(contains(refused("name=010"), "--set name=010:1:6: error: \"010\": a number with a leading zero"));
  EXPECT_TRUE(contains(refused("name=&a x"), ":1:6: error: anchor &a"));
  EXPECT_TRUE(contains(refused("name=[1, .nan]"), ":1:10: error: [1]: \".nan\": a number that is not finite"));
  EXPECT_TRUE(contains(refused("name={a: 1, a: 2}"), ":1:13: error: duplicate key \"a\""));
  EXPECT_TRUE(contains(refused("name=!!str 5"), ":1:6: error: a tag"));
  EXPECT_TRUE(contains(refused("name=[1"), "is a bracket left open?"));
  EXPECT_TRUE(contains(refused("name=\""), ":1:6: error: a quote that is not closed"));
}

TEST(Override, AMalformedOneIsRefused) {
  for (const char* text :
       {"", "=", "=3", "name", "name=", "name=~", ".=3", "a..b=3", "layers[2].m=3", "layers[x]=3", "layers[0=3",
        "layers[]=3", "array[0]=3", "name.x=3", "extends=a.yaml", "array.extends=a.yaml", "name=a\nb", "a\t=3"}) {
    const std::string what = refused(text);
    EXPECT_TRUE(contains(what, std::string("--set ") + text + ":1:")) << text << " gave " << what;
    EXPECT_TRUE(contains(what, "expected")) << text << " gave " << what;
  }
}

TEST(Override, AnIndexBeyondTheListSaysHowManyItemsThereAre) {
  EXPECT_TRUE(
      contains(refused("layers[2].m=3"), ":1:7: error: layers: no item 2 in a list of 2; expected an index below 2"));
}

TEST(Override, AByteOrderMarkInFrontOfItIsNoPartOfTheKey) {
  EXPECT_TRUE(contains(resolved({"\xef\xbb\xbfname=x"}), R"("name":"x")"));
  EXPECT_TRUE(contains(refused("\xef\xbb\xbfname="), "no value after ="));
}

TEST(Override, APathOfManyLevelsIsRefused) {
  std::string path = "a";
  for (int i = 0; i < 100000; ++i) path += ".a";
  EXPECT_TRUE(contains(refused(path + "=1"), "a path deeper than 64 levels"));
  EXPECT_TRUE(contains(refused("a.b=" + std::string(63, '[') + std::string(63, ']')), "nesting deeper than 64"));
}

TEST(Override, PathsInItAreRelativeToTheWorkingDirectory) {
  const TemporaryFolder folder;
  folder.write("data.bin", "x");
  folder.write("base.yaml", "columns: 9\n");
  const auto top = folder.write("systems/top.yaml", "weights: none.bin\n");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const Document document = Document::load(top, {"weights=data.bin", "array={extends: base.yaml, rows: 1}"});
  EXPECT_EQ(document.root().file("weights"), "data.bin");
  EXPECT_EQ(document.value("array").dump(), R"({"columns":9,"rows":1})");
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace lop::config
