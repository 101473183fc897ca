#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward follow: content is sent on whole, or not at all.

follow_content_test.py [unittest arguments] --onward PROGRAM"""
import hashlib
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from follow_case import TIMEOUT_S, Case, follow, follow_json, start_follow, wait_until  # noqa: E402
from origin import answer, redirect  # noqa: E402

MOVED = (301, 302, 303, 307, 308)


class Follows(Case):
    def test_every_status_with_every_kind_of_content(self):
        content = os.urandom(200_000)
        path = self.file(content)
        kinds = {
            "-T file": (["-T", path], b"", "PUT"),
            "-T pipe": (["-T", "-"], content, "PUT"),
            "--data-binary @file": (["--data-binary", f"@{path}"], b"", "POST"),
            "chunked": (["-T", path, "-H", "Transfer-Encoding: chunked"], b"", "PUT"),
            "POST pipe": (["-X", "POST", "-T", "-"], content, "POST"),
        }
        for status in MOVED:
            for kind, (words, stdin, method) in kinds.items():
                with self.subTest(status=status, kind=kind):
                    origin = self.origin({"/a": redirect(status, "/b"), "/b": answer(200, b"ok")})
                    done = follow(*words, origin.url + "/a", stdin=stdin)
                    self.assert_exit(done, 0)
                    self.assertEqual(done.stdout, b"ok")
                    first, second = origin.requests
                    to_get = status == 303 or (status < 303 and method == "POST")
                    self.assertEqual(first.sha256.digest(), hashlib.sha256(content).digest())
                    self.assertEqual(second.method, "GET" if to_get else method)
                    self.assertEqual(second.size, 0 if to_get else len(content))
                    if not to_get:
                        self.assertEqual(second.sha256.digest(), first.sha256.digest())
                    self.assertEqual(origin.connections, 1)

    def test_text_content_loses_its_line_ends(self):
        origin = self.origin({"/a": redirect(307, "/b"), "/b": answer(200)})
        path = self.file(b"a=1\r\n&b=\x002\n")
        self.assert_exit(follow("-d", f"@{path}", "-d", "c=3", origin.url + "/a"), 0)
        self.assertEqual(origin.requests[1].content, b"a=1&b=2&c=3")
        self.assertEqual(origin.requests[1].fields["content-type"],
                         "application/x-www-form-urlencoded")

    def test_a_form_is_sent_again_whole(self):
        origin = self.origin({"/a": redirect(308, "/b"), "/b": answer(200)})
        path = self.file(b"\x00\x01", 'a"b')
        self.assert_exit(follow("-F", "x=1", "-F", f"f=@{path};type=a/b", origin.url + "/a"), 0)
        first, second = origin.requests
        self.assertEqual(first.content, second.content)
        self.assertIn(b'name="f"; filename="a%22b"\r\nContent-Type: a/b\r\n\r\n\x00\x01\r\n',
                      second.content)

    def test_an_early_answer_to_a_pipe(self):
        """307 before the content was read to its end: the rest still comes, and all of it arrives."""
        content = os.urandom(3_000_000)

        def early(request):
            request.read_content(most=100_000)
            request.answer(307, b"", ["Location: /b", "Connection: close"])
            return False

        for words in ([], ["--expect-over", "1G"], ["-H", "Expect:"]):
            with self.subTest(words=words):
                origin = self.origin({"/a": early, "/b": answer(200, b"ok")})
                done = follow(*words, "-T", "-", origin.url + "/a", stdin=content)
                self.assert_exit(done, 0)
                self.assertEqual(origin.requests[1].sha256.digest(),
                                 hashlib.sha256(content).digest())

    def test_expect_saves_the_content(self):
        """A server that answers at once gets nothing of a large upload."""

        def refuse_early(request):
            request.answer(307, b"", ["Location: /b", "Connection: close"])
            return False

        path = self.file(os.urandom(2_000_000))
        origin = self.origin({"/a": refuse_early, "/b": answer(200)})
        done, told = follow_json("-T", path, origin.url + "/a")
        self.assert_exit(done, 0)
        self.assertEqual([hop["content_bytes"] for hop in told["hops"]], [0, 2_000_000])
        self.assertIn("expect", origin.requests[0].fields)

    def test_417_is_asked_again_without_expect(self):
        def no_expectations(request):
            if "expect" in request.fields:
                request.answer(417, b"no", ["Connection: close"])
                return False
            return answer(200, b"ok")(request)

        path = self.file(os.urandom(2_000_000))
        origin = self.origin({"/a": no_expectations})
        done = follow("-T", path, origin.url + "/a")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, b"ok")
        self.assertEqual(origin.requests[-1].size, 2_000_000)

    def test_a_slow_pipe_does_not_hide_an_answer(self):
        """The 307 comes while the pipe is silent; it is seen at once, not when the pipe speaks."""

        def early(request):
            request.send(b"HTTP/1.1 307 x\r\nLocation: /b\r\nContent-Length: 0\r\n"
                         b"Connection: close\r\n\r\n")
            return False

        def final(request):
            request.read_content()
            request.answer(200, b"ok")
            return True

        origin = self.origin({"/a": early, "/b": final})
        process = start_follow("-H", "Expect:", "-T", "-", origin.url + "/a", stdin=subprocess.PIPE)
        process.stdin.write(b"first ")
        process.stdin.flush()
        wait_until(lambda: len(origin.requests) == 2)
        self.assertEqual(len(origin.requests), 2)
        out, err = process.communicate(b"second", timeout=TIMEOUT_S)
        self.assertEqual((process.returncode, out), (0, b"ok"), err)
        self.assertEqual(origin.requests[1].content, b"first second")

    def test_head_and_delete_and_empty_post(self):
        origin = self.origin({"/a": redirect(307, "/b"), "/b": answer(200, b"ok")})
        done = follow("-I", origin.url + "/a")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout.count(b"HTTP/1.1 "), 2)
        self.assert_exit(follow("-X", "DELETE", origin.url + "/a"), 0)
        self.assert_exit(follow("-X", "POST", origin.url + "/a"), 0)
        self.assertEqual([r.method for r in origin.requests],
                         ["HEAD", "HEAD", "DELETE", "DELETE", "POST", "POST"])
        self.assertEqual(origin.requests[5].fields["content-length"], "0")
        self.assertNotIn("content-length", origin.requests[3].fields)

    def test_content_that_is_gone(self):
        """A pipe beyond the spool: sent whole once, never as nothing a second time."""
        content = os.urandom(300_000)
        pages = {"/a": redirect(307, "/b"), "/b": answer(200)}
        words = ["--spool-limit", "100k", "-T", "-"]
        origin = self.origin(pages)
        done, told = follow_json(*words, "-o", self.folder / "out", origin.url + "/a",
                                 stdin=content)
        self.assert_exit(done, 19)
        self.assertEqual((told["reason"], os.listdir(self.folder)), ("content-not-replayable", []))
        self.assertEqual(len(origin.requests), 1)
        self.assertEqual(origin.requests[0].sha256.digest(), hashlib.sha256(content).digest())
        self.assertIn("--spool-limit", told["message"])
        pages = {"/a": redirect(303, "/b"), "/b": answer(200, b"ok")}
        origin = self.origin(pages)
        self.assertEqual(follow(*words, origin.url + "/a", stdin=content).stdout, b"ok")
        origin = self.origin({"/a": answer(200, b"ok")})
        self.assertEqual(follow(*words, origin.url + "/a", stdin=content).stdout, b"ok")

    def test_a_spool_in_a_file(self):
        """More than the spool keeps in memory."""
        content = os.urandom(6_000_000)
        origin = self.origin({"/a": redirect(307, "/b"), "/b": redirect(308, "/c"),
                              "/c": answer(200, b"ok")})
        done = follow("-T", "-", origin.url + "/a", stdin=content)
        self.assertEqual(done.stdout, b"ok")
        self.assertEqual({r.sha256.digest() for r in origin.requests},
                         {hashlib.sha256(content).digest()})

    def test_a_file_that_changes_between_the_sends(self):
        path = self.file(b"x" * 1000)

        def changes(request):
            request.read_content()
            path.write_bytes(b"y" * 1000)
            request.answer(307, b"", ["Location: /b"])
            return True

        origin = self.origin({"/a": changes, "/b": answer(200)})
        done, told = follow_json("-T", path, origin.url + "/a")
        self.assert_exit(done, 41)
        self.assertEqual(told["error"], "content-changed")
        self.assertEqual(len(origin.requests), 1)


if __name__ == "__main__":
    unittest.main()
