// Tokens as they are stored, compressed or not.
#include "workloads/token_file.hpp"

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fstream>
#include <string>

namespace lop::workloads {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 32;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& problem) {
  throw TokenFileError(file.string() + ": " + problem);
}

/// Refuses a small file that unfolds into a huge one.
class CappedSink {
 public:
  using char_type = char;
  using category = boost::iostreams::sink_tag;
  CappedSink(std::string& text, const std::filesystem::path& file) : text_(&text), file_(&file) {}
  std::streamsize write(const char* data, std::streamsize count) {
    if (text_->size() + static_cast<std::size_t>(count) > kMostBytes) fail(*file_, "has more than 4 GiB of tokens");
    text_->append(data, static_cast<std::size_t>(count));
    return count;
  }

 private:
  std::string* text_;
  const std::filesystem::path* file_;
};

std::string bytes_of(const std::filesystem::path& file, bool compressed) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(file, "cannot be read");
  std::string bytes;
  boost::iostreams::filtering_istream source;
  if (compressed) source.push(boost::iostreams::gzip_decompressor());
  source.push(stream);
  try {
    boost::iostreams::copy(source, CappedSink(bytes, file));
  } catch (const boost::iostreams::gzip_error&) {
    fail(file, "is no gzip file, or a damaged one");
  }
  return bytes;
}

}  // namespace

std::vector<std::uint32_t> read_tokens(const std::filesystem::path& file, std::size_t vocabulary) {
  const bool compressed = file.extension() == ".gz";
  const std::string kind = (compressed ? file.stem() : file).extension().string();
  const std::size_t width = kind == ".u16" ? 2 : kind == ".u32" ? 4 : 0;
  if (width == 0) fail(file, "expected a name that ends in .u16, .u32, .u16.gz or .u32.gz, which tells the width");
  const std::string bytes = bytes_of(file, compressed);
  if (bytes.empty() || bytes.size() % width != 0) {
    fail(file, "has " + std::to_string(bytes.size()) + " bytes; expected tokens of " + std::to_string(width));
  }
  std::vector<std::uint32_t> tokens(bytes.size() / width);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (std::size_t b = 0; b < width; ++b) {
      tokens[i] |= std::uint32_t{static_cast<std::uint8_t>(bytes[i * width + b])} << (8 * b);
    }
    if (tokens[i] >= vocabulary) {
      fail(file, "token " + std::to_string(i) + " is " + std::to_string(tokens[i]) + "; the network's vocabulary has " +
                     std::to_string(vocabulary));
    }
  }
  return tokens;
}

}  // namespace lop::workloads
