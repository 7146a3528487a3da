// Budgets of the reader, and files that are no text.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/configs/reader_texts.hpp"

namespace lop::config {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

std::string repeated(const std::string& part, std::size_t count) {
  std::string text;
  text.reserve(part.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

TEST(Limits, AFileOfOneMebibyteIsReadAndOneByteMoreIsRefused) {
  const std::string start = "rows: 4\n#";
  const std::string fitting = start + std::string(kMebibyte - start.size(), 'x');
  EXPECT_EQ(document_of(fitting).root().integer("rows", 1, 4), 4);
  const std::string what = refusal([&] { document_of(fitting + "x"); });
  EXPECT_TRUE(contains(what, "test.yaml:1:1: error: ")) << what;
  EXPECT_TRUE(contains(what, "it has 1048577 bytes, more than the cap of 1 MiB")) << what;
}

TEST(Limits, OneHundredThousandValuesAreReadAndOneMoreIsRefused) {
  // The map and the list are values, too.
  const std::string fitting = "a:\n" + repeated("- 1\n", 99998);
  EXPECT_EQ(document_of(fitting).root().integers("a", 1, 1).size(), 99998U);
  const std::string what = refusal([&] { document_of(fitting + "- 1\n"); });
  EXPECT_TRUE(contains(what, ":100000:3: error: ")) << what;
  EXPECT_TRUE(contains(what, "more than 100000 values")) << what;
}

TEST(Limits, SixtyFourLevelsAreReadAndOneMoreIsRefused) {
  const auto nested = [](std::size_t lists) {
    return "a: " + std::string(lists, '[') + "1" + std::string(lists, ']') + "\n";
  };
  EXPECT_EQ(refusal([&] { document_of(nested(63)); }), "");
  EXPECT_TRUE(contains(refusal([&] { document_of(nested(64)); }), "nesting deeper than 64"));
}

TEST(Limits, FilesThatExtendAFileTwiceEachDoNotMultiplyBeyondTheBudget) {
  const TemporaryFolder folder;
  folder.write("0.yaml", "x: 1\n");
  for (int i = 1; i <= 30; ++i) {
    const std::string below = "{extends: " + std::to_string(i - 1) + ".yaml}\n";
    folder.write(std::to_string(i) + ".yaml", "a: " + below + "b: " + below);
  }
  EXPECT_EQ(refusal([&] { Document::load(folder.path() / "5.yaml"); }), "");
  EXPECT_TRUE(contains(refusal([&] { Document::load(folder.path() / "30.yaml"); }), "too many extended files"));
}

TEST(Limits, ExtendedFilesAddToTheDepth) {
  const TemporaryFolder folder;
  const std::string deep = "a: " + std::string(40, '[') + "1" + std::string(40, ']') + "\n";
  folder.write("base.yaml", deep);
  const std::string nested = repeated("{b: ", 30) + "{extends: base.yaml}" + repeated("}", 30);
  const std::string what = refusal([&] { Document::load(folder.write("top.yaml", "c: " + nested + "\n")); });
  EXPECT_TRUE(contains(what, "nesting deeper than 64 with all that is extended")) << what;
}

TEST(Limits, OneMebibyteOfAnyIndicatorIsRefusedWithinFiveSeconds) {
  for (const std::string part :
       {"[", "[a,", "{a: ", "- ", "? ", "a: ", "\"", "&a ", "*a ", "[],", "#", "a:\n", "|\n", "---\n"}) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_NE(refusal([&] { document_of(repeated(part, kMebibyte / part.size())); }), "") << part;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5)) << part;
  }
}

TEST(Limits, WhatIsNoRegularFileIsRefused) {
  const TemporaryFolder folder;
  EXPECT_TRUE(contains(refusal([&] { Document::load(folder.path()); }), "it is a directory"));
  EXPECT_TRUE(contains(refusal([&] { Document::load(folder.path() / "none.yaml"); }), "none.yaml:1:1: error: "));
  EXPECT_TRUE(contains(refusal([&] { Document::load(folder.path() / "none.yaml"); }), "there is no such file"));
  EXPECT_TRUE(contains(refusal([&] { Document::load("/dev/zero"); }), "it is not a regular file"));
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(contains(refusal([&] { Document::load(pipe); }), "it is not a regular file"));
}

/// The superuser may read anything, so it is another user for a while.
class AsAnOrdinaryUser {
 public:
  AsAnOrdinaryUser() {
    constexpr uid_t kNobody = 65534;
    if (superuser_ && seteuid(kNobody) != 0) throw std::runtime_error("the superuser could not become another user");
  }
  ~AsAnOrdinaryUser() {
    if (superuser_ && seteuid(0) != 0) std::abort();
  }
  AsAnOrdinaryUser(const AsAnOrdinaryUser&) = delete;
  AsAnOrdinaryUser& operator=(const AsAnOrdinaryUser&) = delete;

 private:
  bool superuser_ = geteuid() == 0;
};

TEST(Limits, AFileWithoutReadPermissionIsRefused) {
  const TemporaryFolder folder;
  const auto file = folder.write("secret.yaml", "rows: 4\n");
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(file, std::filesystem::perms::none);
  const AsAnOrdinaryUser user;
  EXPECT_TRUE(contains(refusal([&] { Document::load(file); }), "Permission denied"));
}

TEST(Limits, EveryCutOfAGoodFileIsReadOrRefusedAndNothingElse) {
  const std::string good =
      "# two arrays\narray: {tile: [1, 2], name: \"a \\u00e9 b\"}\nlayers:\n  - name: 'q'\n    m: 4\n  - {name: k, m: "
      "5}\n"
      "text: |\n  one\n  two\nlast: 1.5e-3\n";
  const TemporaryFolder folder;
  for (std::size_t length = 0; length < good.size(); ++length) {
    for (const char* tail : {"", "\"", "[", "}", ":", "&", "\n- ", "\xff"}) {
      refusal([&] { Document::load(folder.write("test.yaml", good.substr(0, length) + tail)).resolved(); });
      refusal([&] {
        Document::load(folder.write("test.yaml", good.substr(0, length) + tail + good.substr(length))).resolved();
      });
    }
  }
}

// The first and last code point of each length and of each gap; Unicode 15, table 3-7.
TEST(Limits, LegalUtf8IsReadAndAnyOtherIsRefused) {
  for (const char* legal : {"\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd",
                            "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(document_of("a: x" + std::string(legal) + "\n").root().text("a"), "x" + std::string(legal));
  }
  for (const char* illegal :
       {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2 ", "\xe0\x9f\xbf", "\xe1\x80", "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf", "\xf1\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    const std::string what = refusal([&] { document_of("a: x" + std::string(illegal) + "\n"); });
    EXPECT_TRUE(contains(what, ":1:5: error: invalid UTF-8")) << what;
  }
}

TEST(Limits, AByteOrderMarkAndWindowsLineEndsAreRead) {
  const Document document = document_of("\xef\xbb\xbfrows: 4\r\nname: bitmod\r\n");
  EXPECT_EQ(document.root().text("name"), "bitmod");
  EXPECT_EQ(document.origin("name").line, 2);
  EXPECT_EQ(document.origin("name").column, 7);
  EXPECT_EQ(document.resolved().dump(), R"({"name":"bitmod","rows":4})");
}

}  // namespace
}  // namespace lop::config
