// SQLite with a write-ahead log; the lock is a file beside it.
#include "sim/sweep/point_store.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "sim/report/sha256.hpp"

namespace lop::sweep {

struct PointStore::Handles {
  std::filesystem::path file;
  int lock = -1;
  sqlite3* database = nullptr;
  sqlite3_stmt *find = nullptr, *insert = nullptr;

  ~Handles() {
    sqlite3_finalize(find);
    sqlite3_finalize(insert);
    sqlite3_close(database);
    if (lock >= 0) ::close(lock);
  }

  [[noreturn]] void fail() const { throw StoreError(file.string() + ": " + sqlite3_errmsg(database)); }

  void execute(const char* sql) const {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }

  sqlite3_stmt* prepared(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) != SQLITE_OK) fail();
    return statement;
  }

  void bind(sqlite3_stmt* statement, int index, const std::string& text) const {
    if (sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT) != SQLITE_OK)
      fail();
  }
};

PointStore::PointStore(const std::filesystem::path& file, std::string program)
    : handles_(std::make_unique<Handles>()), program_(std::move(program)) {
  handles_->file = file;
  const std::string lock = file.string() + ".lock";
  handles_->lock = ::open(lock.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
  if (handles_->lock < 0) throw StoreError(lock + ": " + std::strerror(errno));
  if (::flock(handles_->lock, LOCK_EX | LOCK_NB) != 0) {
    throw StoreLocked(file.string() + " is in use by another sweep; wait for it, or give this one another --out");
  }
  if (sqlite3_open(file.c_str(), &handles_->database) != SQLITE_OK) handles_->fail();
  handles_->execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
      "CREATE TABLE IF NOT EXISTS points (config_sha256 TEXT, program_sha256 TEXT, row TEXT NOT NULL,"
      " PRIMARY KEY (config_sha256, program_sha256)) WITHOUT ROWID");
  handles_->find = handles_->prepared("SELECT row FROM points WHERE config_sha256 = ? AND program_sha256 = ?");
  handles_->insert = handles_->prepared("INSERT OR REPLACE INTO points VALUES (?, ?, ?)");
}

PointStore::~PointStore() = default;

std::optional<std::string> PointStore::find(const std::string& config_sha256) const {
  sqlite3_stmt* const statement = handles_->find;
  sqlite3_reset(statement);
  handles_->bind(statement, 1, config_sha256);
  handles_->bind(statement, 2, program_);
  const int status = sqlite3_step(statement);
  if (status == SQLITE_DONE) return std::nullopt;
  if (status != SQLITE_ROW) handles_->fail();
  return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                     static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
}

void PointStore::put(const std::string& config_sha256, const std::string& row) {
  sqlite3_stmt* const statement = handles_->insert;
  sqlite3_reset(statement);
  handles_->bind(statement, 1, config_sha256);
  handles_->bind(statement, 2, program_);
  handles_->bind(statement, 3, row);
  if (sqlite3_step(statement) != SQLITE_DONE) handles_->fail();
}

std::string running_program_sha256() { return report::sha256_of_file("/proc/self/exe"); }

}  // namespace lop::sweep
