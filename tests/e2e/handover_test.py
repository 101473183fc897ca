#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""One onward serve after the other: handover_test.py [unittest arguments] --onward PROGRAM

Listening sockets that are inherited, from systemd and from the process before, and what is said to
systemd."""
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from served import ONWARD, TIMEOUT_S, Server, location, read_all, rules  # noqa: E402
from tls_test import Authority, listen, tls  # noqa: E402


class Asker:
    """Asks on a new connection each time, until it is told to stop."""

    def __init__(self, server):
        self.server, self.locations, self.failures = server, [], []
        self.has_asked, self.is_over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.is_over.is_set():
            try:
                self.locations.append(location(self.server.ask()))
                self.has_asked.set()
            except OSError as reason:
                self.failures.append(reason)

    def end(self):
        self.is_over.set()
        self.thread.join()


def kill(process_id):
    try:
        os.kill(process_id, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Upgrade(unittest.TestCase):
    def upgrade(self, server, process_id=None):
        """The process id of the successor of the server, or of one of its successors."""
        os.kill(process_id or server.process.pid, signal.SIGUSR2)
        successor = int(server.wait_for(r"process (\d+) starts, to take over").group(1))
        self.addCleanup(kill, successor)
        return successor

    def test_no_connection_is_refused(self):
        server = Server(self)
        asker = Asker(server)
        self.addCleanup(asker.end)
        server.file.write_text(rules("two"))
        asker.has_asked.wait(TIMEOUT_S)
        self.upgrade(server)
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        self.assertEqual(location(server.ask()), "https://two.example/a")
        asker.end()
        self.assertEqual(asker.failures, [])
        self.assertEqual(set(asker.locations), {"https://one.example/a", "https://two.example/a"})

    def test_what_has_begun_is_answered_by_the_old_one(self):
        server = Server(self)
        with server.connect() as connection:
            connection.sendall(b"GET /old/a HTTP/1.1\r\n")
            server.file.write_text(rules("two"))
            self.upgrade(server)
            server.wait_for("ending when what has begun is answered")
            connection.sendall(b"Host: h\r\n\r\n")
            answer = read_all(connection)
        self.assertEqual(location(answer), "https://one.example/a")
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)

    def test_a_successor_that_does_not_start_changes_nothing(self):
        server = Server(self)
        server.file.write_text("[[rule]\n")
        for _ in range(2):
            self.upgrade(server)
            server.wait_for(r"process \d+ ended with status 2 before it took over; this one goes on")
            self.assertEqual(location(server.ask()), "https://one.example/a")
        server.file.write_text(rules("two"))
        self.upgrade(server)
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        self.assertEqual(location(server.ask()), "https://two.example/a")

    def start_slowly(self):
        """A server whose successor waits until somebody writes its map; and its process id."""
        server = Server(self)
        rows = server.folder / "rows.csv"
        os.mkfifo(rows)
        server.file.write_text(rules("two") + f'[[rule]]\nmap = "{rows}"\n')
        successor = self.upgrade(server)
        writer = os.open(rows, os.O_WRONLY)  # when it reads: it has the file above
        self.addCleanup(os.close, writer)
        os.write(writer, b"/a,/b\n")
        return server, successor, writer

    def end_of_rows(self, writer):
        os.dup2(os.open("/dev/null", os.O_WRONLY | os.O_CLOEXEC), writer)

    def test_a_reload_meanwhile_is_the_successors(self):
        server, successor, writer = self.start_slowly()
        server.file.write_text(rules("three"))
        for _ in range(2):
            server.process.send_signal(signal.SIGHUP)
            server.wait_for(f"process {successor} is starting: it reloads when it has taken over")
        self.end_of_rows(writer)
        server.wait_for(f"process {successor} is told to reload")
        server.wait_for("reloaded .*onward.toml")
        self.assertEqual(location(server.ask()), "https://three.example/a")
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)

    def test_a_reload_is_done_where_the_successor_does_not_start(self):
        server, successor, writer = self.start_slowly()
        server.file.write_text(rules("three"))
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("is starting: it reloads")
        os.kill(successor, signal.SIGKILL)
        server.wait_for("before it took over; this one goes on")
        server.wait_for("reloaded .*onward.toml")
        self.assertEqual(location(server.ask()), "https://three.example/a")

    def test_a_signal_does_not_end_who_is_starting_or_ending(self):
        server, successor, writer = self.start_slowly()
        os.kill(successor, signal.SIGHUP)
        server.file.write_text(rules("three"))
        with server.connect() as connection:
            connection.sendall(b"GET /old/a HTTP/1.1\r\n")
            server.ask()  # whoever connected before is taken
            self.end_of_rows(writer)
            server.wait_for("ending when what has begun is answered")
            server.wait_for("reloaded .*onward.toml")
            for each in (signal.SIGHUP, signal.SIGUSR2):
                server.process.send_signal(each)
            connection.sendall(b"Host: h\r\n\r\n")
            self.assertEqual(location(read_all(connection)), "https://one.example/a")
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        self.assertEqual(location(server.ask()), "https://three.example/a")

    def test_a_successor_has_successors(self):
        server = Server(self)
        last = server.process.pid
        for name in ("two", "three", "four"):
            server.file.write_text(rules(name))
            last = self.upgrade(server, last)
            # What is in the queue when the old one hears of it is still its.
            while location(server.ask()) != f"https://{name}.example/a":
                pass
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        os.kill(last, signal.SIGTERM)
        server.wait_until_closed()


class UpgradeTls(unittest.TestCase):
    """RFC 8446 §2.2: a ticket that nobody can read is no error, but a full handshake."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-handover-tls-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.authority = Authority(self.folder)
        self.authority.sign("shop", "shop.example")

    def ask(self, server, context, session=None):
        """The answer, whether the ticket was taken, the certificate's name, and a ticket."""
        with context.wrap_socket(server.connect(), server_hostname="shop.example",
                                 session=session) as connection:
            connection.sendall(b"GET /old/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            target = location(read_all(connection))
            subject = connection.getpeercert()["subject"][0][0][1]
            return target, connection.session_reused, subject, connection.session

    def test_tickets(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version):
                server = Server(self, listen(f"tls = {tls('shop')}"), folder=self.folder)
                context = ssl.create_default_context(cafile=self.folder / "ca.pem")
                context.minimum_version = context.maximum_version = version
                one = "https://one.example/a"
                _, _, name, ticket = self.ask(server, context)
                self.assertEqual(self.ask(server, context, ticket)[:2], (one, True))
                self.authority.sign(f"shop-{name}", "shop.example")
                for kind in ("pem", "key"):
                    (self.folder / f"shop-{name}.{kind}").rename(self.folder / f"shop.{kind}")
                server.process.send_signal(signal.SIGHUP)
                server.wait_for("reloaded .*onward.toml")
                # Who comes back is known; who is new sees the new certificate.
                self.assertEqual(self.ask(server, context, ticket)[:2], (one, True))
                self.assertEqual(self.ask(server, context)[:3], (one, False, f"shop-{name}"))
                os.kill(server.process.pid, signal.SIGUSR2)
                successor = int(server.wait_for(r"process (\d+) starts, to take over").group(1))
                self.addCleanup(kill, successor)
                self.assertEqual(server.process.wait(TIMEOUT_S), 0)
                # Its keys are its own.
                target, is_reused, _, ticket = self.ask(server, context, ticket)
                self.assertEqual((target, is_reused), (one, False))
                self.assertEqual(self.ask(server, context, ticket)[:2], (one, True))


class Systemd(unittest.TestCase):
    """As systemd starts services: sockets from descriptor 3 on, and a socket to be told."""

    def serve(self, listeners, *arguments, environment=()):
        folder = tempfile.mkdtemp(prefix="onward-handover-")
        file = os.path.join(folder, "onward.toml")
        with open(file, "w", encoding="ascii") as out:
            out.write(rules("one"))

        def prepare():
            copies = [os.dup(listener.fileno()) for listener in listeners]
            for number, copy in enumerate(copies):
                os.dup2(copy, 3 + number)

        # The shell becomes the program, and so knows its process id.
        words = ["/bin/sh", "-c", 'export LISTEN_PID=$$; exec "$@"', "sh", ONWARD, "serve", file,
                 *arguments]
        process = subprocess.Popen(
            words, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, close_fds=False,
            preexec_fn=prepare,
            env={**os.environ, "LISTEN_FDS": str(len(listeners)), **dict(environment)})
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def read_until(self, process, pattern):
        lines = []
        for line in process.stderr:
            lines.append(line)
            if re.search(pattern, line):
                return "".join(lines)
        raise AssertionError("".join(lines))

    def test_sockets(self):
        with socket.create_server(("127.0.0.1", 0)) as wanted, \
                socket.create_server(("127.0.0.1", 0)) as unwanted, \
                socket.create_connection(wanted.getsockname()) as early:
            port = wanted.getsockname()[1]
            process = self.serve([wanted, unwanted], "--listen", f"127.0.0.1:{port}")
            said = self.read_until(process, "listening on")
            self.assertIn(f"127.0.0.1:{unwanted.getsockname()[1]} was given to this program", said)
            # Who came before the program began is answered.
            early.sendall(b"GET /old/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            self.assertEqual(location(read_all(early)), "https://one.example/a")

    def test_what_is_no_socket_is_closed(self):
        with open("/dev/null", "rb") as file:
            process = self.serve([file], "--listen", "127.0.0.1:0")
            self.read_until(process, "listening on")

    def test_what_it_is_told(self):
        folder = tempfile.mkdtemp(prefix="onward-notify-")
        path = os.path.join(folder, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(path)
            told.settimeout(TIMEOUT_S)
            process = self.serve([], "--listen", "127.0.0.1:0",
                                 environment={"NOTIFY_SOCKET": path})
            self.assertEqual(told.recv(1000).decode(), f"READY=1\nMAINPID={process.pid}")
            process.send_signal(signal.SIGHUP)
            self.assertRegex(told.recv(1000).decode(), r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
            self.assertEqual(told.recv(1000).decode(), f"READY=1\nMAINPID={process.pid}")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(told.recv(1000).decode(), "STOPPING=1")
            self.assertEqual(process.wait(TIMEOUT_S), 0)


if __name__ == "__main__":
    unittest.main()
