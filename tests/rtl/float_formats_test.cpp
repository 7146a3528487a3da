// The two tables of float formats, rtl/common/float_formats_pkg.sv as the tools read it and kFloatFormats, row by row.
#include <regex>

#include "tests/rtl/float_units.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

struct Row {
  std::string name;
  std::uint32_t word;
};

std::vector<Row> model_rows() {
  std::vector<Row> rows;
  for (const formats::FloatFormat& format : formats::kFloatFormats)
    rows.push_back({std::string(format.name), format_word(format)});
  return rows;
}

/// Names that the package declares, as the model spells them.
std::vector<std::string> declared_names(const std::string& package) {
  static const std::regex kRow(R"(localparam logic \[12:0\] (\w+) *=)");
  std::vector<std::string> names;
  for (std::sregex_iterator row(package.begin(), package.end(), kRow), end; row != end; ++row) {
    std::string name = (*row)[1];
    for (char& letter : name) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    names.push_back(name);
  }
  return names;
}

/// Format words in the rows of the package; two slots of
/// float_unpack_units a format, the last two formats not of the table.
std::vector<std::uint32_t> table_words(UnitGates& gates) {
  gates.eval(0);
  std::vector<std::uint32_t> words;
  for (int f = 0; f < gates.bytes() / 16 - 2; ++f) {
    words.push_back(static_cast<std::uint32_t>(gates.slot<std::uint64_t>(2 * f) >> 44 & 0x1fff));
  }
  return words;
}

/// One line a difference.
std::string differences(const std::vector<std::string>& names, const std::vector<std::uint32_t>& words,
                        const std::vector<Row>& model) {
  std::ostringstream text;
  if (names.size() != words.size()) text << names.size() << " formats declared, " << words.size() << " in the table\n";
  if (names.size() != model.size()) text << names.size() << " formats declared, " << model.size() << " in the model\n";
  for (std::size_t i = 0; i < std::min({names.size(), words.size(), model.size()}); ++i) {
    if (names[i] != model[i].name) {
      text << "row " << i << ": " << names[i] << ", in the model " << model[i].name << '\n';
    }
    if (words[i] != model[i].word) {
      text << model[i].name << ": " << words[i] << ", in the model " << model[i].word << '\n';
    }
  }
  return text.str();
}

std::string package_text() { return test::content(LOP_SOURCE_DIR "/rtl/common/float_formats_pkg.sv"); }

TEST(FloatFormatsPackage, HasTheNamesAndRowsOfTheModelInItsOrderForVerilatorAndForYosys) {
  for (const auto& shared_object :
       {build_gates("float_unpack_units"), build_gates_through_yosys("float_unpack_units")}) {
    UnitGates gates(shared_object);
    EXPECT_EQ(differences(declared_names(package_text()), table_words(gates), model_rows()), "");
  }
}

TEST(FloatFormatsPackage, AMissingExtraRenamedOrOtherRowIsFoundOnEitherSide) {
  UnitGates gates(build_gates("float_unpack_units"));
  const std::vector<std::string> names = declared_names(package_text());
  const std::vector<std::uint32_t> words = table_words(gates);
  const std::vector<Row> model = model_rows();
  auto fewer = model, more = model;
  fewer.pop_back();
  more.push_back(model[0]);
  for (std::uint32_t bit = 1; bit < 0x2000; bit <<= 1) {
    auto other = words;
    other[5] ^= bit;
    EXPECT_NE(differences(names, other, model), "") << bit;
  }
  EXPECT_NE(differences(names, words, fewer), "");
  EXPECT_NE(differences(names, words, more), "");
  EXPECT_NE(differences(declared_names(package_text() + "localparam logic [12:0] E5M3 = E5M2;"), words, model), "");
  EXPECT_NE(
      differences(declared_names(std::regex_replace(package_text(), std::regex(R"(\[12:0\] E4M3)"), "[12:0] E4M4")),
                  words, model),
      "");
  EXPECT_NE(differences(names, std::vector<std::uint32_t>(words.begin(), words.end() - 1), model), "");
}

}  // namespace
}  // namespace lop::cosim
