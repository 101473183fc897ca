#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward serve as a process: serve_test.py [unittest arguments] --onward PROGRAM

What only a process shows: messages and exit codes, signals, reload, the access log. What is
answered to which request is tested in src/rules and src/gateway."""
import json
import os
import pathlib
import signal
import socket
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from served import TIMEOUT_S, Server, location, read_all, rules, run  # noqa: E402


class Serve(unittest.TestCase):
    def test_answers_and_ends_well(self):
        server = Server(self)
        answer = server.ask("/old/a?x=1", method="POST",
                            fields="Connection: close\r\nContent-Length: 0\r\n")
        self.assertTrue(answer.startswith("HTTP/1.1 307 Temporary Redirect\r\n"), answer)
        self.assertEqual(location(answer), "https://one.example/a?x=1")
        self.assertEqual(server.stop()[0], 0)

    def test_a_refused_request_is_the_last(self):
        server = Server(self)
        for head in ("GET /old/a HTTP/1.1\r\nHost: h\r\nExpect: coffee\r\n\r\n",
                     "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n",
                     "TRACE /old/a HTTP/1.1\r\nHost: h\r\n\r\n"):
            with self.subTest(head), server.connect() as connection:
                connection.sendall((head + "GET /old/a HTTP/1.1\r\nHost: h\r\n\r\n").encode())
                connection.shutdown(socket.SHUT_WR)
                answer = read_all(connection)
                self.assertEqual(answer.count("HTTP/1.1 "), 1, answer)
                self.assertIn("Connection: close\r\n", answer)

    def test_files_of_others(self):
        for name, text in (("_redirects", "/old/a https://two.example/ 307\n"),
                           ("moved.csv", "from,to,status\n/old/a,https://two.example/,307\n")):
            with self.subTest(name):
                server = Server(self, text, name)
                self.assertEqual(location(server.ask()), "https://two.example/")

    def test_reload(self):
        server = Server(self)
        server.file.write_text(rules("two"))
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded")
        self.assertEqual(location(server.ask()), "https://two.example/a")

    def test_a_broken_file_changes_nothing(self):
        server = Server(self)
        server.file.write_text('[[rule]]\nmatch = "/old/*"\nto = "https://x/{nowhere}"\n')
        server.process.send_signal(signal.SIGHUP)
        server.wait_for(r"onward\.toml:3:\d+: error")
        server.wait_for("the old rules go on")
        self.assertEqual(location(server.ask()), "https://one.example/a")
        server.file.write_text("")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("has no rule; the old rules go on")
        self.assertEqual(location(server.ask()), "https://one.example/a")
        server.file.unlink()
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("the old rules go on")
        self.assertEqual(location(server.ask()), "https://one.example/a")

    def test_sigterm_finishes_what_has_begun(self):
        server = Server(self)
        with server.connect() as idle, server.connect() as begun:
            begun.sendall(b"GET /old/a HTTP/1.1\r\nHost: h\r\nX: ")
            idle.sendall(b"HEAD /old/a HTTP/1.1\r\nHost: h\r\n\r\n")
            self.assertIn("307", idle.recv(65536).decode())
            server.process.send_signal(signal.SIGTERM)
            server.wait_for("ending")
            self.assertEqual(read_all(idle), "")
            server.wait_until_closed()
            begun.sendall(b"y\r\n\r\n")
            answer = read_all(begun)
            self.assertEqual(location(answer), "https://one.example/a")
            self.assertIn("Connection: close\r\n", answer)
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)

    def test_access_log(self):
        server = Server(self, arguments=["--access-log", "access.log"])
        server.ask('/old/a"b'.replace('"', "%22"),
                   fields='Connection: close\r\nUser-Agent: evil" \x7f\r\n'.replace("\x7f", "x"))
        self.assertEqual(server.stop()[0], 0)
        line = (server.folder / "access.log").read_text()
        self.assertRegex(line, r'^127\.0\.0\.1 - - \[[^]]+\] "GET /old/a%22b HTTP/1\.1" 307 \d+ ')
        self.assertEqual(line.count("\n"), 1)
        self.assertNotIn('evil" ', line)

    def test_access_log_as_json(self):
        server = Server(self, '[log]\nformat = "json"\npath = "-"\n' + rules("one"))
        server.ask()
        code, out, _ = server.stop()
        self.assertEqual(code, 0)
        entry = json.loads(out)
        self.assertEqual(entry["status"], 307)

    def test_a_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken, \
                tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "onward.toml"
            path.write_text(rules("one"))
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            outcome = run(str(path), "--listen", address)
            self.assertEqual(outcome.returncode, 3)
            self.assertIn(address, outcome.stderr)
            self.assertIn("another program listens there", outcome.stderr)

    def test_files_that_do_not_serve(self):
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(cwd=folder)
            self.assertEqual(outcome.returncode, 3)
            self.assertIn("onward.toml", outcome.stderr)
            path = pathlib.Path(folder) / "onward.toml"
            path.write_text('[[rule]]\nmatch = "old"\nto = 7\nstatsu = 1\n')
            outcome = run("--check", cwd=folder)
            self.assertEqual(outcome.returncode, 2)
            for line in (2, 3, 4):  # all of them at once
                self.assertIn(f"onward.toml:{line}:", outcome.stderr)
            path.write_text(rules("one"))
            self.assertEqual(run("--check", cwd=folder).returncode, 0)
            if os.geteuid() != 0:  # root reads everything
                path.chmod(0)
                self.assertEqual(run(cwd=folder).returncode, 3)

    def test_a_command_line_that_is_wrong(self):
        for arguments in (["--listen", "nowhere"], ["--threads", "0x"], ["--format", "nginx"],
                          ["a", "b"]):
            with self.subTest(arguments):
                self.assertIn(run(*arguments).returncode, (2, 3))


if __name__ == "__main__":
    unittest.main()
