#!/usr/bin/python3
"""curl, as a script would use it. Without -L: what counts is that the 307 arrives."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases


def curl(arguments, parts=None):
    """Runs curl, feeding `parts` to its standard input; returns the heads it got."""
    command = ["curl", "-sS", "-o", "/dev/null", "-D", "/dev/stderr", "--max-time", "60"]
    with subprocess.Popen(
        command + ["-X", "POST"] + arguments,
        stdin=subprocess.PIPE if parts is not None else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            for part in parts or ():
                process.stdin.write(part)
        except BrokenPipeError:
            pass  # curl has its answer and reads no further
        heads = process.communicate()[1].decode()
    if process.returncode:
        raise OSError(f"exit code {process.returncode}, {heads.strip().splitlines()[-1]}")
    return heads.split("\r\n\r\n")[:-1]


def check(heads, wanted=1):
    if any(" 100" in head.split("\r\n")[0] for head in heads):
        raise ValueError("a 100 came first")
    if len(heads) != wanted:
        raise ValueError(f"{len(heads)} answers")
    for head in heads:
        fields = dict(line.split(": ", 1) for line in head.lower().split("\r\n")[1:])
        cases.check(int(head.split(" ")[1]), fields.get("location"))


def file_of(size):
    file = tempfile.NamedTemporaryFile()
    for part in cases.pieces(size):
        file.write(part)
    file.flush()
    return file


def expect(url):
    with file_of(cases.EXPECT_BYTES) as file:
        held_back = ["-H", "Expect: 100-continue", "--expect100-timeout", "60"]
        check(curl([*held_back, "-T", file.name, url + "/upload"]))


def length(url):
    with file_of(cases.LARGE_BYTES) as file:
        check(curl(["-H", "Expect:", "-T", file.name, url + "/upload"]))


def chunked(url):
    parts = cases.pieces(cases.LARGE_BYTES)
    check(curl(["-H", "Expect:", "-T", "-", url + "/upload"], parts))


def slow(url):
    parts = cases.pieces(cases.SLOW_BYTES, cases.SLOW_PAUSE_SECONDS)
    check(curl(["-H", "Expect:", "-T", "-", url + "/upload"], parts))


def twice(url):
    target = ["--data-binary", "u" * cases.SMALL_BYTES, "-o", "/dev/null", url + "/upload"]
    check(curl(target[:2] + target[4:] + target[2:]), wanted=2)


if __name__ == "__main__":
    cases.run_client(
        {"expect": expect, "length": length, "chunked": chunked, "slow": slow, "twice": twice}
    )
