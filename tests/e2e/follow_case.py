# SPDX-License-Identifier: MIT
"""What the tests of `onward follow` as a process share: FILE_test.py [unittest arguments] --onward
PROGRAM. It runs against origins whose every byte is scripted (origin.py); the decision itself is
tested in src/redirect.

    class Sends(Case):
        def test_it(self):
            origin = self.origin({"/a": redirect(307, "/b"), "/b": answer(200, b"ok")})
            self.assertEqual(follow(origin.url + "/a").stdout, b"ok")
"""
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

from origin import Origin

ONWARD = os.path.abspath(sys.argv.pop())
assert sys.argv.pop() == "--onward", __doc__
TIMEOUT_S = 60
NO_PROXY = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def follow(*words, stdin=b"", environment=None, **more):
    """Runs it, with no proxy but those of `environment`; stdin may be bytes or a file."""
    is_bytes = isinstance(stdin, bytes)
    return subprocess.run(
        [ONWARD, "follow", *map(str, words)], capture_output=True, timeout=TIMEOUT_S,
        env={**NO_PROXY, **(environment or {})},
        **({"input": stdin} if is_bytes else {"stdin": stdin}), **more)


def follow_json(*words, **more):
    done = follow("--json", *words, **more)
    return done, json.loads(done.stdout)


def start_follow(*words, stdin=subprocess.DEVNULL):
    """The same as a process that is still running."""
    return subprocess.Popen([ONWARD, "follow", *map(str, words)], stdin=stdin, env=NO_PROXY,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_until(is_so):
    """Until `is_so()`, or time is up: what comes next says what is missing."""
    end = time.monotonic() + TIMEOUT_S
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)


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

    def tls(self, host="127.0.0.1"):
        """A server's context, and the certificate that `--cacert` trusts it by."""
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        names = f"subjectAltName={'IP' if host[0].isdigit() else 'DNS'}:{host}"
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
             certificate, "-subj", f"/CN={host}", "-addext", names],
            capture_output=True) if shutil.which("openssl") else None
        if made is None or made.returncode:
            self.skipTest("there is no openssl to make a certificate")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context, certificate
