// SPDX-License-Identifier: MIT
// libcurl's "multi socket" interface: it says which sockets it waits for and until when, we wait,
// and tell it what is ready. Beside curl_multi_perform(), which looks at all sockets by itself,
// that is one poll() less for each answer, and none for the socket by which others could wake it.
#include "client/curl_events.h"

#include <algorithm>

namespace onward::client {
namespace {

using std::chrono::milliseconds;

// As libcurl reads poll() itself: what ended or broke can be read, and writing to it fails.
int seen(const pollfd& socket) {
  const int came = socket.revents;
  int what = 0;
  if ((socket.events & POLLIN) != 0 && (came & (POLLIN | POLLERR | POLLHUP)) != 0) {
    what |= CURL_CSELECT_IN;
  }
  if ((came & POLLOUT) != 0) what |= CURL_CSELECT_OUT;
  const bool is_broken = (came & (POLLERR | POLLHUP)) != 0 && (socket.events & POLLOUT) != 0;
  if (is_broken || (came & POLLNVAL) != 0) what |= CURL_CSELECT_ERR;
  return what;
}

}  // namespace

CurlEvents::CurlEvents(CURLM* multi) : multi_(multi) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
}

int CurlEvents::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* self,
                          void* /*socket*/) {
  static_cast<CurlEvents*>(self)->watch(fd, what);
  return 0;
}

int CurlEvents::on_timer(CURLM* /*multi*/, long timeout_ms, void* self) {
  auto& events = *static_cast<CurlEvents*>(self);
  events.due_.reset();
  events.timeout_.reset();
  if (timeout_ms >= 0) events.timeout_ = milliseconds(timeout_ms);
  return 0;
}

void CurlEvents::watch(curl_socket_t fd, int what) {
  const auto found = std::ranges::find(sockets_, fd, &pollfd::fd);
  if (what == CURL_POLL_REMOVE) {
    if (found != sockets_.end()) sockets_.erase(found);
    return;
  }
  short events = 0;
  if ((what & CURL_POLL_IN) != 0) events |= POLLIN;
  if ((what & CURL_POLL_OUT) != 0) events |= POLLOUT;
  if (found != sockets_.end()) {
    found->events = events;
  } else {
    sockets_.push_back({fd, events, 0});
  }
}

int CurlEvents::go_on() {
  int running = 0;
  // Each call also does what is due.
  if (ready_.empty()) curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  for (const pollfd& socket : ready_) {
    curl_multi_socket_action(multi_, socket.fd, seen(socket), &running);
  }
  ready_.clear();
  return running;
}

void CurlEvents::wait(base::SteadyTime now, milliseconds most, pollfd* more) {
  if (timeout_) due_ = now + *timeout_;
  timeout_.reset();
  if (due_) most = std::clamp(std::chrono::ceil<milliseconds>(*due_ - now), milliseconds(0), most);
  if (most == milliseconds(0) && more == nullptr) return;
  if (more != nullptr) sockets_.push_back(*more);
  const int count = ::poll(sockets_.data(), sockets_.size(), static_cast<int>(most.count()));
  if (more != nullptr) {
    more->revents = count > 0 ? sockets_.back().revents : short{0};
    sockets_.pop_back();
  }
  if (count <= 0) return;
  for (const pollfd& socket : sockets_) {
    if (socket.revents != 0) ready_.push_back(socket);
  }
}

}  // namespace onward::client
