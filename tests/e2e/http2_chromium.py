#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Real Chromium over HTTP/2: http2_chromium.py --onward PROGRAM

  A  serves the page and takes its report     a server of cors_chromium.py
  B  answers 307 over TLS, by HTTP/2          onward
  C  takes the POST and allows any origin     a server of cors_chromium.py

A POST of JSON, and one of 1 MB, must arrive at C whole. One whose content is a stream must fail, and
nothing of it may arrive: Fetch (HTTP-redirect fetch) makes it a network error, as a stream cannot be
read again. That it spoke HTTP/2 is seen in the access log.

Exit code 77, ctest's "skipped", where there is no Chromium (packaging/install-packages browser)."""

import json
import pathlib
import queue
import shutil
import sys
import tempfile
import unittest

import served
from cors_chromium import PATIENCE_SECONDS, SKIPPED, Origin, open_in_chromium
from tls_test import Authority, tls

LARGE_BYTES = 1_000_000

PAGE = """<!DOCTYPE html>
<title>HTTP/2</title>
<script>
async function post(path, body, more) {
  try {
    const answer = await fetch('%s' + path, {method: 'POST', body, ...more});
    return {status: answer.status, redirected: answer.redirected, text: await answer.text()};
  } catch (error) {
    return {error: error.name};
  }
}
(async () => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('a stream'));
      controller.close();
    },
  });
  const seen = {
    json: await post('/json', '{"order": 307}', {headers: {'Content-Type': 'application/json'}}),
    large: await post('/large', 'u'.repeat(%d)),
    stream: await post('/stream', stream, {duplex: 'half'}),
  };
  await fetch('/report', {method: 'POST', body: JSON.stringify(seen)});
})();
</script>
"""

RULES = """
[[listen]]
address = "127.0.0.1:0"
tls = {tls}

[log]
path = "log"

[[rule]]
match = "/*"
to = "{c}/landed/{{0}}"

[rule.cors]
origins = ["{a}"]
"""


class Chromium(unittest.TestCase):
    def visit(self, chromium, folder):
        Authority(folder).sign("shop", "shop.example")
        a, c = Origin(), Origin()
        server = served.Server(self, RULES.format(tls=tls("shop"), a=a.url, c=c.url), folder=folder)
        a.page = PAGE % (f"https://127.0.0.1:{server.port}", LARGE_BYTES)
        with open_in_chromium(chromium, a.url, folder, "--ignore-certificate-errors") as browser:
            try:
                _, _, report = a.arrived.get(timeout=PATIENCE_SECONDS)
            except queue.Empty:
                self.fail(f"The page reported nothing. Chromium:\n{browser.said()[-2000:]}")
        server.stop()
        arrived = {}
        while not c.arrived.empty():
            path, _, content = c.arrived.get()
            arrived[path] = content
        return json.loads(report), arrived, (folder / "log").read_text()

    def test_content_arrives_and_a_stream_does_not(self):
        chromium = shutil.which("chromium")
        if not chromium:
            self.skipTest("no chromium (packaging/install-packages browser)")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            report, arrived, log = self.visit(chromium, pathlib.Path(folder))
        landed = {"status": 200, "redirected": True, "text": "landed"}
        self.assertEqual(report, {"json": landed, "large": landed, "stream": {"error": "TypeError"}})
        self.assertEqual(arrived, {"/landed/json": b'{"order": 307}',
                                   "/landed/large": b"u" * LARGE_BYTES})
        for path in ("/json", "/large", "/stream"):
            self.assertIn(f'"POST {path} HTTP/2.0" 307 ', log)


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    sys.exit(SKIPPED if result.skipped else not result.wasSuccessful())
