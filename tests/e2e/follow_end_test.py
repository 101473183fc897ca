#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward follow: why it ends, in what time, and that nothing is reported half.

follow_end_test.py [unittest arguments] --onward PROGRAM"""
import os
import sys
import time
import unittest

sys.dont_write_bytecode = True
from follow_case import Case, follow, follow_json  # noqa: E402
from origin import Origin, answer, redirect  # noqa: E402


class Stops(Case):
    def stops(self, code, reason, pages, *words, path="/a", **more):
        origin = self.origin(pages)
        output = self.file(b"as it was", "out")
        begun = time.monotonic()
        done, told = follow_json("-o", output, *words, origin.url + path, **more)
        self.assert_exit(done, code)
        self.assertEqual((told["result"], told["reason"]), ("stopped", reason))
        self.assertEqual(output.read_bytes(), b"as it was")
        self.assertLess(time.monotonic() - begun, 20)
        self.assertIn(b"onward follow: stopped: ", done.stderr)
        return origin, told

    def test_by_what_location_says(self):
        self.stops(10, "no-location", {"/a": answer(307)})
        self.stops(11, "bad-location", {"/a": redirect(307, "http://[")})
        self.stops(12, "locations-differ", {"/a": redirect(307, "/b", "Location: /c")})
        self.stops(13, "unsupported-scheme", {"/a": redirect(307, "file:///etc/passwd")})
        self.stops(13, "unsupported-scheme", {"/a": redirect(307, "javascript:alert(1)")})
        self.stops(20, "credentials-in-location",
                   {"/a": redirect(307, "http://u:p@127.0.0.1:1/b")})

    def test_a_loop(self):
        origin, _ = self.stops(15, "loop", {"/a": redirect(307, "/b"), "/b": redirect(307, "/a")})
        self.assertLessEqual(len(origin.requests), 3)

    def test_an_empty_location(self):
        origin = self.origin({"/a": redirect(307, "")})
        self.assertIn(b"Location is empty", follow(origin.url + "/a").stderr)

    def test_the_21st(self):
        pages = {f"/{n}": redirect(307, f"/{n + 1}") for n in range(30)}
        origin, _ = self.stops(14, "limit", pages, path="/0")
        self.assertEqual(len(origin.requests), 21)
        pages["/20"] = answer(200, b"here")
        origin = self.origin(pages)
        self.assertEqual(follow(origin.url + "/0").stdout, b"here")
        self.stops(14, "limit", pages, "--max-redirects", "3", path="/0")

    def test_a_downgrade(self):
        tls, certificate = self.tls()
        plain = self.origin({"/b": answer(200, b"ok")})
        origin = self.origin({"/a": redirect(307, plain.url + "/b"), "/c": answer(200, b"safe")},
                             tls=tls)
        trusting = ["--cacert", certificate]
        done, told = follow_json(*trusting, "-d", "x", origin.url + "/a")
        self.assert_exit(done, 16)
        self.assertEqual((told["reason"], plain.requests), ("downgrade", []))
        done = follow(*trusting, "--allow-downgrade", "-d", "x", origin.url + "/a")
        self.assertEqual(done.stdout, b"ok")
        self.assert_exit(follow(origin.url + "/c"), 32)
        self.assertEqual(follow("-k", origin.url + "/c").stdout, b"safe")

    def test_the_answers_that_never_end(self):
        """A 307 whose content stalls, or flows for ever: bounded bytes, bounded time, then on."""

        def stalls(request):
            request.send(b"HTTP/1.1 307 x\r\nLocation: /b\r\nContent-Length: 1000\r\n\r\nabc")
            origin.is_over.wait(30)
            return False

        def flows(request):
            request.send(b"HTTP/1.1 307 x\r\nLocation: /b\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                request.send(b"1000\r\n" + b"x" * 4096 + b"\r\n")

        def announces(request):
            request.send(b"HTTP/1.1 307 x\r\nLocation: /b\r\nContent-Length: 999999999\r\n\r\n")
            origin.is_over.wait(30)
            return False

        for page, most_s, most_bytes in ((stalls, 10, 3), (flows, 5, 200_000), (announces, 2, 0)):
            with self.subTest(page=page.__name__):
                origin = self.origin({"/a": page, "/b": answer(200, b"ok")})
                begun = time.monotonic()
                done, told = follow_json("-X", "POST", origin.url + "/a")
                self.assert_exit(done, 0)
                self.assertLess(time.monotonic() - begun, most_s)
                self.assertEqual(len(origin.requests), 2)
                self.assertLessEqual(told["hops"][0]["answer_content_bytes"], most_bytes)


class Fails(Case):
    def fails(self, code, error, *words, **more):
        output = self.file(b"as it was", "out")
        done, told = follow_json("-o", output, *words, **more)
        self.assert_exit(done, code)
        self.assertEqual((told["result"], told["error"]), ("failed", error))
        self.assertEqual(output.read_bytes(), b"as it was")
        self.assertEqual(sorted(os.listdir(self.folder)), sorted({"out", *self.others}))
        return told

    others = ()

    def test_a_target_that_dies_in_mid_upload(self):
        def dies(request):
            request.read_content(most=500_000)
            return False

        path = self.file(os.urandom(8_000_000))
        self.others = ("content",)
        target = self.origin({"/b": dies})
        origin = self.origin({"/a": redirect(307, target.url + "/b")})
        told = self.fails_either((35, 36), "-T", path, origin.url + "/a")
        self.assertIn("not known", told["message"])
        self.assertLess(told["hops"][1]["content_bytes"], 8_000_000)

    def fails_either(self, codes, *words):
        """A reset may be seen in sending or in receiving."""
        output = self.file(b"as it was", "out")
        done, told = follow_json("-o", output, *words)
        self.assertIn(done.returncode, codes, done.stderr)
        self.assertEqual(told["result"], "failed")
        self.assertEqual(output.read_bytes(), b"as it was")
        return told

    def test_an_answer_that_breaks_off(self):
        def breaks(request):
            request.send(b"HTTP/1.1 200 x\r\nContent-Length: 10\r\n\r\nabc")
            return False

        origin = self.origin({"/a": breaks, "/n": lambda request: False})
        self.fails(37, "client-answer-broken", origin.url + "/a")
        self.fails(36, "client-answer-missing", origin.url + "/n")

    def test_what_is_no_http(self):
        def garbage(request):
            request.send(b"SSH-2.0-OpenSSH\r\n")
            return False

        def location(request):
            request.send(b"HTTP/1.1 307 x\r\nLocation: /a\x01b\r\nContent-Length: 0\r\n\r\n")
            return False

        origin = self.origin({"/a": garbage, "/b": location})
        self.fails(38, "client-answer-invalid", origin.url + "/a")
        self.fails(38, "client-answer-invalid", origin.url + "/b")

    def test_time(self):
        def silent(request):
            origin.is_over.wait(30)
            return False

        origin = self.origin({"/a": redirect(307, "/b"), "/b": silent})
        begun = time.monotonic()
        self.fails(34, "client-timed-out", "--max-time", "0.5", origin.url + "/a")
        self.assertLess(time.monotonic() - begun, 10)

    def test_a_post_is_not_sent_twice(self):
        """The connection was kept, and is closed when the next request is on its way: nobody knows
        whether it was done, so a POST is not repeated. A GET is."""
        seen = []

        def once(request):
            seen.append(request.method)
            request.read_content()
            if len(seen) % 2:
                return False
            request.answer(200, b"ok")
            return True

        origin = self.origin({"/a": redirect(307, "/b"), "/b": once})
        told = self.fails(40, "client-not-repeated", "-d", "x=1", origin.url + "/a")
        self.assertIn("not known", told["message"])
        self.assertEqual(seen, ["POST"])
        del seen[:]
        self.assertEqual(follow(origin.url + "/a").stdout, b"ok")
        self.assertEqual(seen, ["GET", "GET"])

    def test_nobody_there(self):
        with Origin({}) as gone:
            url = gone.url
        self.fails(31, "client-not-connected", url)
        self.fails(30, "client-name-unresolved", "http://nowhere.invalid/")

    def test_statuses_that_are_failures(self):
        origin = self.origin({})
        done = follow(origin.url)
        self.assertEqual((done.returncode, done.stdout), (0, b"nothing here"))
        done = follow("-f", origin.url)
        self.assertEqual((done.returncode, done.stdout), (1, b""))


class DeniesPrivateAddresses(Case):
    def test_at_every_hop(self):
        origin = self.origin({"/a": redirect(307, "/b")})
        port = origin.port
        for host, words in (
            ("127.0.0.1", []), ("localhost", []), ("2130706433", []), ("0x7f.1", []),
            ("[::ffff:127.0.0.1]", []), ("[::1]", []), ("0", []),
            ("public.example", ["--resolve", f"public.example:{port}:127.0.0.1"]),
        ):
            with self.subTest(host=host):
                done, told = follow_json("--deny-private", *words, f"http://{host}:{port}/a")
                self.assert_exit(done, 39)
                self.assertEqual(told["error"], "client-address-refused")
        self.assertEqual(origin.requests, [])


if __name__ == "__main__":
    unittest.main()
