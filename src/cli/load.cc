// SPDX-License-Identifier: MIT
// Files come in here for the pure module that understands them; what is wrong goes out as text. A
// file that is not there is the machine's fault (exit status 3), one that is wrong its writer's
// (2).
#include "cli/load.h"

#include "cli/file_error.h"
#include "cli/mapped_file.h"
#include "cli/show.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <glob.h>
#include <memory>
#include <ostream>
#include <sys/stat.h>
#include <unistd.h>

namespace onward::cli {
namespace {

/// More than these would scroll the first ones away.
constexpr std::size_t kMostShown = 50;

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

/// What is read how; nullopt where there is no such format, which is said.
std::optional<config::OpenOptions> options_for(const LoadRequest& request, std::ostream& err) {
  config::OpenOptions options;
  options.keeps_rules = request.keeps_rules;
  options.base = request.base.value_or("");
  const bool is_named = request.format && *request.format != "auto";
  if (is_named) options.format = config::format_named(*request.format);
  if (is_named && !options.format) {
    err << "onward " << request.command << ": there is no format '" << printable(*request.format)
        << "'; there are toml, " << config::foreign_format_names() << '\n';
    return std::nullopt;
  }
  return options;
}

bool say_unread(const LoadRequest& request, const AskedFilesReader& reader, std::ostream& err) {
  const auto& error = reader.error();
  if (!error) return false;
  err << "onward " << request.command << ": " << printable(error->path) << ": "
      << message(error->code) << '\n';
  return true;
}

void print(const config::Configuration& configuration, std::ostream& err) {
  std::size_t shown = 0;
  std::size_t notes = 0;
  std::size_t more = 0;
  for (const rules::Diagnostic& diagnostic : configuration.diagnostics) {
    if (diagnostic.severity == rules::Severity::Note) {
      ++notes;
    } else if (shown == kMostShown) {
      ++more;
    } else {
      ++shown;
      err << config::to_text(diagnostic, configuration);
    }
  }
  if (more != 0) err << "... and " << more << " more\n";
  if (notes != 0) {
    err << notes << (notes == 1 ? " note" : " notes")
        << " on what redirects nothing; 'onward import' shows them\n";
  }
}

}  // namespace

Result<std::string> FileReader::read(std::string_view path) {
  const OpenFile file{std::string(path)};
  if (file.get() < 0) return fail(reading_error(errno));
  return read_all(file.get());
}

Result<std::string> AskedFilesReader::read(std::string_view path) {
  auto text = files_.read(path);
  const bool is_asked_for = std::ranges::find(asked_, path) != asked_.end();
  if (is_asked_for && !text && !error_) error_ = Unread{std::string(path), text.error().code};
  return text;
}

std::vector<std::string> FileReader::matching(std::string_view pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(std::string(pattern).c_str(), 0, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  return paths;
}

Result<std::shared_ptr<const rules::MapImage>> FileReader::image(std::string_view path) {
  auto image = open_image(std::string(path));
  // Why it cannot be read is said by who reads it as a text; that may be a pipe.
  const bool is_image = image || kind(image.error().code) == ErrorKind::BadInput;
  return is_image ? image : nullptr;
}

Loaded load_files(const LoadRequest& request, std::ostream& err) {
  const auto options = options_for(request, err);
  if (!options) return {{}, ExitCode::Usage};
  AskedFilesReader reader(request.paths);
  Loaded loaded{config::open(request.paths, *options, reader)};
  // That the file is not there is no fault of what stands in it.
  if (say_unread(request, reader, err)) return {{}, ExitCode::Environment};
  if (!loaded.configuration.table) loaded.code = ExitCode::Usage;
  return loaded;
}

LoadedRows load_map_rows(const LoadRequest& request, std::ostream& err) {
  const auto options = options_for(request, err);
  if (!options) return {{}, ExitCode::Usage};
  AskedFilesReader reader(request.paths);
  LoadedRows loaded{config::read_map_rows(request.paths, *options, reader)};
  if (say_unread(request, reader, err)) return {{}, ExitCode::Environment};
  if (loaded.rows.maps.empty()) loaded.code = ExitCode::Usage;
  return loaded;
}

Loaded load(const LoadRequest& request, std::ostream& err) {
  Loaded loaded = load_files(request, err);
  if (!loaded.configuration.files.empty()) print(loaded.configuration, err);
  return loaded;
}

}  // namespace onward::cli
