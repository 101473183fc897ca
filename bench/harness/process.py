"""A server under measurement: started in a session of its own, pinned, accounted for by /proc, and
ended by the ids of its own processes, never by name."""

import ctypes
import os
import re
import signal
import socket
import subprocess
import time

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class NotStarted(Exception):
    """The server did not answer; the text ends with what it said."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_with_parent():
    """Even where this script is killed, say by a test's time-out, its servers end."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def read_stat(pid):
    """The fields of /proc/PID/stat after the name, or None where the process is gone. [0] is the
    state, [3] the session, [11] and [12] user and system time in ticks, [21] resident pages."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


class Server:
    """One running server. `command` may be pinned to a core; `port` None means: read it from
    "listening on http://HOST:PORT" in what the server says."""

    scheme = "http"

    def __init__(self, name, command, folder, port=None, core=None, environment=None):
        self.name = name
        self.log_path = os.path.join(folder, f"{name}.log")
        pin = ["taskset", "-c", str(core)] if core is not None else []
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                pin + command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        try:
            self.port = port or self._announced_port()
            self._wait_until_it_answers()
        except NotStarted:
            self.stop()
            raise

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def said(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def _tries(self, seconds=20.0):
        """Yields until time is up; fails where the server has ended or never comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise NotStarted(f"{self.name} ended at once:\n{self.said()[-800:]}")
            yield
            time.sleep(0.02)
        raise NotStarted(f"{self.name} does not answer:\n{self.said()[-800:]}")

    def _announced_port(self):
        for _ in self._tries():
            if found := re.search(r"listening on https?://[^\s/]*:(\d+)", self.said()):
                return int(found[1])

    def _wait_until_it_answers(self):
        for _ in self._tries():
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                continue

    def pids(self):
        """All processes of the server's session."""
        session = str(self.process.pid)
        numbers = (int(entry) for entry in os.listdir("/proc") if entry.isdigit())
        return [pid for pid in numbers if (stat := read_stat(pid)) and stat[3] == session]

    def cpu_seconds(self):
        """User and system time of all its processes, threads included, since each began."""
        stats = filter(None, map(read_stat, self.pids()))
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS_A_SECOND

    def resident_bytes(self):
        stats = filter(None, map(read_stat, self.pids()))
        return sum(int(stat[21]) for stat in stats) * PAGE_BYTES

    def stop(self):
        for sign, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
            pids = self.pids()
            for pid in pids:
                try:
                    os.kill(pid, sign)
                except ProcessLookupError:
                    pass
            end = time.monotonic() + patience
            while time.monotonic() < end and self.pids():
                self.process.poll()
                time.sleep(0.02)
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()
