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


def with_pycurl(ask):
    import io

    import pycurl
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, ask["url"])
    curl.setopt(pycurl.FOLLOWLOCATION, True)
    curl.setopt(pycurl.TIMEOUT, 10)
    curl.setopt(pycurl.WRITEFUNCTION, lambda piece: None)
    curl.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in ask["fields"].items()])
    content = io.BytesIO(CONTENT if ask["content"] != "none" else b"")
    if ask["method"] == "HEAD":
        curl.setopt(pycurl.NOBODY, True)
    elif ask["method"] == "PUT":
        curl.setopt(pycurl.UPLOAD, True)
        curl.setopt(pycurl.INFILESIZE, len(CONTENT))
        curl.setopt(pycurl.READFUNCTION, content.read)
    elif ask["method"] == "POST" and ask["content"] == "stream":
        curl.setopt(pycurl.POST, True)
        curl.setopt(pycurl.READFUNCTION, content.read)
    elif ask["method"] == "POST":
        curl.setopt(pycurl.POSTFIELDS, CONTENT)
    elif ask["method"] != "GET":
        curl.setopt(pycurl.CUSTOMREQUEST, ask["method"])
        if ask["content"] == "memory":
            curl.setopt(pycurl.POSTFIELDS, CONTENT)
    curl.perform()
    return curl.getinfo(pycurl.RESPONSE_CODE)


def with_soup(ask):
    import gi
    gi.require_version("Soup", "3.0")
    from gi.repository import GLib, Soup
    message = Soup.Message.new(ask["method"], ask["url"])
    for name, value in ask["fields"].items():
        message.get_request_headers().append(name, value)
    if ask["content"] == "stream":
        raise ValueError("not sent")
    if ask["content"] == "memory":
        message.set_request_body_from_bytes(None, GLib.Bytes.new(CONTENT))
    try:
        Soup.Session(timeout=10).send_and_read(message)
    except GLib.Error as error:  # the answer is in the message all the same
        if not error.matches(Soup.SessionError.quark(), Soup.SessionError.REDIRECT_BAD_URI):
            raise
    return message.get_status()


def with_qt(ask):
    from PyQt5 import QtCore, QtNetwork
    global application
    application = QtCore.QCoreApplication.instance() or QtCore.QCoreApplication([])  # must be kept
    manager = QtNetwork.QNetworkAccessManager()
    request = QtNetwork.QNetworkRequest(QtCore.QUrl(ask["url"]))
    for name, value in ask["fields"].items():
        request.setRawHeader(name.encode(), value.encode())
    if ask["content"] == "stream":
        raise ValueError("not sent")
    content = content_of(ask) or b""
    reply = {"GET": lambda: manager.get(request), "HEAD": lambda: manager.head(request),
             "POST": lambda: manager.post(request, content),
             "PUT": lambda: manager.put(request, content),
             "DELETE": lambda: manager.deleteResource(request)}.get(
        ask["method"], lambda: manager.sendCustomRequest(request, ask["method"].encode(), content))()
    loop = QtCore.QEventLoop()
    reply.finished.connect(loop.quit)
    QtCore.QTimer.singleShot(10000, loop.quit)
    if not reply.isFinished():
        loop.exec_()
    status = reply.attribute(QtNetwork.QNetworkRequest.HttpStatusCodeAttribute)
    is_of_status = reply.error() // 100 in (2, 4)  # NetworkError: 404 and its like are no failure
    if status is None or (reply.error() and not is_of_status):
        raise ValueError(reply.errorString())
    return status


CLIENTS = {"requests": with_requests, "httpx": with_httpx, "urllib3": with_urllib3,
           "urllib.request": with_urllib, "httplib2": with_httplib2, "aiohttp": with_aiohttp,
           "tornado": with_tornado, "pycurl": with_pycurl, "libsoup3": with_soup,
           "qt5-default": with_qt}


def main():
    client = CLIENTS[sys.argv[1]]
    for line in sys.stdin:
        try:
            ended = {"status": client(json.loads(line))}
        except Exception as error:  # whatever a client raises is how it ended
            ended = {"error": type(error).__name__ + ": " + str(error)[:200]}
        print(json.dumps(ended), flush=True)


main()
