#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward serve over HTTP/2: http2_test.py [unittest arguments] --onward PROGRAM

With the HTTP/2 of others: curl, nghttp, h2load (libnghttp2), python3-h2. The rules of RFC 9113 are
tested in src/gateway/h2 without a process."""
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest

import served
from served import TIMEOUT_S
from tls_test import Authority, listen, tls

try:
    import h2.config
    import h2.connection
    import h2.events
except ImportError:
    h2 = None

MIB = 1024 * 1024
UPLOADS = '[[rule]]\nmatch = "/up/*"\nto = "/new/{0}"\n'


HEADERS, SETTINGS = 1, 4
END_STREAM, END_HEADERS = 1, 4


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def field(name, value):
    """A literal in no table (RFC 7541 §6.2.2)."""
    def text(data):
        if len(data) < 127:
            return bytes([len(data)]) + data
        rest, number = len(data) - 127, b"\x7f"
        while rest >= 128:
            rest, number = rest // 128, number + bytes([rest % 128 | 128])
        return number + bytes([rest]) + data
    return b"\0" + text(name) + text(value)


def get(stream, path=b"/old/a", authority=b"h", more=b""):
    block = (field(b":method", b"GET") + field(b":scheme", b"http")
             + field(b":authority", authority) + field(b":path", path) + more)
    pieces = [block[at:at + 16384] for at in range(0, len(block), 16384)]
    wire = b""
    for number, piece in enumerate(pieces):
        flags = (END_STREAM if number == 0 else 0) | (END_HEADERS if piece is pieces[-1] else 0)
        wire += frame(HEADERS if number == 0 else 9, flags, stream, piece)
    return wire


class Raw:
    """A connection whose client obeys nothing."""

    def __init__(self, server, settings=b""):
        self.socket = server.connect()
        self.socket.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0, settings))
        self.rest = b""

    def ends(self, count):
        """How many streams ended before the server said nothing for a second."""
        self.socket.settimeout(1)
        ended = 0
        try:
            while ended < count and (data := self.socket.recv(1 << 20)):
                self.rest += data
                while len(self.rest) >= 9 + (size := int.from_bytes(self.rest[:3], "big")):
                    ended += self.rest[3] in (0, HEADERS) and self.rest[4] & END_STREAM
                    self.rest = self.rest[9 + size:]
        except TimeoutError:
            pass
        return ended


def has(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


class Http2(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-http2-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        Authority(cls.folder).sign("shop", "shop.example")
        cls.content = cls.folder / "content"
        cls.content.write_bytes(b"x" * (20 * MIB))

    def serve(self, *lines, more=""):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-serve-"))
        self.addCleanup(shutil.rmtree, folder)
        for kind in ("pem", "key"):
            shutil.copy(self.folder / f"shop.{kind}", folder)
        return served.Server(self, listen(*lines) + UPLOADS + more, folder=folder)

    def curl(self, server, *arguments, path="/old/a", scheme="http"):
        """What --write-out says: version, status, redirect URL, redirects, exit status."""
        done = subprocess.run(
            ["curl", "-s", "-k", "--max-time", str(TIMEOUT_S), "-o", "/dev/null", "-w",
             "%{http_version} %{http_code} %{redirect_url} %{num_redirects} %{exitcode}",
             *arguments, f"{scheme}://127.0.0.1:{server.port}{path}"],
            capture_output=True, text=True, check=False)
        return done.stdout

    @has("curl")
    def test_curl(self):
        moved = "307 https://one.example/a 0 0"
        clear = self.serve()
        self.assertEqual(self.curl(clear, "--http2-prior-knowledge"), f"2 {moved}")
        self.assertEqual(self.curl(clear), f"1.1 {moved}")
        self.assertEqual(self.curl(clear, "--http2"), f"1.1 {moved}", "h2c upgrade is obsolete")
        secure = self.serve(f"tls = {tls('shop')}")
        self.assertEqual(self.curl(secure, scheme="https"), f"2 {moved}")
        self.assertEqual(self.curl(secure, "--http1.1", scheme="https"), f"1.1 {moved}")
        self.assertEqual(self.curl(secure, "--head", scheme="https"), f"2 {moved}")

    @has("curl")
    def test_switched_off(self):
        clear = self.serve("http2 = false")
        self.assertNotIn("307", self.curl(clear, "--http2-prior-knowledge"))
        self.assertTrue(self.curl(clear).startswith("1.1 307 "))
        secure = self.serve("http2 = false", f"tls = {tls('shop')}")
        self.assertTrue(self.curl(secure, scheme="https").startswith("1.1 307 "))

    @has("curl")
    def test_an_early_answer_is_read_and_followed(self):
        """20 MiB of content, of which next to nothing is taken; the second answer is a 404."""
        upload = ["-L", "-T", str(self.content)]
        for scheme, lines in (("http", []), ("https", [f"tls = {tls('shop')}"])):
            server = self.serve(*lines)
            for fields in ([], ["-H", "Expect:"]):
                with self.subTest(scheme=scheme, fields=fields):
                    for _ in range(10):
                        self.assertEqual(
                            self.curl(server, "--http2-prior-knowledge", *upload, *fields,
                                      path="/up/a", scheme=scheme), "2 404  1 0")

    @has("nghttp")
    def test_nghttp(self):
        server = self.serve()
        done = subprocess.run(
            ["nghttp", "-v", "-m", "50", f"http://127.0.0.1:{server.port}/old/a"],
            capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        self.assertEqual(done.stdout.count("location: https://one.example/a"), 50)
        self.assertEqual(done.returncode, 0)

    @has("h2load")
    def test_reloads_lose_no_stream(self):
        for scheme, lines in (("http", []), ("https", [f"tls = {tls('shop')}"])):
            server = self.serve(*lines)
            load = subprocess.Popen(
                ["h2load", "-n", "20000", "-c", "8", "-m", "32",
                 f"{scheme}://127.0.0.1:{server.port}/old/a"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            while load.poll() is None:
                server.process.send_signal(signal.SIGHUP)
                time.sleep(0.02)
            said = load.stdout.read()
            load.stdout.close()
            self.assertIn("20000 succeeded, 0 failed, 0 errored, 0 timeout", said)
            self.assertIn("20000 3xx", said)

    def test_every_answer_ends(self):
        server = self.serve()
        wide = b"\0\4\x7f\xff\xff\xff"
        for size in (600, 3000, 3010, 3020, 6000, 8000):
            client = Raw(server, wide)
            self.addCleanup(client.socket.close)
            client.socket.sendall(frame(8, 0, 0, b"\x3f\xff\0\0"))
            client.socket.sendall(b"".join(get(2 * i + 1, b"/old/" + b"a" * size)
                                           for i in range(100)))
            self.assertEqual(client.ends(100), 100, size)

    def kept(self, settings, wire, ends):
        """KiB that each of 200 connections makes the server keep."""
        server = self.serve()
        status = pathlib.Path(f"/proc/{server.process.pid}/status")

        def kib(kind):
            return int(status.read_text().partition(kind)[2].split()[0])

        if kib("VmSize:") > 1024 ** 3:
            self.skipTest("a sanitizer keeps a memory of its own")
        first = Raw(server)
        self.addCleanup(first.socket.close)
        first.socket.sendall(get(1))
        first.ends(1)
        before = kib("VmRSS:")
        for _ in range(200):
            client = Raw(server, settings)
            self.addCleanup(client.socket.close)
            client.socket.sendall(wire)
            self.assertEqual(client.ends(ends), ends)
        return (kib("VmRSS:") - before) / 200

    def test_little_is_kept_behind_large_heads(self):
        large = b"a" * 30000
        wire = (get(1, more=field(b"cookie", large)) + get(3, authority=large)
                + get(5, path=b"/" + large[:8000]) + get(7, more=field(b"x", large)))
        self.assertLess(self.kept(b"", wire, 4), 16)

    def test_little_is_kept_for_a_client_that_takes_nothing(self):
        wire = b"".join(get(2 * i + 1, b"/old/" + b"a" * 3000) for i in range(100))
        self.assertLess(self.kept(b"\0\4\0\0\0\0", wire, 100), 16)

    @has("curl")
    def test_the_log_names_it(self):
        server = self.serve(more='\n[log]\npath = "log"\n')
        self.curl(server, "--http2-prior-knowledge")
        server.stop()
        self.assertRegex((server.folder / "log").read_text(), r'"GET /old/a HTTP/2\.0" 307 \d+')


@unittest.skipUnless(h2, "python3-h2 is not installed")
class PythonH2(unittest.TestCase):
    """One connection, and all that comes of it."""

    def open(self, server):
        self.socket = server.connect()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.addCleanup(self.socket.close)
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.h2.initiate_connection()
        self.seen = []
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def ask(self, stream, path="/old/a", method="GET", end=True):
        self.h2.send_headers(stream, [(":method", method), (":scheme", "http"),
                                      (":authority", "h"), (":path", path)], end_stream=end)
        self.flush()

    def wait_for(self, kind, count=1):
        """Until so many events of that kind were there; False where the server has closed."""
        while sum(isinstance(event, kind) for event in self.seen) < count:
            data = self.socket.recv(65536)
            if not data:
                return False
            self.seen += self.h2.receive_data(data)
            self.flush()
        return True

    def test_sigterm_answers_what_is_asked(self):
        server = served.Server(self)
        self.open(server)
        self.ask(1)
        self.assertTrue(self.wait_for(h2.events.StreamEnded))
        server.process.send_signal(signal.SIGTERM)
        # python3-h2 takes nothing behind a first GOAWAY, so the rest is raw.
        said = b""
        while piece := self.socket.recv(65536):
            said += piece
        goaway = b"\0\0\x08\x07\0\0\0\0\0"
        self.assertTrue(said.startswith(goaway + b"\x7f\xff\xff\xff\0\0\0\0"), said)
        self.assertTrue(said.endswith(goaway + b"\0\0\0\x01\0\0\0\0"), said)
        server.process.wait(TIMEOUT_S)

    def test_an_early_answer_ends_the_stream_without_an_error(self):
        server = served.Server(self)
        self.open(server)
        self.ask(1, method="POST", end=False)
        self.assertTrue(self.wait_for(h2.events.StreamEnded))
        self.h2.send_data(1, b"x" * 16384)
        self.flush()
        self.assertTrue(self.wait_for(h2.events.StreamReset))
        reset = next(e for e in self.seen if isinstance(e, h2.events.StreamReset))
        self.assertEqual(reset.error_code, 0)
        self.ask(3)
        self.assertTrue(self.wait_for(h2.events.StreamEnded, 2))

    def test_uploaders_that_stop_are_served_on(self):
        """Answered early, they end the stream (as Node does) or not, and reset it."""
        server = served.Server(self)
        for ends in (True, False):
            self.open(server)
            self.h2.increment_flow_control_window(1 << 20)
            for stream in range(1, 1001, 2):
                self.ask(stream, method="POST", end=False)
                self.assertTrue(self.wait_for(h2.events.StreamEnded, stream // 2 + 1))
                if ends:
                    self.h2.end_stream(stream)
                else:
                    self.h2.reset_stream(stream)
                self.flush()
                if ends:
                    self.socket.sendall(frame(3, 0, stream, bytes(4)))


if __name__ == "__main__":
    unittest.main()
