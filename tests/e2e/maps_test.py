#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Images of maps under a server: maps_test.py [unittest arguments] --onward PROGRAM

What happens to requests while an image is replaced, broken, and cut off while it is mapped."""
import http.client
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unittest

ONWARD = os.path.abspath(sys.argv.pop())
assert sys.argv.pop() == "--onward", __doc__
TIMEOUT_S = 60  # only a broken server takes so long
ROWS = 20_000


class Images(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-maps-"))
        self.image = self.folder / "moved.map"
        self.build("one")
        (self.folder / "onward.toml").write_text('[[rule]]\nmap = "moved.map"\n')
        self.process = subprocess.Popen(
            [ONWARD, "serve", "onward.toml", "--listen", "127.0.0.1:0", "--threads", "2"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.folder)
        self.addCleanup(self.end)
        self.port = int(self.wait_for(r"listening on http://127\.0\.0\.1:(\d+)").group(1))

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()

    def build(self, host):
        rows = self.folder / "moved.csv"
        with open(rows, "w") as out:
            for i in range(ROWS):
                out.write(f"/old/{i},https://{host}.example/new/{i}\n")
        subprocess.run([ONWARD, "map", "build", rows, "-o", self.image, "--quiet"], check=True,
                       stderr=subprocess.DEVNULL)

    def wait_for(self, pattern):
        for line in self.process.stderr:
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"it ended without {pattern!r}: {self.process.wait(TIMEOUT_S)}")

    def location(self, connection, number):
        connection.request("GET", f"/old/{number}")
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location")

    def connect(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
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
            self.wait_for(f"a new image, {ROWS} rows")
        done.set()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertLessEqual(seen, {"one", "two", "three"})
        self.assertEqual(self.location(self.connect(), 5), (301, "https://three.example/new/5"))

    def test_a_broken_one_is_refused(self):
        good = self.image.read_bytes()
        middle = len(good) // 2
        beside = self.folder / "beside"
        beside.write_bytes(good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1:])
        os.rename(beside, self.image)
        self.wait_for("broken.*goes on")
        self.assertEqual(self.location(self.connect(), 7), (301, "https://one.example/new/7"))
        self.build("two")
        self.wait_for("a new image")
        self.assertEqual(self.location(self.connect(), 7), (301, "https://two.example/new/7"))

    def test_cut_off_while_it_is_mapped(self):
        """A page that is not there any more ends no process (SIGBUS)."""
        connection = self.connect()
        self.assertEqual(self.location(connection, 9)[0], 301)
        os.truncate(self.image, 4096)
        for number in range(0, ROWS, 199):
            status, location = self.location(connection, number)
            self.assertIn((status, location),
                          [(404, None), (301, f"https://one.example/new/{number}")])
        self.wait_for("cut off.*goes on")
        self.build("two")
        self.wait_for("a new image")
        self.assertEqual(self.location(connection, 9), (301, "https://two.example/new/9"))


if __name__ == "__main__":
    unittest.main()
