#!/usr/bin/python3
"""Python's requests, without following. A file has a length; a generator is sent chunked."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases
import requests


def post(url, content, fields=None, session=requests):
    answer = session.post(
        url + "/upload",
        data=content,
        headers=fields,
        allow_redirects=False,
        timeout=cases.PATIENCE_SECONDS,
    )
    cases.check(answer.status_code, answer.headers.get("Location"))


def expect(url):
    post(url, cases.PiecesFile(cases.EXPECT_BYTES), {"Expect": "100-continue"})


def length(url):
    post(url, cases.PiecesFile(cases.LARGE_BYTES))


def chunked(url):
    post(url, cases.pieces(cases.LARGE_BYTES))


def slow(url):
    post(url, cases.PiecesFile(cases.SLOW_BYTES, cases.SLOW_PAUSE_SECONDS))


def twice(url):
    with requests.Session() as session:
        for _ in range(2):
            post(url, b"u" * cases.SMALL_BYTES, session=session)


if __name__ == "__main__":
    cases.run_client(
        {"expect": expect, "length": length, "chunked": chunked, "slow": slow, "twice": twice}
    )
