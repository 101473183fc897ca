#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What onward serve gives up: confinement_test.py [unittest arguments] --onward PROGRAM

Rights of root, core dumps and system calls; and that it goes on to reload, to be replaced and to end.
The user is asked for by root alone."""
import os
import pwd
import signal
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from served import ONWARD, TIMEOUT_S, Server, location, rules, run  # noqa: E402

NOBODY = pwd.getpwnam("nobody")


def status_of(process_id):
    """Of /proc/PID/status, by name."""
    with open(f"/proc/{process_id}/status", encoding="ascii") as lines:
        return dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)


def opened(server):
    """One whose folder a program without rights may read."""
    for path in (server.folder, server.file):
        os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)
    return server


class Confinement(unittest.TestCase):
    def expect_confined(self, process_id):
        status = status_of(process_id)
        self.assertEqual(status["Seccomp"], "2")
        self.assertEqual(status["NoNewPrivs"], "1")
        # What cannot be dumped belongs to root.
        self.assertEqual(os.stat(f"/proc/{process_id}/environ").st_uid, 0)

    def test_filters_system_calls_and_dumps_no_core(self):
        server = Server(self)
        self.expect_confined(server.process.pid)
        self.assertEqual(location(server.ask()), "https://one.example/a")
        self.assertEqual(server.stop()[0], 0)

    def test_each_thread_is_confined(self):
        server = Server(self, arguments=["--threads", "3"])
        threads = os.listdir(f"/proc/{server.process.pid}/task")
        self.assertGreaterEqual(len(threads), 3)
        for thread in threads:
            self.assertEqual(status_of(f"{server.process.pid}/task/{thread}")["Seccomp"], "2")

    def test_reloads_and_is_replaced(self):
        server = Server(self)
        server.file.write_text(rules("two"))
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded")
        self.assertEqual(location(server.ask()), "https://two.example/a")
        server.process.send_signal(signal.SIGUSR2)
        server.wait_for("ending when what has begun is answered")
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        self.assertEqual(location(server.ask()), "https://two.example/a")
        successor = int(subprocess.run(
            ["pgrep", "-nf", str(server.file)], capture_output=True, check=True).stdout)
        self.expect_confined(successor)
        os.kill(successor, signal.SIGTERM)
        server.wait_until_closed()

    def test_a_user_who_is_not_there(self):
        server = Server(self)
        done = run(str(server.file), "--listen", "127.0.0.1:0", "--user", "nobody-of-this-name")
        self.assertIn("nobody-of-this-name", done.stderr)
        self.assertEqual(done.returncode, 3)


@unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
class User(unittest.TestCase):
    def test_root_becomes_it(self):
        server = opened(Server(self, arguments=["--user", "nobody", "--threads", "2"]))
        for thread in os.listdir(f"/proc/{server.process.pid}/task"):
            status = status_of(f"{server.process.pid}/task/{thread}")
            self.assertEqual(set(status["Uid"].split()), {str(NOBODY.pw_uid)})
            self.assertEqual(set(status["Gid"].split()), {str(NOBODY.pw_gid)})
            self.assertEqual(status["Groups"].split(), [])
            self.assertEqual(int(status["CapEff"], 16), 0)
        self.assertEqual(location(server.ask()), "https://one.example/a")

    def test_it_still_reloads(self):
        server = opened(Server(self, arguments=["--user", "nobody:nogroup"]))
        server.file.write_text(rules("two"))
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded")
        self.assertEqual(location(server.ask()), "https://two.example/a")

    def test_another_than_root_becomes_nobody_else(self):
        server = opened(Server(self))
        done = subprocess.run(
            [ONWARD, "serve", str(server.file), "--listen", "127.0.0.1:0", "--user", "root"],
            capture_output=True, text=True, timeout=TIMEOUT_S, check=False, cwd="/",
            user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[])
        self.assertIn("root", done.stderr)
        self.assertEqual(done.returncode, 3)


if __name__ == "__main__":
    unittest.main()
