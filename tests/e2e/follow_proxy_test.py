#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward follow: through proxies, whose credentials nobody else gets to see.

follow_proxy_test.py [unittest arguments] --onward PROGRAM"""
import base64
import hashlib
import os
import sys
import unittest

sys.dont_write_bytecode = True
from follow_case import Case, follow, follow_json  # noqa: E402
from origin import Origin, answer, redirect  # noqa: E402
from proxy import Socks, tunnel  # noqa: E402

SECRET = "Basic " + base64.b64encode(b"me:secret").decode()


class PlainProxies(Case):
    def test_are_asked_for_the_whole_url_at_each_hop(self):
        proxy = self.origin({"http://a.example/x": redirect(307, "http://b.example:81/y?"),
                             "http://b.example:81/y": answer(200, b"ok")})
        done, told = follow_json("-x", proxy.url, "-u", "me:mine", "-d", "x=1", "-o", "/dev/null",
                                 "http://a.example/x")
        self.assert_exit(done, 0)
        first, second = proxy.requests
        self.assertEqual([(r.method, r.target, r.content) for r in proxy.requests],
                         [("POST", "http://a.example/x", b"x=1"),
                          ("POST", "http://b.example:81/y?", b"x=1")])
        self.assertEqual(second.fields["host"], "b.example:81")
        self.assertIn("authorization", first.fields)
        self.assertNotIn("authorization", second.fields)
        self.assertEqual([hop["via_proxy"] for hop in told["hops"]], [True, True])
        self.assertEqual(proxy.connections, 1)

    def test_paths_go_as_they_are(self):
        proxy = self.origin({"*": answer(200)})
        for target in ("/a//b/", "/%2e%2E%2fx", "/?", "/a?b?c", "/%7Ea|b", "/a/?x#f"):
            self.assert_exit(follow("-x", proxy.url, "http://a.example" + target), 0)
            self.assertEqual(proxy.requests[-1].target,
                             "http://a.example" + target.partition("#")[0])

    def test_get_their_credentials_at_each_hop(self):
        proxy = self.origin({"http://a.example/x": redirect(302, "http://b.example/y"),
                             "http://b.example/y": answer(200)})
        with_name = proxy.url.replace("//", "//me:secret@")
        for words in (["-x", with_name], ["-x", proxy.url, "-U", "me:secret"],
                      ["-x", proxy.url, "-H", "proxy-authorization: " + SECRET],
                      ["-x", proxy.url, "--proxy-header", "Proxy-Authorization: " + SECRET]):
            with self.subTest(words=words):
                del proxy.requests[:]
                self.assert_exit(follow(*words, "http://a.example/x"), 0)
                self.assertEqual([r.fields["proxy-authorization"] for r in proxy.requests],
                                 [SECRET, SECRET])

    def test_407_is_an_answer(self):
        proxy = self.origin({"*": answer(407, b"who?", "Proxy-Authenticate: Basic realm=x")})
        done = follow("-x", proxy.url, "http://a.example/")
        self.assertEqual((done.returncode, done.stdout), (0, b"who?"))
        self.assert_exit(follow("-f", "-x", proxy.url, "http://a.example/"), 1)

    def test_a_pipe_is_sent_on_whole(self):
        content = os.urandom(3_000_000)
        proxy = self.origin({"http://a.example/x": redirect(307, "http://b.example/y"),
                             "http://b.example/y": answer(200, b"ok")})
        done = follow("-x", proxy.url, "-T", "-", "http://a.example/x", stdin=content)
        self.assertEqual(done.stdout, b"ok", done.stderr)
        self.assertEqual(proxy.requests[1].sha256.digest(), hashlib.sha256(content).digest())


class Tunnels(Case):
    def servers(self, pages):
        """A proxy, an origin behind it, and the words that trust the origin."""
        context, certificate = self.tls("localhost")
        origin = self.origin(pages, tls=context)
        origin.url = origin.url.replace("127.0.0.1", "localhost")
        return self.origin({"*": tunnel}), origin, ["--cacert", certificate]

    def test_hide_everything_from_the_proxy_and_its_credentials_from_the_server(self):
        proxy, origin, trusting = self.servers({"/a": redirect(308, "/b?"), "/b": answer(200, b"ok")})
        done, told = follow_json(*trusting, "-x", proxy.url, "-U", "me:secret", "-u", "me:mine",
                                 "-b", "s=1", "-H", "X-Mine: 1", "-d", "x=1", "-o", "/dev/null",
                                 origin.url + "/a")
        self.assert_exit(done, 0)
        connect, = proxy.requests
        self.assertEqual((connect.method, connect.target), ("CONNECT", origin.url[8:]))
        self.assertEqual(connect.fields["proxy-authorization"], SECRET)
        for name in ("authorization", "cookie", "x-mine", "content-type"):
            self.assertNotIn(name, connect.fields)
        self.assertEqual([(r.method, r.target, r.content) for r in origin.requests],
                         [("POST", "/a", b"x=1"), ("POST", "/b?", b"x=1")])
        for request in origin.requests:
            self.assertNotIn("proxy-authorization", request.fields)
            self.assertIn("authorization", request.fields)
        self.assertEqual([hop["via_proxy"] for hop in told["hops"]], [True, True])

    def test_a_field_for_the_proxy_does_not_reach_the_server(self):
        proxy, origin, trusting = self.servers({"/a": answer(200)})
        for words in (["-H", "Proxy-Authorization: " + SECRET],
                      ["--proxy-header", "Proxy-Authorization: " + SECRET]):
            self.assert_exit(follow(*trusting, "-x", proxy.url, *words, origin.url + "/a"), 0)
            self.assertEqual(proxy.requests[-1].fields["proxy-authorization"], SECRET)
            self.assertNotIn("proxy-authorization", origin.requests[-1].fields)

    def test_each_origin_has_its_own(self):
        proxy, origin, trusting = self.servers({"/b": answer(200, b"ok")})
        proxy.pages["http://a.example/a"] = redirect(307, origin.url + "/b")
        done = follow(*trusting, "-x", proxy.url, "-U", "me:secret", "-T", "-", "http://a.example/a",
                      stdin=b"content")
        self.assertEqual(done.stdout, b"ok", done.stderr)
        self.assertEqual([r.fields["proxy-authorization"] for r in proxy.requests], [SECRET, SECRET])
        self.assertEqual([r.method for r in proxy.requests], ["PUT", "CONNECT"])
        self.assertEqual(origin.requests[0].content, b"content")

    def test_a_proxy_that_refuses(self):
        """What it says is no answer of the server, and its redirects lead nowhere."""
        elsewhere = self.origin({"*": answer(200)})
        refusals = {
            "407": answer(407, b"who?", "Proxy-Authenticate: Basic realm=x"),
            "403": answer(403, b"no"),
            "307": redirect(307, elsewhere.url + "/"),
            "502": answer(502, b"", "Set-Cookie: a=b"),
            "end": lambda request: False,
            "garbage": lambda request: request.send(b"SSH-2.0\r\n\r\n"),
        }
        for kind, page in refusals.items():
            with self.subTest(kind=kind):
                proxy = self.origin({"*": page})
                done, told = follow_json("-x", proxy.url, "-d", "x=1", "-o", self.folder / "out",
                                         "https://a.example/")
                self.assert_exit(done, 33)
                self.assertEqual(told["error"], "client-proxy")
                self.assertNotIn("not known", told["message"])
                self.assertEqual(len(proxy.requests), 1)
                self.assertEqual(os.listdir(self.folder), [])
                if kind.isdigit():
                    self.assertIn(kind, told["message"])
        self.assertEqual(elsewhere.requests, [])

    def test_a_server_that_nobody_trusts(self):
        proxy, origin, _ = self.servers({"/a": answer(200)})
        self.assert_exit(follow("-x", proxy.url, origin.url + "/a"), 32)
        self.assert_exit(follow("-x", proxy.url, "-k", origin.url + "/a"), 0)
        self.assertEqual(len(origin.requests), 1)

    def test_a_pipe_is_sent_on_whole(self):
        content = os.urandom(3_000_000)
        proxy, origin, trusting = self.servers({"/a": redirect(307, "/b"), "/b": answer(200, b"ok")})
        done = follow(*trusting, "-x", proxy.url, "-T", "-", origin.url + "/a", stdin=content)
        self.assertEqual(done.stdout, b"ok", done.stderr)
        self.assertEqual(origin.requests[1].sha256.digest(), hashlib.sha256(content).digest())


class SocksProxies(Case):
    def test_get_the_name_and_nothing_else(self):
        socks = Socks()
        self.addCleanup(socks.__exit__)
        origin = self.origin({"/a": redirect(307, "/b?"), "/b": answer(200, b"ok")})
        done = follow("-x", socks.url, "-d", "x=1", f"http://a.example:{origin.port}/a")
        self.assertEqual(done.stdout, b"ok", done.stderr)
        self.assertEqual(socks.asked, [("a.example", origin.port)])
        self.assertEqual([r.target for r in origin.requests], ["/a", "/b?"])


class Environment(Case):
    def test_names_proxies(self):
        proxy = self.origin({"http://a.example/": answer(200, b"by proxy"), "*": answer(403)})
        asked = ["http://a.example/"]
        for name in ("http_proxy", "all_proxy", "ALL_PROXY"):
            done = follow(*asked, environment={name: proxy.url})
            self.assertEqual((done.returncode, done.stdout), (0, b"by proxy"), name)
        for name in ("https_proxy", "HTTPS_PROXY"):
            self.assert_exit(follow("https://a.example/", environment={name: proxy.url}), 33)
            self.assertEqual(proxy.requests[-1].target, "a.example:443")
        del proxy.requests[:]
        for name, words in (("HTTP_PROXY", []), ("http_proxy", ["-x", ""]),
                            ("http_proxy", ["--noproxy", "*"])):
            done = follow(*words, "http://a.invalid/", environment={name: proxy.url})
            self.assert_exit(done, 30)
        self.assertEqual(proxy.requests, [])

    def test_hosts_that_are_asked_directly(self):
        """A redirect from a host behind the proxy to one that is not, and back."""
        origin = self.origin({"/b": redirect(307, "http://a.example/c")})
        proxy = self.origin({"http://a.example/a": redirect(307, origin.url + "/b"),
                             "http://a.example/c": answer(200, b"ok")})
        environment = {"http_proxy": proxy.url.replace("//", "//me:secret@"),
                       "NO_PROXY": "x.example, 127.0.0.0/8"}
        done, told = follow_json("-H", "X-Mine: 1", "-o", "/dev/null", "http://a.example/a",
                                 environment=environment)
        self.assert_exit(done, 0)
        self.assertEqual([hop["via_proxy"] for hop in told["hops"]], [True, False, True])
        direct, = origin.requests
        self.assertEqual(direct.target, "/b")
        self.assertFalse([name for name in direct.fields if name.startswith("proxy")])
        self.assertEqual([r.fields["proxy-authorization"] for r in proxy.requests], [SECRET, SECRET])


class ProxiesThatAreNotThere(Case):
    def test_are_the_proxys_fault(self):
        with Origin({}) as gone:
            url = gone.url
        for proxy, target in ((url, "http://a.example/"), (url, "https://a.example/"),
                              ("nowhere.invalid:1", "http://a.example/"),
                              (url.replace("http", "socks5h"), "http://a.example/")):
            with self.subTest(proxy=proxy, target=target):
                done = follow("-x", proxy, "-d", "x=1", target)
                self.assert_exit(done, 33)
                self.assertNotIn(b"not known", done.stderr)

    def test_would_hide_addresses(self):
        """--deny-private can't judge what a proxy resolves, and says so before anything is sent."""
        proxy = self.origin({"*": answer(200)})
        private = "http://127.0.0.1:1/"
        denying = ["--deny-private", private]
        self.assert_exit(follow(*denying, "-x", proxy.url), 2)
        for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            done = follow(*denying, environment={name: proxy.url})
            self.assert_exit(done, 2)
            self.assertIn(name.encode(), done.stderr)
        self.assertEqual(proxy.requests, [])
        self.assert_exit(follow(*denying, "-x", "", environment={"http_proxy": proxy.url}), 39)


if __name__ == "__main__":
    unittest.main()
