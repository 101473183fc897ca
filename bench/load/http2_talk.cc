// SPDX-License-Identifier: MIT
// HTTP/2 by libnghttp2. What GOAWAY leaves out was not looked at (RFC 9113 §6.8) and is asked
// again elsewhere; every other stream that ends without an answer is lost.
#include "talk.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <nghttp2/nghttp2.h>
#include <utility>

namespace load {
namespace {

/// As h2load's -m32.
constexpr std::size_t kStreams = 32;

class Http2Talk final : public Talk {
 public:
  Http2Talk(Listener& listener, std::string_view path, bool is_single, bool is_tls)
      : listener_(&listener), path_(path), is_single_(is_single), is_tls_(is_tls) {
    nghttp2_session_callbacks* callbacks = nullptr;
    if (::nghttp2_session_callbacks_new(&callbacks) != 0) std::abort();
    ::nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    ::nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    ::nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    const int made = ::nghttp2_session_client_new(&session_, callbacks, this);
    ::nghttp2_session_callbacks_del(callbacks);
    if (made != 0) std::abort();
    ::nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Http2Talk() override { ::nghttp2_session_del(session_); }
  Http2Talk(const Http2Talk&) = delete;
  Http2Talk& operator=(const Http2Talk&) = delete;

  bool has_room() const override { return !is_last_ && streams_.size() < kStreams; }
  void ask(const Asked& asked) override {
    const auto field = [](std::string_view name, std::string_view value) {
      const auto bytes = [](std::string_view text) {
        return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
      };
      return nghttp2_nv{bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
    };
    const std::array fields{field(":method", "GET"), field(":scheme", is_tls_ ? "https" : "http"),
                            field(":authority", "old.example"), field(":path", path_)};
    const std::int32_t id =
        ::nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(), nullptr, nullptr);
    is_last_ = is_last_ || is_single_ || id < 0;
    if (id < 0) return listener_->not_taken(asked);  // no numbers are left
    streams_.emplace(id, Stream{asked, {}});
  }
  bool take(std::string_view bytes) override {
    const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    return ::nghttp2_session_mem_recv(session_, data, bytes.size()) ==
           static_cast<ssize_t>(bytes.size());
  }
  void give(std::string& out) override {
    const std::uint8_t* data = nullptr;
    for (;;) {
      const auto size = ::nghttp2_session_mem_send(session_, &data);
      if (size <= 0) return;
      out.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
    }
  }
  bool is_over() const override { return is_last_ && streams_.empty(); }
  Time oldest() const override {
    Time oldest = Time::max();
    for (const auto& [id, stream] : streams_) oldest = std::min(oldest, stream.asked.due);
    return oldest;
  }
  void end() override {
    for (const auto& [id, stream] : std::exchange(streams_, {})) listener_->lost(stream.asked);
  }

 private:
  struct Stream {
    Asked asked;
    Answer answer;
  };

  static int on_header(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                       const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                       std::size_t value_size, std::uint8_t /*flags*/, void* self) {
    auto& streams = static_cast<Http2Talk*>(self)->streams_;
    const auto found = streams.find(frame->hd.stream_id);
    if (found == streams.end()) return 0;
    const std::string_view what(reinterpret_cast<const char*>(name), name_size);
    std::string text(reinterpret_cast<const char*>(value), value_size);
    if (what == ":status") found->second.answer.status = std::atoi(text.c_str());
    if (what == "location") found->second.answer.location = std::move(text);
    return 0;
  }
  static int on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* self) {
    if (frame->hd.type == NGHTTP2_GOAWAY) static_cast<Http2Talk*>(self)->is_last_ = true;
    return 0;
  }
  static int on_close(nghttp2_session* /*session*/, std::int32_t id, std::uint32_t error,
                      void* self) {
    auto& talk = *static_cast<Http2Talk*>(self);
    const auto found = talk.streams_.find(id);
    if (found == talk.streams_.end()) return 0;
    const Stream stream = std::move(found->second);
    talk.streams_.erase(found);
    if (error == NGHTTP2_REFUSED_STREAM) {
      talk.listener_->not_taken(stream.asked);
    } else if (error == NGHTTP2_NO_ERROR && stream.answer.status != 0) {
      talk.listener_->answered(stream.asked, stream.answer);
    } else {
      talk.listener_->lost(stream.asked);
    }
    return 0;
  }

  Listener* listener_;
  std::string path_;
  bool is_single_;
  bool is_tls_;
  bool is_last_ = false;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, Stream> streams_;
};

}  // namespace

std::unique_ptr<Talk> make_http2(Listener& listener, std::string_view path, bool is_single,
                                 bool is_tls) {
  return std::make_unique<Http2Talk>(listener, path, is_single, is_tls);
}

}  // namespace load
