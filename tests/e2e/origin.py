# SPDX-License-Identifier: MIT
"""A scripted origin: a server whose every byte a test decides.

    with Origin({"/a": redirect(307, "/b"), "/b": answer(200, b"here")}) as origin:
        ... origin.url + "/a" ...
        origin.requests[0].method, .fields["content-length"], .content

A page is a function of a Request; it reads the content or does not, sends what it likes, and answers
whether the connection goes on."""
import hashlib
import socket
import threading

TIMEOUT_S = 30


class Request:
    """One request on its connection. `fields` has names in lower case; two of one name are joined."""

    def __init__(self, connection, file, line, lines):
        self.connection, self.file = connection, file
        self.method, self.target, self.version = line.split(" ", 2)
        self.path = self.target.partition("?")[0]
        self.fields = {}
        for name, _, value in (text.partition(":") for text in lines):
            name, value = name.lower(), value.strip()
            self.fields[name] = f"{self.fields[name]}, {value}" if name in self.fields else value
        self.content = b""  # kept as far as it is small
        self.size = 0
        self.sha256 = hashlib.sha256()
        self.is_whole = False

    def send(self, data):
        self.connection.sendall(data)

    def _take(self, data):
        self.size += len(data)
        self.sha256.update(data)
        if len(self.content) < 65536:
            self.content += data

    def _read_exactly(self, size):
        left = size
        while left:
            piece = self.file.read(min(left, 1 << 16))
            if not piece:
                raise ConnectionError("the client went away")
            self._take(piece)
            left -= len(piece)

    def read_content(self, most=None):
        """All of it, or `most` bytes; says 100 where the client waits for it."""
        if "expect" in self.fields:
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in self.fields.get("transfer-encoding", ""):
            while size := int(self.file.readline().split(b";")[0], 16):
                self._read_exactly(size)
                self.file.readline()
                if most is not None and self.size >= most:
                    return
            while self.file.readline().strip():
                pass
        else:
            length = int(self.fields.get("content-length", "0"))
            self._read_exactly(length if most is None else min(length, most))
            if most is not None and most < length:
                return
        self.is_whole = True

    def answer(self, status, content=b"", fields=()):
        head = [f"HTTP/1.1 {status} x", *fields]
        if status != 304 and not any(f.lower().startswith(("content-length", "transfer-enc"))
                                     for f in fields):
            head.append(f"Content-Length: {len(content)}")
        body = b"" if self.method == "HEAD" else content
        self.send("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)


def answer(status, content=b"", *fields):
    """A page that reads everything, then answers."""

    def page(request):
        request.read_content()
        request.answer(status, content, fields)
        return True

    return page


def redirect(status, location, *fields, content=b"moved"):
    return answer(status, content, f"Location: {location}", *fields)


class Origin:
    def __init__(self, pages=None, tls=None, host="127.0.0.1"):
        self.pages = pages or {}
        self.tls = tls
        self.requests = []
        self.connections = 0
        self.is_over = threading.Event()  # for pages that wait: the test is over
        self.socket = socket.create_server((host, 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.is_over.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(TIMEOUT_S)
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as file:
                while self._serve_one(connection, file):
                    pass
        except (OSError, ValueError):
            pass

    def _serve_one(self, connection, file):
        line = file.readline().decode("latin-1").strip()
        if not line:
            return False
        lines = iter(lambda: file.readline().decode("latin-1").strip(), "")
        request = Request(connection, file, line, lines)
        self.requests.append(request)
        page = self.pages.get(request.path) or self.pages.get("*") or answer(404, b"nothing here")
        return page(request)
