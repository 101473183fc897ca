#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the operator of onward serve can ask: admin_test.py [unittest arguments] --onward PROGRAM

Metrics, health and hits, on a Unix socket and on loopback, over reload, upgrade and drain."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from exposition import parse  # noqa: E402
from served import ONWARD, TIMEOUT_S, Server, read_all, rules  # noqa: E402

ADMIN = '[admin]\nlisten = ["unix:{0}/admin.sock", "127.0.0.1:0"]\n'
NAMED = '[[rule]]\nname = "o\\"d\\\\\\nd"\nmatch = "/never"\nto = "/x"\n'


def get(address, path):
    """Status and content; an address is a path, or a port of loopback."""
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as client:
        client.settimeout(TIMEOUT_S)
        client.connect(address if isinstance(address, str) else ("127.0.0.1", address))
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head, _, content = read_all(client).partition("\r\n\r\n")
        return int(head.split()[1]), content


class Admin(unittest.TestCase):
    def serve(self, text=NAMED + rules("one")):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-admin-"))
        server = Server(self, ADMIN.format(folder) + text, folder=folder)
        self.path = str(folder / "admin.sock")
        self.port = int(server.wait_for(r"metrics and health on http://127\.0\.0\.1:(\d+)")[1])
        return server

    def metrics(self, address=None):
        status, content = get(address or self.path, "/metrics")
        self.assertEqual(status, 200)
        return parse(content)

    def value(self, name, **labels):
        return self.metrics().get((name, tuple(sorted(labels.items()))), 0)

    def test_metrics_are_of_the_format_and_count(self):
        server = self.serve()
        before = self.metrics()
        for _ in range(3):
            server.ask("/old/a")
        server.ask("/nowhere", method="BREW")
        server.ask("/old/a", method="POST", fields="Connection: close\r\nContent-Length: 9\r\n")
        with server.connect() as client:
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
            read_all(client)
        while self.value("onward_answer_duration_seconds_count") < 6:  # counted behind an answer
            pass
        after = self.metrics(self.port)
        self.assertLessEqual(set(before), set(after))
        grown = {key: after[key] - before.get(key, 0) for key in after
                 if key[0].endswith("_total") and after[key] != before.get(key, 0)}
        named = [key[0] for key in grown]
        request = {tuple(value for _, value in key[1]): count for key, count in grown.items()
                   if key[0] == "onward_requests_total"}
        self.assertEqual(request, {("GET", "HTTP/1.1", "307"): 3, ("POST", "HTTP/1.1", "307"): 1,
                                   ("other", "HTTP/1.1", "404"): 1})
        self.assertEqual(grown["onward_early_answers_total", ()], 1)
        self.assertEqual(grown["onward_refusals_total", (("reason", "http-host-missing"),)], 1)
        self.assertEqual(grown["onward_connections_total", ()], 6)
        self.assertEqual(grown["onward_rule_hits_total", (("line", "7"), ("rule", "/old/*"))], 4)
        self.assertEqual(after["onward_rule_hits_total", (("line", "3"), ("rule", 'o"d\\\nd'))], 0)
        self.assertEqual(after["onward_answer_duration_seconds_count", ()], 6)
        self.assertGreater(after["onward_answer_duration_seconds_sum", ()], 0)
        self.assertGreater(after["process_resident_memory_bytes", ()], 1 << 20)
        self.assertGreater(after["process_open_fds", ()], 5)
        self.assertEqual(after["onward_rules", ()], 2)
        self.assertIn("process_cpu_seconds_total", named)

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_http2_is_counted(self):
        server = self.serve()
        subprocess.run(["curl", "-s", "--http2-prior-knowledge", "-X", "PUT", "-d", "x" * 100_000,
                        f"http://127.0.0.1:{server.port}/old/a"], capture_output=True,
                       timeout=TIMEOUT_S, check=False)
        self.assertEqual(self.value("onward_requests_total", protocol="HTTP/2", method="PUT",
                                    status="307"), 1)
        self.assertEqual(self.value("onward_early_answers_total"), 1)
        self.assertEqual(self.value("onward_rule_hits_total", rule="/old/*", line="7"), 1)

    def test_a_flood_is_counted_and_cut(self):
        server = self.serve()
        ping = b"\0\0\x08\x06\0\0\0\0\0" + bytes(8)
        with server.connect() as client:
            client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0")
            try:
                for _ in range(100):
                    client.sendall(1000 * ping)
                while client.recv(65536):
                    pass
            except (BrokenPipeError, ConnectionResetError):
                pass
        self.assertEqual(self.value("onward_connections_cut_total", reason="flood"), 1)
        self.assertIn(" 307 ", server.ask())

    def test_another_reader_of_the_format_agrees(self):
        try:
            from prometheus_client.parser import text_string_to_metric_families
        except ImportError:
            self.skipTest("python3-prometheus-client is not installed")
        self.serve().ask()
        text = get(self.path, "/metrics")[1]
        theirs = {(sample.name, tuple(sorted(sample.labels.items()))): sample.value
                  for family in text_string_to_metric_families(text) for sample in family.samples}
        self.assertEqual(theirs, parse(text))

    def test_reloads_are_counted_and_hits_kept(self):
        server = self.serve()
        server.ask()
        good = server.file.read_text()
        server.file.write_text("[[rule]\n")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("the old rules go on")
        server.file.write_text(good.replace("one.example", "two.example") + rules("three"))
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded")
        server.ask()
        self.assertEqual(self.value("onward_reloads_total", part="rules", result="refused"), 1)
        self.assertEqual(self.value("onward_reloads_total", part="rules", result="done"), 1)
        self.assertEqual(self.value("onward_rules"), 3)
        self.assertEqual(self.value("onward_rule_hits_total", rule="/old/*", line="7"), 2)

    def test_hits_as_a_table(self):
        server = self.serve()
        server.ask()
        outcome = subprocess.run([ONWARD, "rules", "hits", "unix:" + self.path], text=True,
                                 capture_output=True, timeout=TIMEOUT_S, check=True)
        lines = outcome.stdout.splitlines()
        self.assertRegex(lines[1], r"^ +never .*o\"d\\+\\nd \(/never\)")
        self.assertRegex(lines[2], r"^ +1  \d{4}-.* 7: /old/\*$")
        hits = json.loads(get(self.port, "/rules/hits")[1])
        self.assertEqual([rule["hits"] for rule in hits["rules"]], [0, 1])

    def test_ready_until_it_drains(self):
        server = self.serve()
        for path in ("/livez", "/readyz", "/health", "/ready"):
            self.assertEqual(get(self.path, path)[0], 200)
        self.assertEqual(get(self.path, "/")[0], 404)
        with server.connect() as begun:
            begun.sendall(b"GET /old/a HTTP/1.1\r\n")
            while self.value("onward_open_connections") == 0:
                pass
            server.process.send_signal(signal.SIGTERM)
            server.wait_for("ending")
            server.wait_until_closed()
            for address in (self.path, self.port):
                self.assertEqual(get(address, "/readyz"), (503, "draining\n"))
                self.assertEqual(get(address, "/livez")[0], 200)
            self.assertEqual(self.value("onward_draining"), 1)
            begun.sendall(b"Host: h\r\n\r\n")
            self.assertIn("307", read_all(begun))
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        self.assertFalse(os.path.exists(self.path))

    def test_a_successor_answers_at_both_addresses(self):
        server = self.serve()
        server.ask()
        with server.connect() as begun:
            begun.sendall(b"GET /old/a HTTP/1.1\r\n")
            while self.value("onward_open_connections") == 0:
                pass
            os.kill(server.process.pid, signal.SIGUSR2)
            successor = int(server.wait_for(r"process (\d+) starts, to take over").group(1))
            self.addCleanup(self.kill, successor)
            server.wait_for("ending when what has begun is answered")
            # The old one still has a request to answer, and shows nothing any more: the new one does,
            # at the addresses of before.
            for address in (self.path, self.port):
                for _ in range(4):
                    while self.metrics(address)["onward_draining", ()] == 1:
                        pass
                    self.assertEqual(get(address, "/readyz")[0], 200)
            self.assertEqual(self.value("onward_requests_total", protocol="HTTP/1.1", method="GET",
                                        status="307"), 0)
            begun.sendall(b"Host: h\r\n\r\n")
            read_all(begun)
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        self.assertEqual(get(self.path, "/readyz")[0], 200)
        os.kill(successor, signal.SIGTERM)
        server.wait_until_closed()
        while os.path.exists(self.path):
            pass

    def kill(self, process_id):
        try:
            os.kill(process_id, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def test_an_address_for_everybody_is_refused(self):
        server = self.serve()
        for address in ("0.0.0.0:9307", "[::]:9307", "192.0.2.1:9307", ":9307", "unix:admin.sock"):
            server.file.write_text(f'[admin]\nlisten = "{address}"\n' + rules("one"))
            outcome = subprocess.run([ONWARD, "serve", "--check", str(server.file)], text=True,
                                     capture_output=True, timeout=TIMEOUT_S, check=False)
            self.assertEqual(outcome.returncode, 2, address)
            self.assertTrue(re.search(r"onward\.toml:2:\d+: error", outcome.stderr), outcome.stderr)


if __name__ == "__main__":
    unittest.main()
