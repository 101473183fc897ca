# SPDX-License-Identifier: MIT
"""A scripted origin: raw sockets, so that each byte that a client sends is seen as it was sent.

    with Origin() as origin:
        origin.answer = lambda request: redirect(307, b"/x")   # to requests for /d/...
        ...
        origin.requests       # of both ports, in their order

A page in a browser is another way in: `page` answers what is below /page/, which is not recorded;
and every answer permits what CORS (Fetch, "CORS protocol") asks about.

Two ports of 127.0.0.1, `a` and `b`. A request for a path that begins with /d/ gets what `answer`
says, every other one 200. A connection's request is read whole before it is answered.
"""

import socket
import socketserver
import threading

LARGEST_HEAD = 64 * 1024


class Request:
    """One request as it came: the target's bytes, the fields' names in lower case."""

    def __init__(self, port, head, content):
        line, _, rest = head.partition(b"\r\n")
        words = line.split(b" ")
        self.port = port
        self.method = words[0].decode("latin-1")
        self.target = b" ".join(words[1:-1])
        self.is_last = words[-1] == b"HTTP/1.0"
        self.content = content
        self.fields = {}
        for field in rest.split(b"\r\n"):
            name, colon, value = field.partition(b":")
            if colon:
                self.fields[name.strip().lower().decode("latin-1")] = value.strip().decode("latin-1")


def redirect(status, *locations):
    """An answer with these values of Location, byte for byte, and no content."""
    head = b"HTTP/1.1 %d Moved\r\n" % status
    head += b"".join(b"Location: " + location + b"\r\n" for location in locations)
    return head + b"Content-Length: 0\r\n\r\n"


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n"


def ok(content, content_type="text/plain"):
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (
        content_type.encode(), len(content), content)


def permitted(request, answer):
    """The answer with what a script of another origin wants to see."""
    if "origin" not in request.fields:
        return answer
    asked = request.fields.get("access-control-request-headers", "*")
    fields = ("Access-Control-Allow-Origin: %s\r\nAccess-Control-Allow-Methods: %s\r\n"
              "Access-Control-Allow-Headers: %s\r\n" % (
                  request.fields["origin"],
                  request.fields.get("access-control-request-method", "*"), asked))
    line, _, rest = answer.partition(b"\r\n")
    return line + b"\r\n" + fields.encode("latin-1") + rest


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.bytes = b""

    def more(self):
        data = self.sock.recv(65536)
        self.bytes += data
        return bool(data)

    def exactly(self, size):
        while len(self.bytes) < size:
            if not self.more():
                break
        taken, self.bytes = self.bytes[:size], self.bytes[size:]
        return taken

    def until(self, mark):
        while mark not in self.bytes:
            if len(self.bytes) > LARGEST_HEAD or not self.more():
                return None
        taken, _, self.bytes = self.bytes.partition(mark)
        return taken

    def chunked(self):
        content = b""
        while True:
            line = self.until(b"\r\n")
            size = int(line.split(b";")[0] or b"0", 16) if line else 0
            if size == 0:
                self.until(b"\r\n")
                return content
            content += self.exactly(size)
            self.until(b"\r\n")


class Origin:
    def __init__(self):
        self.answer = lambda request: OK
        self.page = lambda request: OK
        self.requests = []
        self._lock = threading.Lock()
        self._servers = [self._serve(), self._serve()]
        self.a, self.b = (server.server_address[1] for server in self._servers)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def reset(self, answer):
        """From now on `answer`, and no requests yet."""
        with self._lock:
            self.answer, self.requests = answer, []

    def _serve(self):
        origin = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.settimeout(20)
                try:
                    origin._talk(Connection(self.request), self.server.server_address[1])
                except (OSError, ValueError):
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        server = Server(("127.0.0.1", 0), Handler)
        server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def _answer_to(self, request):
        if request.target.startswith(b"/page/"):
            return self.page(request)
        if "access-control-request-method" in request.fields or request.target == b"/favicon.ico":
            return OK
        with self._lock:
            self.requests.append(request)
            return self.answer(request) if request.target.startswith(b"/d/") else OK

    def _talk(self, connection, port):
        while True:
            head = connection.until(b"\r\n\r\n")
            if head is None:
                return
            request = Request(port, head, b"")
            if "100-continue" in request.fields.get("expect", ""):
                connection.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            if "chunked" in request.fields.get("transfer-encoding", "").lower():
                request.content = connection.chunked()
            else:
                request.content = connection.exactly(int(request.fields.get("content-length", 0)))
            answer = permitted(request, self._answer_to(request))
            if request.method == "HEAD":
                answer = answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            wish = request.fields.get("connection", "").lower()
            closes = wish == "close" or (request.is_last and wish != "keep-alive")
            if closes:
                answer = answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            connection.sock.sendall(answer)
            if closes:
                return
