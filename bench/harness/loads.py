"""The load programs of bench/load: steady_load and slow_load. Each counts by itself and says what
it counted when it is asked."""

import json
import os
import signal
import subprocess

from harness.process import NotStarted, end_with_parent

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "load")
# name: its sources and libraries.
PROGRAMS = {
    "steady_load": (["steady_load.cc", "http1_talk.cc", "http2_talk.cc", "transport.cc"],
                    ["-lssl", "-lcrypto", "-lnghttp2"]),
    "slow_load": (["slow_load.cc", "transport.cc"], ["-lssl", "-lcrypto"]),
}


def build(name, folder):
    """Where it lies then."""
    sources, libraries = PROGRAMS[name]
    program = os.path.join(folder, name)
    subprocess.run(["g++-12", "-std=c++20", "-O2", *(os.path.join(FOLDER, each) for each in sources),
                    "-o", program, *libraries], check=True)
    return program


def _keep_signals():
    """For the load's process before its program is one: what it is asked before it heeds signals waits
    until it does, across exec, and ends neither it nor a `before`."""
    end_with_parent()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGTERM})


class Load:
    """A load program that runs; `options` by their names, without the dashes."""

    def __init__(self, program, before=(), **options):
        words = [word for name, value in options.items()
                 for word in ("--" + name.replace("_", "-"), str(value))]
        self.process = subprocess.Popen([*before, program, *words], stdout=subprocess.PIPE, text=True,
                                        preexec_fn=_keep_signals)

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            raise NotStarted(f"the load ended by itself: {self.process.wait()}")
        return json.loads(line)

    def counts(self):
        """Since it was asked last."""
        self.process.send_signal(signal.SIGUSR1)
        return self._read()

    def stop(self):
        """The same, once what was asked is answered."""
        self.process.send_signal(signal.SIGTERM)
        counts = self._read()
        self.process.wait()
        return counts

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
