#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What onward serve gives up: confinement_test.py [unittest arguments] --onward PROGRAM

Rights of root, core dumps and system calls; and that it goes on to reload, to be replaced and to end.
The user is asked for by root alone."""
import grp
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
from admin_test import get  # noqa: E402
from exposition import parse  # noqa: E402
from served import ONWARD, TIMEOUT_S, Server, location, rules, run  # noqa: E402
from tls_test import Authority, listen  # noqa: E402

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

    def serve_in_a_folder_of_root(self, before=lambda folder: None):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onward rights-"))
        self.addCleanup(shutil.rmtree, folder)
        folder.chmod(0o755)
        before(folder)
        self.log, self.admin = folder / "access.log", folder / "admin.sock"
        text = f'[admin]\nlisten = "unix:{self.admin}"\n[log]\npath = "{self.log}"\n'
        return Server(self, text + rules("one"), folder=folder, arguments=["--user", "nobody"])

    def reload(self, server):
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded")

    def reopened(self, result):
        """How often, by the metrics."""
        return parse(get(str(self.admin), "/metrics")[1])[
            "onward_reloads_total", (("part", "log"), ("result", result))]

    def test_its_log_and_its_admin_are_its(self):
        server = self.serve_in_a_folder_of_root()
        self.assertIn(f"warning: nobody can make no file beside {self.log}", server.seen)
        for path, mode in ((self.log, 0o640), (self.admin, 0o600)):
            self.assertEqual(path.stat().st_uid, NOBODY.pw_uid)
            self.assertEqual(path.stat().st_mode & 0o777, mode)
        subprocess.run(["curl", "-fsS", "--unix-socket", self.admin, "http://localhost/livez"],
                       user="nobody", capture_output=True, timeout=TIMEOUT_S, check=True)

    def test_its_log_is_rotated(self):
        server = self.serve_in_a_folder_of_root()
        self.reload(server)  # nothing was moved
        self.assertNotIn("goes on in the file that was open", server.seen)
        self.log.rename(self.log.with_suffix(".1"))
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("no permission to write this file; the access log goes on in the file that")
        self.assertEqual((self.reopened("done"), self.reopened("refused")), (1, 1))
        # As logrotate's "create 0640 nobody nogroup".
        self.log.touch(0o640)
        os.chown(self.log, NOBODY.pw_uid, NOBODY.pw_gid)
        self.reload(server)
        self.reload(server)
        server.ask("/old/rotated")
        server.stop()
        self.assertIn("/old/rotated", self.log.read_text())

    def test_it_is_replaced(self):
        server = self.serve_in_a_folder_of_root()
        server.ask("/old/first")
        server.process.send_signal(signal.SIGUSR2)
        successor = int(server.wait_for(r"process (\d+) starts, to take over").group(1))
        server.wait_for("ending when what has begun is answered")
        self.assertEqual(server.process.wait(TIMEOUT_S), 0)
        server.ask("/old/second")
        self.assertEqual(get(str(self.admin), "/livez")[0], 200)
        os.kill(successor, signal.SIGTERM)
        server.wait_until_closed()
        while "/old/second" not in self.log.read_text():
            pass
        self.assertIn("/old/first", self.log.read_text())

    def test_what_it_did_not_make_stays_its_owners(self):
        def before(folder):
            (folder / "other").write_text("")
            (folder / "access.log").symlink_to(folder / "other")

        server = self.serve_in_a_folder_of_root(before)
        self.assertEqual((server.folder / "other").stat().st_uid, 0)
        self.assertEqual(os.lstat(self.log).st_uid, 0)

    def test_what_it_cannot_read_later_is_said(self):
        server = Server(self, arguments=["--user", "nobody"])  # in a folder of root alone
        self.assertIn(f"warning: nobody cannot read {server.file}", server.seen)

    def test_another_than_root_becomes_nobody_else(self):
        server = opened(Server(self))
        done = subprocess.run(
            [ONWARD, "serve", str(server.file), "--listen", "127.0.0.1:0", "--user", "root"],
            capture_output=True, text=True, timeout=TIMEOUT_S, check=False, cwd="/",
            user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[])
        self.assertIn("root", done.stderr)
        self.assertEqual(done.returncode, 3)


@unittest.skipUnless(os.geteuid() == 0, "only root has keys that others may not read")
class Keys(unittest.TestCase):
    """As under the unit: a user in particular groups, and keys that certbot leaves for root alone."""

    HOOK = pathlib.Path(__file__).parents[2] / "packaging/service/certbot-hook"
    GROUP = grp.getgrnam("daemon")

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-keys-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o755)
        self.authority = Authority(self.folder)
        self.lineage = self.folder / "live/shop.example"
        self.lineage.mkdir(parents=True)
        self.file = self.folder / "onward.toml"
        self.file.write_text(listen('tls = { certificate = "keys/shop.example.pem", '
                                    'key = "keys/shop.example.key" }'))
        self.words = [ONWARD, "serve", self.file]
        # systemctl, as the hook calls it.
        (self.folder / "systemctl").write_text(
            f'#!/bin/sh\n[ "$*" = "reload onward.service" ] || exit 0\n'
            f'kill -HUP "$(cat {self.folder}/pid)"\n')
        (self.folder / "systemctl").chmod(0o755)

    def renew(self, name):
        self.authority.sign(name, "shop.example")
        for kind, theirs, mode in (("pem", "fullchain.pem", 0o644), ("key", "privkey.pem", 0o600)):
            shutil.copy(self.folder / f"{name}.{kind}", self.lineage / theirs)
            (self.lineage / theirs).chmod(mode)
        subprocess.run([self.HOOK], check=True, timeout=TIMEOUT_S, env={
            "PATH": f"{self.folder}:{os.environ['PATH']}", "RENEWED_LINEAGE": str(self.lineage),
            "ONWARD_KEYS": str(self.folder / "keys"), "ONWARD_KEYS_GROUP": self.GROUP.gr_name})

    def as_nobody(self, groups):
        return {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": groups, "cwd": "/"}

    def test_a_renewal_needs_no_restart(self):
        (self.folder / "pid").write_text("")
        (self.folder / "systemctl").rename(self.folder / "later")
        (self.folder / "systemctl").write_text("#!/bin/sh\nexit 3\n")  # it does not run yet
        (self.folder / "systemctl").chmod(0o755)
        self.renew("one")
        (self.folder / "later").rename(self.folder / "systemctl")
        check = subprocess.run([*self.words, "--check"], check=False, capture_output=True, text=True,
                               timeout=TIMEOUT_S, **self.as_nobody([]))
        self.assertRegex(check.stderr, "shop.example.key: the file may not be read")
        process = subprocess.Popen(self.words, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   text=True, **self.as_nobody([self.GROUP.gr_gid]))
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        (self.folder / "pid").write_text(str(process.pid))
        port = next(int(found.group(1)) for line in process.stderr
                    if (found := re.search(r"listening on .*:(\d+)", line)))
        self.assertEqual(self.shown(port), "one")
        self.renew("two")
        self.assertTrue(any("reloaded the certificates" in line for line in process.stderr))
        self.assertEqual(self.shown(port), "two")

    def shown(self, port):
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S) as raw, \
                context.wrap_socket(raw, server_hostname="shop.example") as connection:
            return connection.getpeercert()["subject"][0][0][1]


if __name__ == "__main__":
    unittest.main()
