#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward follow as a process: follow_test.py [unittest arguments] --onward PROGRAM

Against an origin whose every byte is scripted: what is sent on, where it stops and why, in what time,
and that nothing is lost or reported half. The decision itself is tested in src/redirect."""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from origin import Origin, answer, redirect  # noqa: E402

ONWARD = os.path.abspath(sys.argv.pop())
assert sys.argv.pop() == "--onward", __doc__
TIMEOUT_S = 60
MOVED = (301, 302, 303, 307, 308)
NO_PROXY = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def follow(*words, stdin=b"", **more):
    """Runs it; stdin may be bytes or a file."""
    is_bytes = isinstance(stdin, bytes)
    return subprocess.run(
        [ONWARD, "follow", *map(str, words)], capture_output=True, timeout=TIMEOUT_S, env=NO_PROXY,
        **({"input": stdin} if is_bytes else {"stdin": stdin}), **more)


def follow_json(*words, **more):
    done = follow("--json", *words, **more)
    return done, json.loads(done.stdout)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-follow-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def origin(self, pages, **more):
        origin = Origin(pages, **more)
        self.addCleanup(origin.__exit__)
        return origin

    def file(self, content, name="content"):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def assert_exit(self, done, code):
        self.assertEqual(done.returncode, code, done.stderr.decode(errors="replace"))


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
        process = subprocess.Popen(
            [ONWARD, "follow", "-H", "Expect:", "-T", "-", origin.url + "/a"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=NO_PROXY)
        process.stdin.write(b"first ")
        process.stdin.flush()
        end = time.monotonic() + TIMEOUT_S
        while len(origin.requests) < 2 and time.monotonic() < end:
            time.sleep(0.01)
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

    def test_paths_go_as_they_are(self):
        origin = self.origin({"*": answer(200)})
        for target in ("/a//b/", "/%2e%2E%2fx", "/?", "/a?b?c", "/%7Ea|b"):
            self.assert_exit(follow(origin.url + target), 0)
        self.assertEqual([r.target for r in origin.requests],
                         ["/a//b/", "/%2e%2E%2fx", "/?", "/a?b?c", "/%7Ea|b"])

    def test_cookies(self):
        origin = self.origin({"/a": redirect(302, "/b", "Set-Cookie: s=1"), "/b": answer(200)})
        jar = self.folder / "jar"
        self.assert_exit(follow("-c", jar, "-b", "mine=2", origin.url + "/a"), 0)
        self.assertEqual(set(origin.requests[1].fields["cookie"].split("; ")), {"s=1", "mine=2"})
        self.assertIn("\ts\t1\n", jar.read_text())
        self.assert_exit(follow("-b", jar, origin.url + "/b"), 0)
        self.assertEqual(origin.requests[2].fields["cookie"], "s=1")
        self.assert_exit(follow(origin.url + "/a"), 0)
        self.assertNotIn("cookie", origin.requests[4].fields)


class Caches(Case):
    def test_a_redirect_that_still_holds_is_not_asked_for(self):
        origin = self.origin({"/a": redirect(307, "/b", "Cache-Control: max-age=600"),
                              "/b": answer(200, b"ok")})
        cache = self.folder / "cache"
        for _ in range(2):
            done, told = follow_json("--cache", cache, "-o", "/dev/null", origin.url + "/a")
            self.assert_exit(done, 0)
        self.assertEqual([r.path for r in origin.requests], ["/a", "/b", "/b"])
        self.assertEqual([hop["from_cache"] for hop in told["hops"]], [True, False])
        self.assertEqual(cache.stat().st_mode & 0o777, 0o600)
        cache.write_text(cache.read_text().replace("status 307", "status 3o7"))
        done = follow("--cache", cache, origin.url + "/a")
        self.assert_exit(done, 3)
        self.assertIn(b"cache:3: ", done.stderr)

    def test_a_stale_redirect_is_asked_about(self):
        def page(request):
            request.read_content()
            fields = ['ETag: "1"', "Cache-Control: no-cache"]
            if request.fields.get("if-none-match") == '"1"':
                request.answer(304, fields=fields)
            else:
                request.answer(307, fields=["Location: /b", *fields])
            return True

        origin = self.origin({"/a": page, "/b": answer(200, b"ok")})
        for is_kept in (False, True, True):
            done, told = follow_json("--cache", self.folder / "cache", "-o", self.folder / "out",
                                     origin.url + "/a")
            self.assert_exit(done, 0)
            self.assertEqual([hop["status"] for hop in told["hops"]], [307, 200])
            self.assertEqual([hop["validated"] for hop in told["hops"]], [is_kept, False])
            self.assertNotIn("if-none-match", origin.requests[-1].fields)

    def test_a_redirect_that_was_turned_round(self):
        origin = self.origin({"/old": redirect(301, "/new"), "/new": answer(200, b"new")})
        words = ["--cache", self.folder / "cache", origin.url + "/old"]
        self.assertEqual(follow(*words).stdout, b"new")
        origin.pages = {"/old": answer(200, b"old"), "/new": redirect(301, "/old")}
        for _ in range(2):
            done = follow(*words)
            self.assert_exit(done, 0)
            self.assertEqual(done.stdout, b"old")
        self.assertEqual([r.path for r in origin.requests[2:]], ["/new", "/old", "/old"])


class KeepsSecrets(Case):
    def test_credentials_stay_with_their_origin(self):
        other = self.origin({"/b": answer(200), "/c": redirect(307, "PLACE")})
        origin = self.origin({"/a": redirect(307, other.url + "/c"), "/back": answer(200)})
        other.pages["/c"] = redirect(307, origin.url + "/back")
        words = ["-u", "me:secret", "-H", "Cookie: s=1", "-H", "X-Api-Key: k", "-H", "X-Plain: p"]
        done, told = follow_json(*words, "--secret-field", "x-api-key", origin.url + "/a")
        self.assert_exit(done, 0)
        first, back = origin.requests
        self.assertEqual(first.fields["authorization"], "Basic bWU6c2VjcmV0")
        for request in (other.requests[0], back):
            for name in ("authorization", "cookie", "x-api-key"):
                self.assertNotIn(name, request.fields)
            self.assertEqual(request.fields["x-plain"], "p")
        stripped = {field["name"]: field["why"] for field in told["hops"][0]["stripped"]}
        self.assertEqual(stripped, {name: "cross-origin"
                                    for name in ("Authorization", "Cookie", "X-Api-Key")})

    def test_a_field_counts_before_u(self):
        origin = self.origin({"/": answer(200)})
        for words, sent in ((["-H", "authorization: z"], "z"), (["-H", "Authorization:"], None)):
            self.assert_exit(follow("-u", "a:b", *words, origin.url), 0)
            self.assertEqual(origin.requests[-1].fields.get("authorization"), sent)

    def test_a_trusted_origin_gets_them(self):
        other = self.origin({"/b": answer(200)})
        origin = self.origin({"/a": redirect(307, other.url + "/b")})
        url = origin.url.replace("//", "//me:secret@") + "/a"
        self.assert_exit(follow("--trust-origin", other.url, url), 0)
        self.assertEqual(other.requests[0].fields["authorization"], "Basic bWU6c2VjcmV0")
        self.assert_exit(follow(url), 0)
        self.assertNotIn("authorization", other.requests[1].fields)


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

    def test_content_that_is_gone(self):
        """A pipe beyond the spool: sent whole once, never as nothing a second time."""
        content = os.urandom(300_000)
        pages = {"/a": redirect(307, "/b"), "/b": answer(200)}
        words = ["--spool-limit", "100k", "-T", "-"]
        origin, told = self.stops(19, "content-not-replayable", pages, *words, stdin=content)
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

    def test_a_downgrade(self):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
             certificate, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
            capture_output=True) if shutil.which("openssl") else None
        if made is None or made.returncode:
            self.skipTest("there is no openssl to make a certificate")
        tls.load_cert_chain(certificate, key)
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

    def test_a_file_that_changes_between_the_sends(self):
        path = self.file(b"x" * 1000)
        self.others = ("content",)

        def changes(request):
            request.read_content()
            path.write_bytes(b"y" * 1000)
            request.answer(307, b"", ["Location: /b"])
            return True

        origin = self.origin({"/a": changes, "/b": answer(200)})
        self.fails(41, "content-changed", "-T", path, origin.url + "/a")
        self.assertEqual(len(origin.requests), 1)

    def test_nobody_there(self):
        with Origin({}) as gone:
            url = gone.url
        self.fails(31, "client-not-connected", url)
        self.fails(30, "client-name-unresolved", "http://nowhere.invalid/")

    def test_the_command_line(self):
        for words in ([], ["a", "b"], ["ftp://h/"], ["http://["], ["-H", "x", "h"], ["-d", "a", "-F",
                      "b=c", "h"], ["--policy", "x", "h"], ["-H", "Content-Length: 1", "h"],
                      ["--max-time", "soon", "h"], ["-I", "-d", "x", "http://127.0.0.1:1/"]):
            code = 3 if "-F" in words else 2
            self.assert_exit(follow(*words), code)
        self.assert_exit(follow("-T", self.folder / "none", "http://127.0.0.1:1/"), 3)
        self.assert_exit(follow("-T", "/nonexistent", "http://127.0.0.1:1/"), 3)

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

    def test_a_proxy_would_hide_them(self):
        done = follow("--deny-private", "-x", "http://127.0.0.1:1", "http://public.example/")
        self.assert_exit(done, 2)
        done = subprocess.run([ONWARD, "follow", "--deny-private", "http://public.example/"],
                              env={**NO_PROXY, "http_proxy": "http://127.0.0.1:1"},
                              capture_output=True, timeout=TIMEOUT_S)
        self.assertEqual(done.returncode, 2)


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
            process = subprocess.Popen(
                [ONWARD, "follow", "--json", "-o", output, origin.url + "/a"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=NO_PROXY)
            end = time.monotonic() + TIMEOUT_S
            while len(os.listdir(self.folder)) < 2 and time.monotonic() < end:
                time.sleep(0.01)
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
        process = subprocess.Popen([ONWARD, "follow", origin.url + "/a"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=NO_PROXY)
        process.stdout.close()
        process.wait(TIMEOUT_S)
        process.stderr.close()
        self.assertEqual(process.returncode, 3)


if __name__ == "__main__":
    unittest.main()
