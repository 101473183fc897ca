#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Clients of others over HTTP/2: http2_clients_test.py [unittest arguments] --onward PROGRAM

Each POSTs to a 307 of ours over TLS, and is told nothing of HTTP/2 but to use it:

  follow   100 KB, and follows to an origin (HTTP/1.1): method and content arrive there
  expect   the same behind Expect: 100-continue
  early    10 MB, and does not follow: the answer arrives without an error

A client is a program in http2_clients/: CLIENT URL CASE. It prints the last status and its content
("200 landed"), "307 " for an early answer, "error: …" or "skipped: …". That it spoke HTTP/2 is seen
in the access log."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import served
from origin import Origin, answer
from served import TIMEOUT_S
from tls_test import Authority, tls

CLIENTS = pathlib.Path(__file__).parent / "http2_clients"
CONTENT = b"u" * 100_000
SERVER = """
[[listen]]
address = "127.0.0.1:0"
tls = {tls}

[log]
path = "log"

[[rule]]
match = "/move"
to = "{origin}/landed"
"""
BUILD_TIMEOUT_S = 120


def need(program):
    if not shutil.which(program):
        raise unittest.SkipTest(f"{program} is not installed")


class Client:
    """The tests of one client; `command` is made once."""

    command = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-http2-clients-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.command = cls.make()
        Authority(cls.folder).sign("shop", "shop.example")

    @classmethod
    def build(cls, *command):
        need(command[0])
        subprocess.run(command, check=True, timeout=BUILD_TIMEOUT_S)

    def visit(self, case):
        """What the client printed, what the origin was asked, and what we logged."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-serve-"))
        self.addCleanup(shutil.rmtree, folder)
        for kind in ("pem", "key"):
            shutil.copy(self.folder / f"shop.{kind}", folder)
        with Origin({"/landed": answer(200, b"landed")}) as origin:
            text = SERVER.format(tls=tls("shop"), origin=origin.url)
            server = served.Server(self, text, folder=folder)
            done = subprocess.run([*self.command, f"https://127.0.0.1:{server.port}/move", case],
                                  capture_output=True, text=True, timeout=3 * TIMEOUT_S,
                                  check=False)
            server.stop()
        said = done.stdout.strip()
        if said.startswith("skipped"):
            self.skipTest(said)
        self.assertTrue(said, done.stderr)
        return said, origin.requests, (folder / "log").read_text()

    def follow(self, case):
        said, requests, log = self.visit(case)
        self.assertEqual(said, "200 landed")
        self.assertIn('"POST /move HTTP/2.0" 307 ', log)
        self.assertEqual([request.method for request in requests], ["POST"])
        self.assertEqual(requests[0].size, len(CONTENT))
        self.assertTrue(CONTENT.startswith(requests[0].content))

    def test_method_and_content_arrive(self):
        self.follow("follow")

    def test_expect(self):
        self.follow("expect")

    def test_an_early_answer_is_no_error(self):
        for _ in range(5):
            said, requests, log = self.visit("early")
            self.assertEqual(said, "307")
            self.assertIn('"POST /move HTTP/2.0" 307 ', log)
            self.assertEqual(requests, [])


class Go(Client, unittest.TestCase):
    @classmethod
    def make(cls):
        cls.build("go", "build", "-o", str(cls.folder / "post"), str(CLIENTS / "post.go"))
        return [str(cls.folder / "post")]


class Java(Client, unittest.TestCase):
    @classmethod
    def make(cls):
        cls.build("javac", "-d", str(cls.folder), str(CLIENTS / "Post.java"))
        return ["java", "-cp", str(cls.folder), "Post"]


class NodeHttp2(Client, unittest.TestCase):
    @classmethod
    def make(cls):
        need("node")
        return ["node", str(CLIENTS / "post.mjs")]


class NodeFetch(Client, unittest.TestCase):
    @classmethod
    def make(cls):
        need("node")
        return ["node", str(CLIENTS / "fetch.mjs")]


class Httpx(Client, unittest.TestCase):
    @classmethod
    def make(cls):
        look = [sys.executable, "-c", "import httpx, h2"]
        if subprocess.run(look, capture_output=True, check=False).returncode:
            raise unittest.SkipTest("python3-httpx or python3-h2 is not installed")
        return [sys.executable, str(CLIENTS / "post_httpx.py")]

    def test_expect(self):
        self.skipTest("httpx does not wait, and waits for a window on a stream that was reset")


SKIPPED = 77  # ctest's

if __name__ == "__main__":
    result = unittest.main(exit=False).result
    was_any_run = result.testsRun > len(result.skipped)
    sys.exit(SKIPPED if result.wasSuccessful() and not was_any_run else not result.wasSuccessful())
