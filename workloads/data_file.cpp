// Through gzip where the name says so.
#include "workloads/data_file.hpp"

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fstream>

namespace lop::workloads {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 32;

/// Refuses a small file that unfolds into a huge one.
class CappedSink {
 public:
  using char_type = char;
  using category = boost::iostreams::sink_tag;
  CappedSink(std::string& text, const std::filesystem::path& file) : text_(&text), file_(&file) {}
  std::streamsize write(const char* data, std::streamsize count) {
    if (text_->size() + static_cast<std::size_t>(count) > kMostBytes)
      throw DataFileError(*file_, "has more than 4 GiB");
    text_->append(data, static_cast<std::size_t>(count));
    return count;
  }

 private:
  std::string* text_;
  const std::filesystem::path* file_;
};

}  // namespace

std::string read_data_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw DataFileError(file, "cannot be read");
  std::string bytes;
  boost::iostreams::filtering_istream source;
  if (file.extension() == ".gz") source.push(boost::iostreams::gzip_decompressor());
  source.push(stream);
  try {
    boost::iostreams::copy(source, CappedSink(bytes, file));
  } catch (const boost::iostreams::gzip_error&) {
    throw DataFileError(file, "is no gzip file, or a damaged one");
  }
  return bytes;
}

}  // namespace lop::workloads
