# SPDX-License-Identifier: MIT
"""python_clients.py NAME: a line of JSON in, a request made; a line of JSON out, how it ended.

    {"method": "POST", "url": "http://…", "fields": {…}, "content": "none" | "memory" | "stream"}
    {"status": 200} or {"error": "…"}
"""

import json
import sys

CONTENT = b'{"text": "as it is in RAM"}'


def content_of(ask):
    if ask["content"] == "memory":
        return CONTENT
    if ask["content"] == "stream":
        return (CONTENT for _ in range(100))
    return None


def with_requests(ask):
    import requests
    return requests.Session().request(ask["method"], ask["url"], headers=ask["fields"],
                                      data=content_of(ask), timeout=10).status_code


def with_httpx(ask):
    import httpx
    with httpx.Client(follow_redirects=True, timeout=10) as client:
        return client.request(ask["method"], ask["url"], headers=ask["fields"],
                              content=content_of(ask)).status_code


def with_urllib3(ask):
    import urllib3
    http = urllib3.PoolManager(timeout=10)
    return http.request(ask["method"], ask["url"], headers=ask["fields"],
                        body=content_of(ask)).status


def with_urllib(ask):
    import urllib.request
    request = urllib.request.Request(ask["url"], data=content_of(ask), headers=ask["fields"],
                                     method=ask["method"])
    return urllib.request.urlopen(request, timeout=10).status


def with_httplib2(ask):
    import httplib2
    answer, _ = httplib2.Http(timeout=10).request(ask["url"], ask["method"], body=content_of(ask),
                                                  headers=ask["fields"])
    return answer.status


def with_aiohttp(ask):
    import asyncio

    import aiohttp

    async def stream():
        for _ in range(100):
            yield CONTENT

    async def fetch():
        content = stream() if ask["content"] == "stream" else content_of(ask)
        limit = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=limit) as session:
            async with session.request(ask["method"], ask["url"], headers=ask["fields"],
                                       data=content) as answer:
                return answer.status

    return asyncio.run(fetch())


def with_tornado(ask):
    import asyncio

    from tornado.httpclient import HTTPRequest
    from tornado.simple_httpclient import SimpleAsyncHTTPClient

    async def fetch():
        client = SimpleAsyncHTTPClient(force_instance=True)
        request = HTTPRequest(ask["url"], ask["method"], headers=ask["fields"],
                              body=content_of(ask), request_timeout=5,
                              allow_nonstandard_methods=True)
        try:
            return (await client.fetch(request)).code
        finally:
            client.close()

    return asyncio.run(fetch())


CLIENTS = {"requests": with_requests, "httpx": with_httpx, "urllib3": with_urllib3,
           "urllib.request": with_urllib, "httplib2": with_httplib2, "aiohttp": with_aiohttp,
           "tornado": with_tornado}


def main():
    client = CLIENTS[sys.argv[1]]
    for line in sys.stdin:
        try:
            ended = {"status": client(json.loads(line))}
        except Exception as error:  # whatever a client raises is how it ended
            ended = {"error": type(error).__name__ + ": " + str(error)[:200]}
        print(json.dumps(ended), flush=True)


main()
