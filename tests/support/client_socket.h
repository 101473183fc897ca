// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// A client for tests over loopback: blocking, plain bytes, one deadline for all it waits for.
//
//   ClientSocket client("127.0.0.1:40123");
//   client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
//   client.receive_until("\r\n\r\n");
namespace onward::test {

class ClientSocket {
 public:
  /// Connects; is_open() is false where nobody takes it.
  explicit ClientSocket(std::string_view address) : ClientSocket(address, 0) {}
  /// `buffer`: how many bytes the kernel takes in before they are received; 0 is as it likes.
  ClientSocket(std::string_view address, int buffer);
  static constexpr int kSmallBuffer = 4096;
  ~ClientSocket();
  ClientSocket(ClientSocket&& other) noexcept;
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  bool is_open() const { return fd_ >= 0; }
  /// How many bytes the server's side took: less than all where it reset the connection.
  std::size_t send(std::string_view bytes);
  /// Our last byte was sent.
  void half_close();
  /// Waits until what was received holds `text`, and takes it all, or until the server closes.
  std::string receive_until(std::string_view text);
  /// Up to 1 KiB; waits for the first byte.
  void receive_little();
  /// Waits until the server closes. `was_reset` says that it did so with a reset.
  std::string receive_all();
  bool was_reset() const { return was_reset_; }

 private:
  bool receive_some();

  int fd_ = -1;
  bool was_reset_ = false;
  std::string received_;
};

}  // namespace onward::test
