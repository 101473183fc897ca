// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/reader.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

// For tests and fuzz targets: everything a reader says about some bytes, as text, however the bytes
// are cut. Two readings are the same if their transcripts are.
//
//   onward::http::RequestReader reader;
//   transcript(reader, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 1);  // fed byte by byte
//   // GET / HTTP/1.1 origin a none keep
//   //   Host=a
//   // end
//   // closed
namespace onward::http {

inline std::string to_text(Framing framing) {
  switch (framing.kind) {
    case FramingKind::None:
      return "none";
    case FramingKind::Length:
      return "length:" + std::to_string(framing.length);
    case FramingKind::Chunked:
      return "chunked";
    case FramingKind::UntilClose:
      return "until-close";
    case FramingKind::Tunnel:
      return "tunnel";
  }
  return "?";
}

inline std::string to_text(TargetForm form) {
  switch (form) {
    case TargetForm::Origin:
      return "origin";
    case TargetForm::Absolute:
      return "absolute";
    case TargetForm::Authority:
      return "authority";
    case TargetForm::Asterisk:
      return "asterisk";
  }
  return "?";
}

inline std::string to_text(FieldsView fields) {
  std::string text;
  for (const Field field : fields) {
    text.append("  ").append(field.name).append("=").append(field.value).append("\n");
  }
  return text;
}

inline std::string_view to_text(Version version) {
  return version == Version::Http11 ? "HTTP/1.1" : "HTTP/1.0";
}

inline std::string to_text(const RequestHead& head) {
  std::string text(head.method.name());
  text.append(" ").append(head.target.text).append(" ").append(to_text(head.version));
  text.append(" ").append(to_text(head.target.form)).append(" ").append(head.authority);
  text.append(" ").append(to_text(head.framing)).append(head.keep_alive ? " keep" : " close");
  if (head.expectation == Expectation::Continue) text.append(" 100-continue");
  if (head.expectation == Expectation::Unknown) text.append(" unknown-expectation");
  return text + "\n" + to_text(head.fields);
}

inline std::string to_text(const ResponseHead& head) {
  std::string text(to_text(head.version));
  text.append(" ").append(std::to_string(head.status.code())).append(" ").append(head.reason);
  text.append(" ").append(to_text(head.framing)).append(head.keep_alive ? " keep" : " close");
  return text + "\n" + to_text(head.fields);
}

/// One reading. Each call to the reader gets a copy of the unread bytes in a block of exactly their
/// size, so that AddressSanitizer sees a read past them, and a view kept from an earlier call.
template <class Reader>
class Transcript {
 public:
  explicit Transcript(Reader& reader) : reader_(reader) {}

  void feed(std::string_view bytes) {
    if (is_over_) return;
    unread_ += bytes;
    while (step()) {
    }
  }
  std::string finish() {
    if (!is_over_) note_end(reader_.finish());
    return text_;
  }

 private:
  bool step() {
    const auto exact = std::make_unique<char[]>(unread_.size());
    std::copy(unread_.begin(), unread_.end(), exact.get());
    const auto event = reader_.read({exact.get(), unread_.size()});
    if (!event) {
      note_error(event.error());
      return false;
    }
    if (event->kind == EventKind::Head) {
      text_ += to_text(reader_.head());
      is_last_ = !reader_.head().keep_alive && !is_interim(reader_.head());
    }
    content_ += event->content;
    if (event->kind == EventKind::End) note_message_end();
    unread_.erase(0, event->consumed);
    return !is_over_ && event->kind != EventKind::More;
  }

  void note_message_end() {
    note_content();
    text_ += to_text(reader_.trailers()) + "end\n";
    is_over_ = is_last_;
    if (!is_over_) reader_.next();
  }
  void note_content() {
    if (!content_.empty()) text_ += "[" + content_ + "]\n";
    content_.clear();
  }
  void note_error(const Error& error) {
    note_content();
    text_.append("error ").append(name(error.code)).append("\n");
    is_over_ = true;
  }
  void note_end(const Result<Event>& event) {
    if (!event) return note_error(event.error());
    note_content();
    text_ += event->kind == EventKind::End ? "end\n" : "closed\n";
  }
  static bool is_interim(const RequestHead& /*head*/) { return false; }
  static bool is_interim(const ResponseHead& head) {
    return head.status.is_informational() && head.status != 101;
  }

  Reader& reader_;
  std::string unread_;
  std::string content_;
  std::string text_;
  bool is_last_ = false;
  bool is_over_ = false;
};

/// What `reader` says of `wire`, fed in pieces of `piece` bytes and then closed.
template <class Reader>
std::string transcript(Reader& reader, std::string_view wire, std::size_t piece) {
  Transcript<Reader> reading(reader);
  for (std::size_t at = 0; at < wire.size(); at += piece) reading.feed(wire.substr(at, piece));
  return reading.finish();
}

}  // namespace onward::http
