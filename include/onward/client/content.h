// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/redirect/decision.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Where the content of a request comes from, and whether it can be sent again.
//
//   auto order = onward::client::memory_content("book=1984");
//   auto disk = onward::client::file_content("backup.tar");         // Result: it may not be there
//   auto pipe = onward::client::stream_content(STDIN_FILENO, {});    // kept while it is sent
//
// What can be read only once is kept while it is sent (a spool: in memory first, then in a
// temporary file without a name), so that a 307 finds it whole. Beyond the spool's limit sending
// goes on, but the content cannot be sent again, and its kind() says so.
namespace onward::client {

/// What one read brought.
struct Piece {
  std::size_t size = 0;  ///< bytes; 0 with !at_end: nothing is there yet
  bool at_end = false;   ///< the content is over
};

/// A request's content. One thread. An implementation of your own is welcome: a generator, say.
class Content {
 public:
  virtual ~Content() = default;

  /// As things stand now: Stream where it could not be sent from its beginning once more.
  virtual redirect::ContentSource kind() const = 0;
  /// Bytes in all, where that is known.
  virtual std::optional<std::uint64_t> size() const = 0;
  /// Fills the front of `room`, which is not empty; never waits.
  /// Errors: ContentUnreadable, ContentChanged.
  virtual Result<Piece> read(std::span<char> room) = 0;
  /// From the beginning again. Before the first read it does nothing.
  /// Errors: ContentChanged, ContentGone, ContentUnreadable.
  virtual Result<void> rewind() = 0;
  /// What to wait for where read() brought nothing yet; -1: ask again soon.
  virtual int descriptor() const { return -1; }

 protected:
  Content() = default;
  Content(const Content&) = default;
  Content& operator=(const Content&) = default;
};

/// How much of a stream is kept so that it can be sent again.
struct SpoolLimits {
  std::uint64_t memory_bytes = std::uint64_t{4} << 20;
  /// In all, memory and file. 0 keeps nothing.
  std::uint64_t bytes = std::uint64_t{2} << 30;
  /// Where the temporary file lies. /var/tmp, because /tmp may itself be memory.
  std::string folder = "/var/tmp";
};

/// Bytes in memory.
std::unique_ptr<Content> memory_content(std::string bytes);

/// A file that is read as it is sent. What is no regular file (a pipe, a device) becomes a stream
/// with these limits. Errors: FileNotFound, FileForbidden, FileUnreadable.
Result<std::unique_ptr<Content>> file_content(const std::string& path,
                                              const SpoolLimits& limits = {});

/// What comes out of a descriptor, which stays the caller's: a pipe, a socket, a terminal. A
/// regular file is read from where it stands, and can be read again from there.
std::unique_ptr<Content> stream_content(int descriptor, const SpoolLimits& limits);

/// Keeps what `source` gives, within the limits, so that it can be sent again.
std::unique_ptr<Content> spooled_content(std::unique_ptr<Content> source,
                                         const SpoolLimits& limits);

/// One after the other, as one; it can be sent again where all parts can.
std::unique_ptr<Content> joined_content(std::vector<std::unique_ptr<Content>> parts);

}  // namespace onward::client
