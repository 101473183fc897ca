# SPDX-License-Identifier: MIT
"""Proxies for tests, made of a scripted origin (origin.py): its pages are whole URLs, "*" what is asked
by CONNECT. All names lead to this machine."""
import select
import socket
import struct

from origin import Origin


def relay(one, other):
    """Bytes both ways, until one side ends."""
    while True:
        for source in select.select([one, other], [], [])[0]:
            data = source.recv(1 << 16)
            if not data:
                return
            (other if source is one else one).sendall(data)


def tunnel(request):
    """A page that does what CONNECT asks for (RFC 9110 §9.3.6)."""
    port = int(request.target.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as server:
        request.send(b"HTTP/1.1 200 x\r\n\r\n")
        relay(request.connection, server)
    return False


class Socks(Origin):
    """SOCKS 5 (RFC 1928) for names, without authentication; `asked` has the names and ports."""

    def __init__(self):
        self.asked = []
        super().__init__()
        self.url = self.url.replace("http:", "socks5h:")

    def _serve_one(self, connection, file):
        _, count = file.read(2)
        file.read(count)
        connection.sendall(b"\x05\x00")
        _, _, _, kind, size = file.read(5)
        assert kind == 3, "no name"
        name = file.read(size).decode()
        port = struct.unpack("!H", file.read(2))[0]
        self.asked.append((name, port))
        with socket.create_connection(("127.0.0.1", port)) as server:
            connection.sendall(b"\x05\x00\x00\x01" + bytes(6))
            relay(connection, server)
        return False
