#!/usr/bin/python3
"""A page in real Chromium POSTs JSON through a 307 to a third origin.

  A  serves the page and takes its report     a server of this test
  B  answers 307, preflights included         onward
  C  takes the POST and allows any origin     a server of this test

With `cors` in the rule the POST must arrive at C whole, from Origin: null (Fetch, HTTP-redirect
fetch: a second change of origin taints it); without, the page's fetch() must fail, nothing may
arrive at C, and `onward explain` must say that CORS is why.

  tests/e2e/cors_chromium.py --onward build/release/onward

Exit code 77, ctest's "skipped", where there is no Chromium (packaging/install-packages browser)."""

import argparse
import http.server
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "bench"))
from harness.process import Server

SKIPPED = 77
PATIENCE_SECONDS = 90
SENT = {"order": 307, "text": "Grüße"}

PAGE = """<!DOCTYPE html>
<title>cors</title>
<script>
(async () => {
  let seen;
  try {
    const answer = await fetch('%s/move', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(%s),
    });
    seen = {status: answer.status, redirected: answer.redirected, text: await answer.text()};
  } catch (error) {
    seen = {error: `${error.name}: ${error.message}`};
  }
  await fetch('/report', {method: 'POST', body: JSON.stringify(seen)});
})();
</script>
"""

RULES = """
[[listen]]
address = "127.0.0.1:0"

[[rule]]
name  = "moves to C"
match = "/move"
to    = "{c}/landed"
"""
CORS = """
[rule.cors]
origins = ["{a}"]
"""


class Origin(http.server.ThreadingHTTPServer):
    """A server on a port of its own; what is POSTed to it stands in `arrived`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.page = ""
        self.arrived = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_):
        """A browser that is ended resets its connections; that is no failure."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every origin: GET with the page, OPTIONS with permission, POST with "landed"."""

    protocol_version = "HTTP/1.1"

    def answer(self, status, content):
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "content-type")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.answer(200, self.server.page.encode())

    def do_OPTIONS(self):
        self.answer(200, b"")

    def do_POST(self):
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.arrived.put((self.path, dict(self.headers), content))
        self.answer(200, b"landed")

    def log_message(self, *_):
        pass


def open_in_chromium(chromium, url, folder, *options):
    command = [chromium, "--headless=new", "--disable-gpu", "--disable-dev-shm-usage"]
    command += ["--no-first-run", f"--user-data-dir={folder}/profile"]
    if os.geteuid() == 0:
        command.append("--no-sandbox")  # Chromium refuses to run as root with it
    command.append("--remote-debugging-port=0")  # it stays until it is ended
    # Not its own port: it is there when the page's origin is.
    return Server("chromium", [*command, *options, url], folder, port=int(url.rpartition(":")[2]))


def write_rules(folder, a, c, cors):
    path = os.path.join(folder, "onward.toml")
    with open(path, "w") as file:
        file.write((RULES + (CORS if cors else "")).format(a=a.url, c=c.url))
    return path


def visit(onward, chromium, cors):
    """Returns what the page saw, what arrived at C, and what explain says."""
    a, c = Origin(), Origin()
    with tempfile.TemporaryDirectory(prefix="onward-cors-", ignore_cleanup_errors=True) as folder:
        rules = write_rules(folder, a, c, cors)
        with Server("onward", [onward, "serve", rules], folder) as b:
            a.page = PAGE % (b.url, json.dumps(SENT))
            with open_in_chromium(chromium, a.url, folder) as browser:
                try:
                    _, _, report = a.arrived.get(timeout=PATIENCE_SECONDS)
                except queue.Empty:
                    sys.exit(f"The page reported nothing. Chromium:\n{browser.said()[-2000:]}")
            explained = explain(onward, rules, f"{b.url}/move", a.url)
    arrived = [] if c.arrived.empty() else [c.arrived.get()]
    return json.loads(report), arrived, explained


def explain(onward, rules, url, origin):
    command = [onward, "explain", rules, url, "-X", "POST", "-H", f"Origin: {origin}"]
    command += ["-H", "Content-Type: application/json"]
    return subprocess.run(command, capture_output=True, text=True).stdout


def expect(what, seen, wanted):
    print(f"{'ok' if seen == wanted else 'FAILED'}: {what}: {seen!r}")
    return seen == wanted


def with_cors(onward, chromium):
    report, arrived, _ = visit(onward, chromium, cors=True)
    wanted = {"status": 200, "redirected": True, "text": "landed"}
    if not expect("the page with cors saw", report, wanted) or not arrived:
        return False
    path, fields, content = arrived[0]
    return all(
        [
            expect("it landed at", path, "/landed"),
            expect("with the content", json.loads(content), SENT),
            expect("of type", fields.get("Content-Type"), "application/json"),
            expect("from Origin", fields.get("Origin"), "null"),
        ]
    )


def without_cors(onward, chromium):
    report, arrived, explained = visit(onward, chromium, cors=False)
    return all(
        [
            expect("the page without cors saw an error", "error" in report, True),
            expect("and at C arrived", arrived, []),
            expect("explain speaks of CORS", "cors" in explained.lower(), True),
        ]
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--onward", metavar="PROGRAM", default="build/release/onward")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium")
    if not chromium:
        print("skipped: no chromium (packaging/install-packages browser)")
        sys.exit(SKIPPED)
    onward = os.path.abspath(arguments.onward)
    results = [with_cors(onward, chromium), without_cors(onward, chromium)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
