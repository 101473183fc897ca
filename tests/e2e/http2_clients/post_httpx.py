#!/usr/bin/python3
"""httpx with HTTP/2: post_httpx.py URL CASE; ../http2_clients_test.py says what is printed."""
import sys

import httpx

url, what = sys.argv[1:]
early = what == "early"
content = b"u" * (10_000_000 if early else 100_000)
fields = {"Expect": "100-continue"} if what == "expect" else {}
try:
    with httpx.Client(http2=True, verify=False, follow_redirects=not early, timeout=60) as client:
        answer = client.post(url, content=content, headers=fields)
        print(answer.status_code, "" if early else answer.text)
except Exception as error:
    print(f"error: {error!r}")
