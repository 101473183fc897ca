#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward follow: what a person and a script get to see, and what is left where it is interrupted.

follow_output_test.py [unittest arguments] --onward PROGRAM"""
import json
import os
import signal
import sys
import unittest

sys.dont_write_bytecode = True
from follow_case import TIMEOUT_S, Case, follow, start_follow, wait_until  # noqa: E402
from origin import answer, redirect  # noqa: E402


class Shows(Case):
    def test_trace(self):
        other = self.origin({"/b": answer(200, b"ok")})
        origin = self.origin({"/a": redirect(307, other.url + "/b")})
        done = follow("--trace", "-u", "a:b", "-d", "hello", origin.url + "/a")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, b"ok")
        text = done.stderr.decode()
        self.assertIn(f"1  POST {origin.url}/a\n   307 ", text)
        self.assertIn("5 bytes of content sent", text)
        self.assertIn("Not sent on: Authorization: another origin", text)
        self.assertIn(f"2  POST {other.url}/b\n   200 ", text)

    def test_write_out(self):
        origin = self.origin({"/a": redirect(302, "/b"), "/b": answer(200, b"four", "X-Y: z")})
        form = r"%{http_code} %{num_redirects} %{size_download} %{url_effective} %{stop_reason}"
        done = follow("-s", "-o", "/dev/null", "-w", form + r" %header{x-y} %%\n%{nothing}",
                      origin.url + "/a")
        self.assertEqual(done.stdout.decode(),
                         f"200 1 4 {origin.url}/b not-redirect z %\n%{{nothing}}")

    def test_output_files(self):
        origin = self.origin({"/a.txt": answer(200, b"new")})
        path = self.file(b"old")
        path.chmod(0o640)
        link = self.folder / "link"
        link.symlink_to(path)
        self.assert_exit(follow("-o", link, origin.url + "/a.txt"), 0)
        self.assertEqual((path.read_bytes(), path.stat().st_mode & 0o777), (b"new", 0o640))
        self.assertTrue(link.is_symlink())
        self.assert_exit(follow("-O", origin.url + "/a.txt", cwd=self.folder), 0)
        self.assertEqual((self.folder / "a.txt").read_bytes(), b"new")
        self.assert_exit(follow("-o", self.folder / "no" / "where", origin.url + "/a.txt"), 3)
        self.assertEqual(len(os.listdir(self.folder)), 3)

    def test_verbose_escapes_what_a_server_writes(self):
        origin = self.origin({"/a": answer(200, b"", "X: a\xffb")})
        done = follow("-v", origin.url + "/a")
        self.assertIn(rb"< X: a\xffb", done.stderr)
        self.assertIn(b"> GET /a HTTP/1.1", done.stderr)

    def test_the_command_line(self):
        for words in ([], ["a", "b"], ["ftp://h/"], ["http://["], ["-H", "x", "h"], ["-d", "a", "-F",
                      "b=c", "h"], ["--policy", "x", "h"], ["-H", "Content-Length: 1", "h"],
                      ["--max-time", "soon", "h"], ["-I", "-d", "x", "http://127.0.0.1:1/"]):
            self.assert_exit(follow(*words), 2)
        origin = self.origin({"*": answer(200)})
        for words in (["-L", origin.url], ["-fsSL", origin.url], ["http:/" + origin.url[7:]]):
            self.assert_exit(follow(*words), 0)
        self.assert_exit(follow("-T", self.folder / "none", "http://127.0.0.1:1/"), 3)
        self.assert_exit(follow("-T", "/nonexistent", "http://127.0.0.1:1/"), 3)


class Interrupted(Case):
    def test_nothing_is_reported_half(self):
        def begins(request):
            request.send(b"HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\nabc")
            origin.is_over.wait(30)
            return False

        origin = self.origin({"/a": redirect(307, "/b"), "/b": begins})
        output = self.file(b"as it was", "out")
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            del origin.requests[:]
            process = start_follow("--json", "-o", output, origin.url + "/a")
            wait_until(lambda: len(os.listdir(self.folder)) == 2)
            process.send_signal(number)
            out, err = process.communicate(timeout=TIMEOUT_S)
            self.assertEqual(process.returncode, code, err)
            told = json.loads(out)
            self.assertEqual((told["result"], len(told["hops"])), ("interrupted", 2))
            self.assertEqual(output.read_bytes(), b"as it was")
            self.assertEqual(os.listdir(self.folder), ["out"])

    def test_a_reader_that_goes_away(self):
        """The output is a pipe that nobody reads: an exit status, not a signal."""
        origin = self.origin({"/a": answer(200, b"x" * 2_000_000)})
        process = start_follow(origin.url + "/a")
        process.stdout.close()
        process.wait(TIMEOUT_S)
        process.stderr.close()
        self.assertEqual(process.returncode, 3)


if __name__ == "__main__":
    unittest.main()
