#!/usr/bin/python3
"""Python's http.client. It sends its content after Expect without waiting, as most clients do."""

import http.client
import os
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases


def connect(url):
    place = urllib.parse.urlsplit(url).netloc
    return http.client.HTTPConnection(place, timeout=cases.PATIENCE_SECONDS)


def post(connection, content, fields):
    chunked = "Transfer-Encoding" in fields
    connection.request("POST", "/upload", content, fields, encode_chunked=chunked)
    answer = connection.getresponse()
    answer.read()
    cases.check(answer.status, answer.getheader("Location"))


def once(content, fields):
    def run(url):
        connection = connect(url)
        try:
            post(connection, content(), fields)
        finally:
            connection.close()

    return run


def twice(url):
    connection = connect(url)
    post(connection, b"u" * cases.SMALL_BYTES, {})
    kept = connection.sock
    post(connection, b"u" * cases.SMALL_BYTES, {})
    if connection.sock is not kept:
        raise ValueError("a new connection for the second")
    connection.close()


def with_length(size):
    return {"Content-Length": str(size)}


CHUNKED = {"Transfer-Encoding": "chunked"}

if __name__ == "__main__":
    cases.run_client(
        {
            "expect": once(
                lambda: cases.PiecesFile(cases.EXPECT_BYTES),
                {"Expect": "100-continue", **with_length(cases.EXPECT_BYTES)},
            ),
            "length": once(
                lambda: cases.PiecesFile(cases.LARGE_BYTES), with_length(cases.LARGE_BYTES)
            ),
            "chunked": once(lambda: cases.pieces(cases.LARGE_BYTES), CHUNKED),
            "slow": once(
                lambda: cases.PiecesFile(cases.SLOW_BYTES, cases.SLOW_PAUSE_SECONDS),
                with_length(cases.SLOW_BYTES),
            ),
            "twice": twice,
        }
    )
