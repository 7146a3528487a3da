// Strict parsing of the header: no duplicate keys, no depth beyond the format's, no overflow, no hole, no overlap.
#include "workloads/safetensors_header.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workloads/tensor_file_error.hpp"

namespace lop::workloads {
namespace {

using Json = nlohmann::json;

constexpr int kDepth = 3;  // header, tensor, its shape or data_offsets

class HeaderParser {
 public:
  HeaderParser(const std::filesystem::path& file, std::uint64_t data_bytes) : file_(file), data_bytes_(data_bytes) {}

  TensorHeader parse(std::string_view text) const {
    const Json json = parse_json(text);
    if (!json.is_object()) fail("", "the header must be a JSON object");
    TensorHeader header;
    for (const auto& [name, value] : json.items()) {
      if (name == "__metadata__") {
        header.metadata = metadata(value);
      } else {
        header.tensors.emplace(name, entry(name, value));
      }
    }
    check_tiling(header);
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& tensor, const std::string& problem) const {
    throw TensorFileError(file_, tensor, problem);
  }

  Json parse_json(std::string_view text) const {
    std::vector<std::set<std::string>> keys;
    const auto strict = [&](int, Json::parse_event_t event, Json& parsed) {
      switch (event) {
        case Json::parse_event_t::object_start:
        case Json::parse_event_t::array_start:
          if (keys.size() == kDepth) fail("", "the header is nested deeper than " + std::to_string(kDepth) + " levels");
          keys.emplace_back();
          break;
        case Json::parse_event_t::object_end:
        case Json::parse_event_t::array_end: keys.pop_back(); break;
        case Json::parse_event_t::key:
          if (!keys.back().insert(parsed.get<std::string>()).second) {
            fail("", "the header has the key '" + parsed.get<std::string>() + "' twice");
          }
          break;
        case Json::parse_event_t::value: break;
      }
      return true;
    };
    try {
      return Json::parse(text.begin(), text.end(), strict);
    } catch (const Json::exception& error) {
      fail("", std::string("the header is not JSON: ") + error.what());
    }
  }

  std::map<std::string, std::string> metadata(const Json& value) const {
    if (!value.is_object()) fail("__metadata__", "expected an object of strings");
    std::map<std::string, std::string> result;
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string()) fail("__metadata__", "expected a string for '" + key + "', found " + text.dump());
      result.emplace(key, text.get<std::string>());
    }
    return result;
  }

  TensorEntry entry(const std::string& name, const Json& value) const {
    if (!value.is_object()) fail(name, "expected an object with dtype, shape and data_offsets");
    for (const auto& item : value.items()) {
      if (item.key() != "dtype" && item.key() != "shape" && item.key() != "data_offsets") {
        fail(name, "unknown key '" + item.key() + "'; expected dtype, shape and data_offsets");
      }
    }
    TensorEntry result;
    const auto dtype = value.find("dtype");
    if (dtype == value.end() || !dtype->is_string()) fail(name, "expected a string for dtype");
    const auto known = dtype_from_name(dtype->get<std::string>());
    if (!known) fail(name, "dtype '" + dtype->get<std::string>() + "' is not one of " + dtype_names());
    result.dtype = *known;
    result.shape = integers(name, value, "shape");
    const std::vector<std::uint64_t> offsets = integers(name, value, "data_offsets");
    if (offsets.size() != 2) fail(name, "expected two data_offsets, found " + std::to_string(offsets.size()));
    result.begin = offsets[0];
    result.end = offsets[1];
    check_size(name, result);
    return result;
  }

  std::vector<std::uint64_t> integers(const std::string& name, const Json& value, const char* key) const {
    const auto list = value.find(key);
    if (list == value.end() || !list->is_array()) fail(name, std::string("expected a list of integers for ") + key);
    std::vector<std::uint64_t> result;
    for (const Json& item : *list) {
      if (!item.is_number_unsigned()) {
        fail(name, std::string("expected integers of 0 or more in ") + key + ", found " + item.dump());
      }
      result.push_back(item.get<std::uint64_t>());
    }
    return result;
  }

  void check_size(const std::string& name, const TensorEntry& entry) const {
    if (entry.begin > entry.end || entry.end > data_bytes_) {
      fail(name, "data_offsets [" + std::to_string(entry.begin) + ", " + std::to_string(entry.end) +
                     "] do not lie in the " + std::to_string(data_bytes_) +
                     " bytes of data; the file is truncated or its header is wrong");
    }
    std::uint64_t bytes = dtype_bytes(entry.dtype);
    for (const std::uint64_t extent : entry.shape) {
      if (__builtin_mul_overflow(bytes, extent, &bytes)) fail(name, "the shape's product exceeds 64 bits");
    }
    if (bytes != entry.end - entry.begin) {
      fail(name, "shape and dtype need " + std::to_string(bytes) + " bytes, data_offsets give " +
                     std::to_string(entry.end - entry.begin));
    }
  }

  void check_tiling(const TensorHeader& header) const {
    std::vector<std::pair<const TensorEntry*, const std::string*>> ordered;
    for (const auto& [name, entry] : header.tensors) ordered.emplace_back(&entry, &name);
    std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
      return std::make_pair(a.first->begin, a.first->end) < std::make_pair(b.first->begin, b.first->end);
    });
    std::uint64_t end = 0;
    for (const auto& [entry, name] : ordered) {
      if (entry->begin != end) {
        fail(*name, std::string(entry->begin < end ? "overlaps the tensor before it" : "leaves a hole before it") +
                        ": expected it to begin at byte " + std::to_string(end) + ", data_offsets say " +
                        std::to_string(entry->begin));
      }
      end = entry->end;
    }
    if (end != data_bytes_) {
      fail("",
           "the tensors end at byte " + std::to_string(end) + " of " + std::to_string(data_bytes_) + " bytes of data");
    }
  }

  const std::filesystem::path& file_;
  std::uint64_t data_bytes_;
};

}  // namespace

std::uint64_t checked_header_bytes(const std::filesystem::path& file, const std::uint8_t* first_bytes,
                                   std::uint64_t file_bytes) {
  std::uint64_t header_bytes = 0;
  for (std::uint64_t i = kLengthBytes; i-- > 0;) header_bytes = header_bytes << 8 | first_bytes[i];
  if (header_bytes > kHeaderCapBytes) {
    throw TensorFileError(file, "",
                          "its header would have " + std::to_string(header_bytes) + " bytes, more than the " +
                              std::to_string(kHeaderCapBytes) + " allowed; is this a safetensors file?");
  }
  const std::uint64_t rest = file_bytes - kLengthBytes;
  if (header_bytes > rest) {
    throw TensorFileError(file, "",
                          "is truncated: a header of " + std::to_string(header_bytes) + " bytes is announced, " +
                              std::to_string(rest) + " bytes follow");
  }
  return header_bytes;
}

TensorHeader parse_header(const std::filesystem::path& file, std::string_view json_text, std::uint64_t data_bytes) {
  return HeaderParser(file, data_bytes).parse(json_text);
}

}  // namespace lop::workloads
