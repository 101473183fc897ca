#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward check of servers, as a process: check_test.py [unittest arguments] --onward PROGRAM

Against an origin whose every byte is scripted, so that each way to treat a request wrongly is there;
and against the gateway, about which there is nothing to say."""
import json
import os
import pathlib
import re
import socket
import struct
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
NO_PROXY = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def check(*words, stdin=b""):
    return subprocess.run([ONWARD, "check", *map(str, words)], input=stdin, capture_output=True,
                          timeout=TIMEOUT_S, env=NO_PROXY)


def at_once(status, location):
    """A page that answers from the head, and drops what comes."""

    def page(request):
        request.answer(status, b"", [f"Location: {location}", "Connection: close"])
        request.connection.shutdown(socket.SHUT_WR)
        while request.connection.recv(1 << 16):
            pass
        return False

    return page


def continues(status, location):
    """100 Continue, then the redirect, the content not waited for: as nginx's return."""

    def page(request):
        if "expect" in request.fields:
            request.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.answer(status, b"", [f"Location: {location}"])
            del request.fields["expect"]
            request.read_content()
            return True
        request.read_content()
        request.answer(status, b"", [f"Location: {location}"])
        return True

    return page


def cuts(status, location):
    """Answers and resets the connection while content is on its way."""

    def page(request):
        if int(request.fields.get("content-length", "0")) < 10_000:
            request.read_content()
            request.answer(status, b"", [f"Location: {location}"])
            return True
        request.answer(status, b"", [f"Location: {location}"])
        time.sleep(0.2)
        linger = struct.pack("ii", 1, 0)
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False

    return page


def leaves_content(status, location):
    """Answers at once and takes the content for the next request."""

    def page(request):
        request.answer(status, b"", [f"Location: {location}"])
        request.connection.settimeout(0.3)
        try:
            left = request.file.read(16)
        except OSError:
            left = b""
        if left:
            request.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        return False

    return page


class Case(unittest.TestCase):
    def origin(self, pages):
        origin = Origin(pages)
        self.addCleanup(origin.__exit__)
        return origin

    def found(self, *words, code=None):
        """The ids of what is found, by URL's path, and the whole answer."""
        done = check("--report", "json", "--pause", "0", *words)
        self.assertIn(done.returncode, (0, 1), done.stderr.decode())
        told = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1 if told["findings"] else 0)
        return {f["id"] for f in told["findings"]}, told


class Walks(Case):
    def test_a_redirect_about_which_there_is_nothing_to_say(self):
        origin = self.origin({"/a": redirect(307, "/b"), "/b": answer(200)})
        found, told = self.found(origin.url + "/a")
        self.assertEqual(found, set())
        hops = told["urls"][0]["hops"]
        self.assertEqual([h["status"] for h in hops], [307, 200])
        self.assertEqual((hops[0]["form"], hops[0]["caching"]), ("path", "not kept"))
        self.assertEqual([r.method for r in origin.requests], ["GET", "GET"])
        self.assertRegex(origin.requests[0].fields["user-agent"], r"^onward-check/\d")

    def test_what_is_wrong_with_redirects(self):
        pages = {
            "/chain": redirect(307, "/a"), "/a": redirect(307, "/b"), "/b": answer(200),
            "/loop": redirect(302, "/loop", "Cache-Control: no-store"),
            "/gone": redirect(307, "/nowhere"),
            "/old": redirect(301, "/b"),
            "/kept": redirect(307, "/b", "Cache-Control: max-age=60"),
            "/none": answer(307), "/two": redirect(307, "/a", "Location: /b"),
            "/file": redirect(307, "file:///etc/passwd"),
            "/back": redirect(307, "\\\\other.example/x"),
        }
        origin = self.origin(pages)
        for path, wanted in {
                "/chain": {"chain"}, "/loop": {"loop"}, "/gone": {"dead-end"},
                "/old": {"permanent-uncached"}, "/kept": {"temporary-cached"},
                "/none": {"bad-location"}, "/file": {"bad-location"}}.items():
            with self.subTest(path):
                self.assertEqual(self.found(origin.url + path)[0], wanted)
        self.assertLessEqual({"bad-location"}, self.found(origin.url + "/two")[0])
        self.assertLessEqual({"location-reading"}, self.found("--max-time", "5",
                                                              origin.url + "/back")[0])

    def test_a_server_that_is_not_there(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        found, told = self.found(url)
        self.assertEqual(found, {"no-answer"})
        self.assertIn("no answer", told["urls"][0]["ending"])

    def test_a_post_is_what_clients_lose(self):
        origin = self.origin({"/a": redirect(302, "/b"), "/b": answer(200)})
        found, told = self.found("-d", "a=1", origin.url + "/a")
        self.assertEqual(found, {"clients-lose", "loses-method"})
        self.assertEqual([r.method for r in origin.requests], ["POST", "GET"])
        self.assertGreater(len(told["urls"][0]["clients"]), 100)
        found, told = self.found("-d", "a=1", "--client", "requests", origin.url + "/a")
        self.assertEqual(found, {"loses-method"})
        self.assertEqual(len(told["urls"][0]["clients"]), 1)

    def test_many_urls_from_a_file_each_server_one_after_the_other(self):
        origins = [self.origin({"*": redirect(307, "/b"), "/b": answer(200)}) for _ in range(3)]
        urls = [o.url + f"/{i}" for i in range(20) for o in origins]
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write("# comment\n\n" + "\n".join(urls) + "\n")
            file.flush()
            found, told = self.found("--urls", file.name)
        self.assertEqual(found, set())
        self.assertEqual([u["url"] for u in told["urls"]], urls)
        self.assertEqual([len(o.requests) for o in origins], [40, 40, 40])
        self.assertEqual([o.connections for o in origins], [1, 1, 1])

    def test_against_rules(self):
        origin = self.origin({"/same": redirect(307, "/b"), "/other": redirect(302, "/c"),
                              "/absolute": redirect(307, "/b"), "*": answer(200)})
        with tempfile.TemporaryDirectory() as folder:
            rules = pathlib.Path(folder, "_redirects")
            rules.write_text(f"/same /b 307\n/other /b 307\n/absolute {origin.url}/b 307\n"
                             "/missing /b 307\n")
            urls = [origin.url + path for path in ("/same", "/other", "/absolute", "/missing", "/x")]
            found, told = self.found("--against", rules, *urls)
        differs = [f for f in told["findings"] if f["id"] == "differs"]
        self.assertEqual([f["url"] for f in differs], [urls[1], urls[3]])
        self.assertEqual([f["line"] for f in differs], [2, 4])


class Uploads(Case):
    def upload(self, page):
        origin = self.origin({"/a": page, "/b": answer(200)})
        found, told = self.found("--uploads", origin.url + "/a")
        return found, told["urls"][0].get("upload")

    def test_a_server_that_does_all_of_it_right(self):
        found, upload = self.upload(at_once(307, "/b"))
        self.assertEqual(found, set())
        self.assertEqual(upload["status"], 307)
        self.assertFalse(upload["invites"] or upload["waits"] or upload["cuts"])

    def test_what_servers_do_wrong(self):
        for page, wanted in ((continues, {"invites-content", "waits-for-content"}),
                             (cuts, {"cuts-uploads"}), (leaves_content, {"unread-content"})):
            with self.subTest(page.__name__):
                self.assertLessEqual(wanted, self.upload(page(307, "/b"))[0])

    def test_no_redirect_no_probe(self):
        found, upload = self.upload(answer(200))
        self.assertEqual((found, upload), (set(), None))

    def test_our_gateway(self):
        with tempfile.TemporaryDirectory() as folder:
            rules = pathlib.Path(folder, "onward.toml")
            rules.write_text('[[listen]]\naddress = "127.0.0.1:0"\n[[rule]]\nmatch = "/a"\nto = "/b"\n')
            server = subprocess.Popen([ONWARD, "serve", str(rules)], stderr=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
            try:
                port = None
                while port is None:
                    line = server.stderr.readline() or server.stdout.readline()
                    port = re.search(r"127\.0\.0\.1:(\d+)", line)
                found, told = self.found("--uploads", f"http://127.0.0.1:{port[1]}/a")
            finally:
                server.terminate()
                server.communicate(timeout=TIMEOUT_S)
        self.assertEqual(found, {"dead-end"})  # nothing is served at /b
        self.assertEqual(told["urls"][0]["upload"]["status"], 307)
        self.assertTrue(told["urls"][0]["upload"]["keeps_small"])


class Words(Case):
    def test_mistakes(self):
        for words, told in ((["-k", "x.toml"], "goes with URLs"),
                            (["http://a.example/", "x.toml"], "not both"),
                            (["http://a.example/", "--client", "nobody"], "no client"),
                            (["http://a.example/", "--pause", "x"], "seconds"),
                            (["http://a.example/", "--at-once", "0"], "from 1 to 64"),
                            (["http://a.example/", "-X", "A B"], "no method"),
                            (["http://a.example/", "-H", "nothing"], "no field"),
                            ([], "a rule file or a URL")):
            done = check(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(told, done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
