// Boolean expressions as Liberty writes them.
#include "sim/characterize/boolean_function.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace lop::characterize {
namespace {

/// The truth table; bit s is the value in state s, the first name being the lowest bit of s.
unsigned table(const std::string& text) {
  const BooleanFunction function(text);
  unsigned result = 0;
  for (unsigned state = 0; state >> function.names().size() == 0; ++state) {
    result |= static_cast<unsigned>(function.evaluate(state)) << state;
  }
  return result;
}

std::string error_of(const std::string& text) {
  try {
    BooleanFunction function(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(BooleanFunction, AcceptsEverySpellingOfAnOperator) {
  for (const char* text : {"A & B", "A * B", "A B", "(A)(B)", "A\\\nB"}) EXPECT_EQ(table(text), 0b1000U) << text;
  for (const char* text : {"A | B", "A + B"}) EXPECT_EQ(table(text), 0b1110U) << text;
  for (const char* text : {"!A", "A'", "!!!A", "(A)'", "!A''"}) EXPECT_EQ(table(text), 0b01U) << text;
  EXPECT_EQ(table("A ^ B"), 0b0110U);
  EXPECT_EQ(table("1"), 1U);
  EXPECT_EQ(table("0"), 0U);
}

// A + B*C^D is A + (B * (C ^ D)).
TEST(BooleanFunction, ExclusiveOrBindsTighterThanAndTighterThanOr) {
  EXPECT_EQ(table("A + B*C^D"), table("A + (B * (C ^ D))"));
  EXPECT_NE(table("A + B*C^D"), table("((A + B) * C) ^ D"));
  EXPECT_EQ(table("!A & B"), table("(!A) & B"));
}

TEST(BooleanFunction, NamesStandInOrderOfAppearance) {
  EXPECT_EQ(BooleanFunction("B & A[1] + B + _x2").names(), (std::vector<std::string>{"B", "A[1]", "_x2"}));
}

TEST(BooleanFunction, InlinesFunctionsForNames) {
  const BooleanFunction inner("!(B & C)");
  const BooleanFunction whole =
      BooleanFunction("A ^ Y").inlined([&](const std::string& name) { return name == "Y" ? &inner : nullptr; });
  EXPECT_EQ(whole.names(), (std::vector<std::string>{"A", "B", "C"}));
  for (unsigned state = 0; state < 8; ++state) {
    const bool a = state & 1, b = state & 2, c = state & 4;
    EXPECT_EQ(whole.evaluate(state), a != !(b && c)) << state;
  }
}

TEST(BooleanFunction, KnowsWhichWayItFollowsAnInput) {
  const auto sense = [](const char* text, const char* name) { return BooleanFunction(text).sense(name); };
  EXPECT_TRUE(sense("A & B", "A").rises && !sense("A & B", "A").falls);
  EXPECT_TRUE(!sense("!(A & B)", "A").rises && sense("!(A & B)", "A").falls);
  EXPECT_TRUE(sense("A ^ B", "A").rises && sense("A ^ B", "A").falls);
  EXPECT_TRUE(!sense("A & !A", "A").rises && !sense("A & !A", "A").falls);
  EXPECT_TRUE(!sense("A", "B").rises && !sense("A", "B").falls);
}

TEST(BooleanFunction, SaysWhatWasExpectedWhere) {
  EXPECT_EQ(error_of("A &"), "expected a pin, '!' or '(' at character 4 of \"A &\", found its end");
  EXPECT_EQ(error_of("(A | B"), "expected ')' at character 7 of \"(A | B\", found its end");
  EXPECT_EQ(error_of("A $ B"), "expected an operator at character 3 of \"A $ B\", found '$'");
  EXPECT_EQ(error_of(""), "expected a pin, '!' or '(' at character 1 of \"\", found its end");
  EXPECT_NE(error_of(std::string(100, '(') + "A" + std::string(100, ')')), "no error");
  EXPECT_NE(error_of(std::string(100, '!') + "A"), "no error");
}

}  // namespace
}  // namespace lop::characterize
