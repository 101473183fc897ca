// SPDX-License-Identifier: MIT
// Files come in here for the pure module that understands them; what is wrong goes out as text. A
// file that is not there is the machine's fault (exit status 3), one that is wrong its writer's
// (2).
#include "cli/load.h"

#include "cli/show.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <ostream>
#include <sys/stat.h>
#include <unistd.h>

namespace onward::cli {
namespace {

/// More than these would scroll the first ones away.
constexpr std::size_t kMostShown = 50;

ErrorCode code_for(int error) {
  if (error == ENOENT || error == ENOTDIR) return ErrorCode::FileNotFound;
  if (error == EACCES || error == EPERM) return ErrorCode::FileForbidden;
  return ErrorCode::FileUnreadable;
}

/// Closes the file it holds.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Result<std::string> read_all(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || S_ISDIR(status.st_mode)) return fail(ErrorCode::FileUnreadable);
  constexpr std::size_t kStep = std::size_t{64} * 1024;
  std::string text;
  std::size_t size = 0;
  for (;;) {
    const auto hint = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
    text.resize(std::max(size + kStep, hint + 1));
    const ssize_t got = ::read(fd, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(ErrorCode::FileUnreadable);
    size += static_cast<std::size_t>(got);
    if (size > kMaxFileBytes) return fail(ErrorCode::FileTooLarge);
    if (got == 0) break;
  }
  text.resize(size);
  return text;
}

/// Reads files, and remembers what became of the first one. Standard input can be read only once.
class FirstFileReader final : public config::SourceReader {
 public:
  Result<std::string> read(std::string_view path) override {
    auto text = files_.read(path);
    if (is_first_ && !text) error_ = text.error().code;
    is_first_ = false;
    return text;
  }
  std::optional<ErrorCode> error() const { return error_; }

 private:
  FileReader files_;
  bool is_first_ = true;
  std::optional<ErrorCode> error_;
};

void print(const config::Configuration& configuration, std::ostream& err) {
  const rules::Diagnostics& all = configuration.diagnostics;
  for (std::size_t i = 0; i < std::min(all.size(), kMostShown); ++i) {
    err << config::to_text(all[i], configuration);
  }
  if (all.size() > kMostShown) err << "... and " << all.size() - kMostShown << " more\n";
}

}  // namespace

Result<std::string> FileReader::read(std::string_view path) {
  const OpenFile file{std::string(path)};
  if (file.get() < 0) return fail(code_for(errno));
  return read_all(file.get());
}

Loaded load(std::string_view command, std::string_view path,
            const std::optional<std::string>& format, std::ostream& err) {
  config::OpenOptions options;
  if (format) options.format = config::format_named(*format);
  if (format && !options.format) {
    err << "onward " << command << ": there is no format '" << printable(*format)
        << "'; there are toml, netlify, cloudflare, csv, tsv and mdn\n";
    return {{}, ExitCode::Usage};
  }
  FirstFileReader reader;
  Loaded loaded{config::open(path, options, reader)};
  // That the file is not there is no fault of what stands in it.
  if (const auto error = reader.error()) {
    err << "onward " << command << ": " << printable(path) << ": " << message(*error) << '\n';
    return {{}, ExitCode::Environment};
  }
  print(loaded.configuration, err);
  if (!loaded.configuration.table) loaded.code = ExitCode::Usage;
  return loaded;
}

}  // namespace onward::cli
