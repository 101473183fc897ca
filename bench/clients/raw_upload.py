#!/usr/bin/python3
"""A client at the level of the socket, which sees what libraries hide: an interim 100, a reset, a
second answer to bytes that were content, a connection that is closed between two requests."""

import os
import select
import socket
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases

BAIT = b"GET /old/stolen HTTP/1.1\r\nHost: x\r\n\r\n"


def connect(url):
    parts = urllib.parse.urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=cases.PATIENCE_SECONDS)


def head(url, fields):
    host = urllib.parse.urlsplit(url).netloc
    lines = ["POST /upload HTTP/1.1", f"Host: {host}", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read_answer(connection, unread=b""):
    """The next answer whole: its head as text and what came after it."""
    while b"\r\n\r\n" not in unread:
        got = connection.recv(65536)
        if not got:
            raise EOFError(f"the connection ended after {len(unread)} bytes")
        unread += got
    text, _, rest = unread.partition(b"\r\n\r\n")
    size = int(field(text.decode(), "content-length") or 0)
    while len(rest) < size:
        got = connection.recv(65536)
        if not got:
            raise EOFError("the connection ended inside an answer")
        rest += got
    return text.decode(), rest[size:]


def field(text, name):
    for line in text.split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name:
            return value.strip()
    return None


def check_head(text):
    cases.check(int(text.split(" ", 2)[1]), field(text, "location"))


def read_to_end(connection, patience):
    """What still comes until the peer ends or is silent."""
    rest = b""
    while select.select([connection], [], [], patience)[0]:
        got = connection.recv(65536)
        if not got:
            break
        rest += got
    return rest


def expect(url):
    """Never a 100, the 307 at once; then content that looks like a request is not one."""
    with connect(url) as connection:
        connection.settimeout(cases.AT_ONCE_SECONDS)
        held_back = [f"Content-Length: {cases.EXPECT_BYTES}", "Expect: 100-continue"]
        connection.sendall(head(url, held_back))
        text, rest = read_answer(connection)
        if text.startswith("HTTP/1.1 100"):
            raise ValueError("a 100 came first")
        check_head(text)
        try:
            connection.sendall(BAIT * 20)
            rest += read_to_end(connection, 0.2)
        except ConnectionError:
            pass  # it is free to be gone: we sent what it said it does not want
        if rest:
            raise ValueError(f"a second answer: {rest[:60]!r}")


def send_then_read(url, fields, parts):
    """A naive client: writes everything before it reads."""
    sent = 0
    with connect(url) as connection:
        connection.sendall(head(url, fields))
        try:
            for part in parts:
                connection.sendall(part)
                sent += len(part)
        except ConnectionError as error:
            raise ConnectionError(f"{type(error).__name__} after {sent / 2**20:.0f} MiB") from error
        text, _ = read_answer(connection)
        check_head(text)
        if read_to_end(connection, 0.05):
            raise ValueError("something came after the answer")


def chunks(parts):
    for part in parts:
        yield b"%x\r\n%s\r\n" % (len(part), part)
    yield b"0\r\n\r\n"


def length(url):
    fields = [f"Content-Length: {cases.LARGE_BYTES}"]
    send_then_read(url, fields, cases.pieces(cases.LARGE_BYTES))


def chunked(url):
    parts = chunks(cases.pieces(cases.LARGE_BYTES))
    send_then_read(url, ["Transfer-Encoding: chunked"], parts)


def slow(url):
    parts = chunks(cases.pieces(cases.SLOW_BYTES, cases.SLOW_PAUSE_SECONDS))
    send_then_read(url, ["Transfer-Encoding: chunked"], parts)


def twice(url):
    rest = b""
    with connect(url) as connection:
        for _ in range(2):
            connection.sendall(head(url, [f"Content-Length: {cases.SMALL_BYTES}"]))
            time.sleep(0.005)  # so that the head is answered, or not, before its content is there
            connection.sendall(b"u" * cases.SMALL_BYTES)
            text, rest = read_answer(connection, rest)
            check_head(text)


if __name__ == "__main__":
    cases.run_client(
        {"expect": expect, "length": length, "chunked": chunked, "slow": slow, "twice": twice}
    )
