// Temporary file, write, fsync, rename, fsync of the directory.
#include "workloads/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lop::workloads {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  int close() {
    const int result = ::close(number_);
    number_ = -1;
    return result;
  }

 private:
  int number_;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what, int error) {
  throw WriteError(path.string() + ": cannot " + what + ": " + std::strerror(error));
}

void write_all(const Descriptor& file, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.number(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(path, "write", written == 0 ? ENOSPC : errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void write_atomically(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  constexpr std::size_t kDrawn = 6;  // letters that mkstemp replaces
  std::string temporary = (directory / ("." + path.filename().string() + "." + std::string(kDrawn, 'X'))).string();
  Descriptor file(::mkstemp(temporary.data()));
  if (file.number() < 0) fail(path, "create a temporary file in " + directory.string(), errno);
  try {
    write_all(file, content, path);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(file.number(), 0666 & ~mask) != 0) fail(path, "set the mode", errno);
    if (::fsync(file.number()) != 0) fail(path, "sync", errno);
    if (file.close() != 0) fail(path, "close", errno);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "rename the temporary file to it", errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY));
  // File systems that cannot sync a directory say EINVAL; the file itself is safe by then.
  if (folder.number() < 0 || (::fsync(folder.number()) != 0 && errno != EINVAL)) {
    fail(path, "sync the directory of", errno);
  }
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw WriteError(folder.string() + ": cannot be made: " + error.message());
}

}  // namespace lop::workloads
