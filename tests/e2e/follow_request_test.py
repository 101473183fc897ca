#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward follow: which requests it sends: paths, cookies, credentials, what the cache spares.

follow_request_test.py [unittest arguments] --onward PROGRAM"""
import sys
import unittest

sys.dont_write_bytecode = True
from follow_case import Case, follow, follow_json  # noqa: E402
from origin import answer, redirect  # noqa: E402


class Requests(Case):
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


if __name__ == "__main__":
    unittest.main()
