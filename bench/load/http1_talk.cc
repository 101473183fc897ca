// SPDX-License-Identifier: MIT
// HTTP/1.1, one request at a time. Reads the answers of Onward and of nobody else: fields as it
// writes them, and content by its length alone.
#include "talk.h"

#include <charconv>
#include <optional>
#include <utility>

namespace load {
namespace {

constexpr std::string_view kVersion = "HTTP/1.1 ";

std::string_view field(std::string_view head, std::string_view name) {
  const std::size_t at = head.find(name);
  if (at == head.npos) return {};
  const std::string_view rest = head.substr(at + name.size());
  return rest.substr(0, rest.find('\r'));
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

class Http1Talk final : public Talk {
 public:
  Http1Talk(Listener& listener, std::string_view path, bool is_single)
      : listener_(&listener), is_single_(is_single) {
    request_.append("GET ").append(path).append(" HTTP/1.1\r\nHost: old.example\r\n");
    request_.append(is_single ? "Connection: close\r\n\r\n" : "\r\n");
  }

  bool has_room() const override { return !asked_ && !is_last_; }
  void ask(const Asked& asked) override {
    asked_ = asked;
    is_last_ = is_single_;
    is_to_send_ = true;
  }
  bool take(std::string_view bytes) override {
    unread_ += bytes;
    const std::size_t end = unread_.find("\r\n\r\n");
    if (end == unread_.npos) return unread_.size() < kMostHead;
    const std::string_view head(unread_.data(), end + 2);
    const std::size_t size = end + 4 + number(field(head, "Content-Length: "));
    if (unread_.size() < size) return true;
    if (!asked_ || !head.starts_with(kVersion)) return false;
    const Answer answer{static_cast<int>(number(head.substr(kVersion.size(), 3))),
                        std::string(field(head, "\r\nLocation: "))};
    is_last_ = is_last_ || field(head, "\r\nConnection: ") == "close";
    unread_.erase(0, size);
    listener_->answered(*std::exchange(asked_, std::nullopt), answer);
    return true;
  }
  void give(std::string& out) override {
    if (std::exchange(is_to_send_, false)) out += request_;
  }
  bool is_over() const override { return is_last_ && !asked_; }
  Time oldest() const override { return asked_ ? asked_->due : Time::max(); }
  void end() override {
    if (asked_) listener_->lost(*std::exchange(asked_, std::nullopt));
  }

 private:
  static constexpr std::size_t kMostHead = std::size_t{16} * 1024;

  Listener* listener_;
  std::string request_;
  std::string unread_;
  std::optional<Asked> asked_;
  bool is_single_;
  bool is_to_send_ = false;
  bool is_last_ = false;
};

}  // namespace

std::unique_ptr<Talk> make_http1(Listener& listener, std::string_view path, bool is_single) {
  return std::make_unique<Http1Talk>(listener, path, is_single);
}

}  // namespace load
