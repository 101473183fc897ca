# SPDX-License-Identifier: MIT
"""onward serve as a process, for tests of it. The program is the last argument: --onward PROGRAM."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile

ONWARD = os.path.abspath(sys.argv.pop())
assert sys.argv.pop() == "--onward", __doc__
TIMEOUT_S = 30  # only a broken server takes so long


def rules(target):
    return f'[[rule]]\nmatch = "/old/*"\nto = "https://{target}.example/{{0}}"\n'


class Server:
    """A served folder; ended with the test."""

    def __init__(self, test, text=rules("one"), name="onward.toml", arguments=(), folder=None):
        self.folder = folder or pathlib.Path(tempfile.mkdtemp(prefix="onward-serve-"))
        self.seen = ""  # of its error stream, by wait_for()
        self.file = self.folder / name
        self.file.write_text(text)
        self.process = subprocess.Popen(
            [ONWARD, "serve", str(self.file), "--listen", "127.0.0.1:0", *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=self.folder)
        test.addCleanup(self.end)
        self.port = int(self.wait_for(r"listening on https?://127\.0\.0\.1:(\d+)").group(1))

    def wait_for(self, pattern):
        """The first line of the error stream with the pattern."""
        for line in self.process.stderr:
            self.seen += line
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"it ended without {pattern!r}: {self.process.wait(TIMEOUT_S)}")

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def stop(self):
        """SIGTERM; the exit status and what was printed."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=TIMEOUT_S)
        return self.process.returncode, out, err

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_S)

    def wait_until_closed(self):
        """Until no connection is taken any more."""
        while True:
            try:
                self.connect().close()
            except OSError:
                return

    def ask(self, target="/old/a", fields="Connection: close\r\n", method="GET"):
        with self.connect() as connection:
            connection.sendall(f"{method} {target} HTTP/1.1\r\nHost: h\r\n{fields}\r\n".encode())
            return read_all(connection)


def read_all(connection):
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces).decode()


def location(answer):
    found = re.search(r"^Location: (.*)\r$", answer, re.MULTILINE | re.IGNORECASE)
    return found and found.group(1)


def run(*arguments, cwd=None):
    return subprocess.run([ONWARD, "serve", *arguments], capture_output=True, text=True,
                          timeout=TIMEOUT_S, cwd=cwd, check=False)
