"""The five uploads, for the clients that are written in Python, and how a client reports.

A client is a command: CLIENT URL CASE RUNS. It writes a line a run: "307", or "-" where it cannot
do that case at all, or what went wrong. The other clients (upload.mjs, upload.go, Upload.java) carry
the same five cases."""

import sys
import time

EXPECT_BYTES = 1 << 20  # held back behind Expect: 100-continue
LARGE_BYTES = 32 << 20  # with Content-Length, or chunked
SLOW_BYTES = 4 << 20
SMALL_BYTES = 1000  # twice on one connection
PIECE_BYTES = 64 << 10
SLOW_PAUSE_SECONDS = 0.010
PATIENCE_SECONDS = 60
AT_ONCE_SECONDS = 5  # an answer later than this did not come "at once"


def pieces(size, pause=0.0):
    piece = b"u" * PIECE_BYTES
    for _ in range(size // PIECE_BYTES):
        if pause:
            time.sleep(pause)
        yield piece


class PiecesFile:
    """The same as a file of known length, which clients send with Content-Length."""

    def __init__(self, size, pause=0.0):
        self.size, self.left, self.pause = size, size, pause

    def __len__(self):
        return self.size

    def read(self, limit=-1):
        if self.pause and self.left % PIECE_BYTES == 0:
            time.sleep(self.pause)
        of_this_piece = self.left % PIECE_BYTES or min(PIECE_BYTES, self.left)
        wanted = of_this_piece if limit < 0 else min(limit, of_this_piece)
        self.left -= wanted
        return b"u" * wanted


class CannotDo(Exception):
    """This client has no way to send that."""


def check(status, location):
    if status != 307 or not (location or "").endswith("/upload"):
        raise ValueError(f"{status} with Location {location}")


def run_client(cases):
    """`cases` maps a name to a function of the URL that raises what went wrong."""
    url, case, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    for _ in range(runs):
        try:
            begin = time.monotonic()
            cases[case](url)
            late = case == "expect" and time.monotonic() - begin > AT_ONCE_SECONDS
            print("307, but late" if late else "307", flush=True)
        except (CannotDo, KeyError):
            print("-", flush=True)
        except Exception as error:  # whatever it is, it is what the table shows
            text = f"{type(error).__name__}: {error}".replace("\n", " ")
            print(text[:160], flush=True)
