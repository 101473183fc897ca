#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Images of maps under a server: maps_test.py [unittest arguments] --onward PROGRAM

What happens to requests while an image is replaced, broken, and cut off while it is mapped."""
import http.client
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from served import ONWARD, TIMEOUT_S, Server, run  # noqa: E402

ROWS = 20_000


class Images(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-maps-"))
        self.image = self.folder / "moved.map"
        self.build("one")
        self.server = Server(self, '[[rule]]\nmap = "moved.map"\n', arguments=["--threads", "2"],
                             folder=self.folder)

    def build(self, host):
        rows = self.folder / "moved.csv"
        with open(rows, "w") as out:
            for i in range(ROWS):
                out.write(f"/old/{i},https://{host}.example/new/{i}\n")
        subprocess.run([ONWARD, "map", "build", rows, "-o", self.image, "--quiet"], check=True,
                       stderr=subprocess.DEVNULL)

    def break_image(self):
        """Puts an image there that has one wrong byte in its middle."""
        good = self.image.read_bytes()
        middle = len(good) // 2
        beside = self.folder / "beside"
        beside.write_bytes(good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1:])
        os.rename(beside, self.image)

    def location(self, connection, number):
        connection.request("GET", f"/old/{number}")
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location")

    def wait_until_served(self, number, host):
        """Loops hear of a new image one after the other."""
        connection = self.connect()
        while self.location(connection, number) != (301, f"https://{host}.example/new/{number}"):
            pass

    def connect(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT_S)
        self.addCleanup(connection.close)
        return connection

    def test_replaced_under_load(self):
        """Every request is answered by the one image or the other, and none is lost."""
        done = threading.Event()
        seen, wrong = set(), []

        def ask():
            connection = self.connect()
            number = 0
            while not done.is_set():
                number = (number + 7919) % ROWS
                status, location = self.location(connection, number)
                host, _, path = (location or "").removeprefix("https://").partition(".example/new/")
                seen.add(host)
                if status != 301 or path != str(number):
                    wrong.append((number, status, location))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for host in ("two", "three"):
            self.build(host)
            self.server.wait_for(f"a new image, {ROWS} rows")
        done.set()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertLessEqual(seen, {"one", "two", "three"})
        self.wait_until_served(5, "three")

    def test_a_broken_one_is_refused(self):
        self.break_image()
        self.server.wait_for("broken.*goes on")
        self.assertEqual(self.location(self.connect(), 7), (301, "https://one.example/new/7"))
        self.build("two")
        self.server.wait_for("a new image")
        self.wait_until_served(7, "two")

    def test_cut_off_while_it_is_mapped(self):
        """A page that is not there any more ends no process (SIGBUS)."""
        connection = self.connect()
        self.assertEqual(self.location(connection, 9)[0], 301)
        os.truncate(self.image, 4096)
        for number in range(0, ROWS, 199):
            status, location = self.location(connection, number)
            self.assertIn((status, location),
                          [(404, None), (301, f"https://one.example/new/{number}")])
        self.server.wait_for("cut off.*goes on")
        self.build("two")
        self.server.wait_for("a new image")
        self.wait_until_served(9, "two")

    def test_watched_after_a_reload_and_an_upgrade(self):
        server = self.server
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded ")
        self.build("two")
        server.wait_for("a new image")
        server.process.send_signal(signal.SIGUSR2)
        successor = int(server.wait_for(r"process (\d+) starts, to take over").group(1))
        self.addCleanup(self.kill, successor)
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        self.wait_until_served(5, "two")
        self.build("three")
        server.wait_for("a new image")
        self.wait_until_served(5, "three")

    def test_a_broken_one_stops_reload_and_upgrade(self):
        """What works goes on: neither trusts an image before it has read it."""
        server = self.server
        self.break_image()
        server.wait_for("broken.*goes on")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("is refused; the old rules go on")
        server.process.send_signal(signal.SIGUSR2)
        self.addCleanup(self.kill, int(server.wait_for(r"process (\d+) starts").group(1)))
        server.wait_for("ended with status 2 before it took over; this one goes on")
        self.assertEqual(self.location(self.connect(), 7), (301, "https://one.example/new/7"))
        checked = run("onward.toml", "--check", cwd=self.folder)
        self.assertEqual(checked.returncode, 2)
        self.assertIn("moved.map: the image is broken", checked.stderr)

    def kill(self, process_id):
        try:
            os.kill(process_id, signal.SIGKILL)
        except ProcessLookupError:
            pass


if __name__ == "__main__":
    unittest.main()
