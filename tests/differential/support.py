# SPDX-License-Identifier: MIT
"""What the drivers in this folder share: answers of Onward and of real servers, and comparing them.

An answer is (status, location); a location is compared as the URL that a client would go to.
"""

import collections
import json
import random
import re
import socket
import ssl
import subprocess
import time
import urllib.parse

try:
    import re._parser as sre_parse
except ImportError:  # before Python 3.11
    import sre_parse

REDIRECTS = (301, 302, 303, 307, 308)
Request = collections.namedtuple("Request", "method scheme host target fields", defaults=((),))


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(port, process, seconds=10):
    """Whether somebody listens there before the time is over or the process ends."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


class Connection:
    """Requests to a real server, byte by byte as they are given, over as few connections as it allows."""

    def __init__(self, port, tls=False):
        self.port, self.tls, self.file, self.sock = port, tls, None, None

    def ask(self, request):
        for attempt in (1, 2):
            try:
                return self._ask(request)
            except (OSError, ValueError, IndexError):
                self.close()
                if attempt == 2:
                    return (0, "")
        return (0, "")

    def _ask(self, request):
        if self.file is None:
            self.sock = socket.create_connection(("127.0.0.1", self.port), 10)
            if self.tls:
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                self.sock = context.wrap_socket(self.sock, server_hostname=request.host.split(":")[0])
            self.file = self.sock.makefile("rb")
        lines = [f"{request.method} {request.target} HTTP/1.1", f"Host: {request.host}", *request.fields]
        if request.method in ("POST", "PUT", "PATCH"):
            lines.append("Content-Length: 0")
        self.sock.sendall("\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape"))
        status = int(self.file.readline().split()[1])
        fields = {}
        while (line := self.file.readline().strip()):
            name, _, value = line.partition(b":")
            fields[name.lower().decode("latin-1")] = value.strip().decode("latin-1")
        if request.method != "HEAD" and status not in (204, 304):
            if "chunked" in fields.get("transfer-encoding", ""):
                while (size := int(self.file.readline(), 16)):
                    self.file.read(size + 2)
                self.file.readline()
            else:
                self.file.read(int(fields.get("content-length", "0")))
        if fields.get("connection", "").lower() == "close":
            self.close()
        return (status, fields.get("location", ""))

    def close(self):
        if self.sock is not None:
            self.sock.close()
        self.file = self.sock = None


def onward(program, path, file_format, requests):
    """The summary of an import, and its answers."""
    lines = [json.dumps({"method": r.method, "url": f"{r.scheme}://{r.host}{r.target}",
                         "fields": list(r.fields)}) for r in requests]
    done = subprocess.run([program, path, file_format], input="\n".join(lines) + "\n", text=True,
                          capture_output=True, timeout=600, check=False)
    out = done.stdout.splitlines()
    answers = [json.loads(line) for line in out[1:]]
    return json.loads(out[0]), [(a["status"], a["location"]) for a in answers]


def resolved(request, location):
    """The URL that a client goes to."""
    if location.startswith("/") and not location.startswith("//"):
        location = f"{request.scheme}://{request.host}{location}"
    elif not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", location):
        location = urllib.parse.urljoin(f"{request.scheme}://{request.host}{request.target}", location)
    head, sep, fragment = location.partition("#")
    scheme, colon, rest = head.partition("://")
    if not colon:
        return location
    authority, slash, path = re.match(r"([^/?]*)(/?)(.*)", rest, re.S).groups()
    authority = authority.lower()
    for default in (("http", ":80"), ("https", ":443")):
        if scheme.lower() == default[0] and authority.endswith(default[1]):
            authority = authority[: -len(default[1])]
    path, question, query = path.partition("?")
    path = urllib.parse.urljoin("http://a/", "/" + path.replace("\\", "/"))[8:] if "./" in path or path.endswith(".") else "/" + path
    safe = "/%:@!$&'()*+,;=~[]|^"
    text = f"{scheme.lower()}://{authority}" + urllib.parse.quote(path, safe=safe, encoding="latin-1")
    text += question + urllib.parse.quote(query, safe=safe + "?{}\\`", encoding="latin-1")
    return text + sep + urllib.parse.quote(fragment, safe=safe + "?{}\\#", encoding="latin-1")


def compared(request, theirs, ours):
    """"" where the answers are equal, else the kind of the difference."""
    is_theirs = theirs[0] in REDIRECTS and theirs[1] != ""
    is_ours = ours[0] in REDIRECTS and ours[1] != ""
    if not is_theirs and not is_ours:
        return "" if ours[0] in (404, theirs[0]) else "another status"
    if is_theirs != is_ours:
        return "not redirected here" if is_theirs else "redirected here alone"
    if theirs[0] != ours[0]:
        return "another status"
    a, b = resolved(request, theirs[1]), resolved(request, ours[1])
    if a == b:
        return ""
    if a.replace("?#", "#").rstrip("?&") == b.replace("?#", "#").rstrip("?&"):
        return "an empty query"
    if plain(a) == plain(b):
        return "escaped letters"
    if urllib.parse.unquote(a) == urllib.parse.unquote(b):
        return "other escapes"
    return "another target"


def plain(url):
    """RFC 3986 6.2.2: without escapes of letters, digits and "-._~"."""
    return re.sub(r"%(2D|2E|5F|7E|3\d|4[1-9A-F]|5\d(?<!5[B-E])|6[1-9A-F]|7[0-9A])",
                  lambda m: chr(int(m.group(1), 16)) if chr(int(m.group(1), 16)).isalnum() or m.group(1).upper() in ("2D", "2E", "5F", "7E") else m.group(0),
                  url, flags=re.I)


def sample(expression, rng, ignore_case=False):
    """A text that fits a regular expression; None where that is not easily said."""
    expression = re.sub(r"\(\?<([A-Za-z])", r"(?P<\1", expression)
    try:
        parsed = sre_parse.parse(expression)
    except (re.error, OverflowError, ValueError):
        return None
    out = []
    try:
        _sample(parsed, rng, out)
    except NotImplementedError:
        return None
    return "".join(out)


def _sample(tokens, rng, out):
    word = lambda: "".join(rng.choice("abcxyz012") for _ in range(rng.randint(1, 4)))
    for op, value in tokens:
        name = str(op).lower()
        if name == "literal":
            out.append(chr(value))
        elif name in ("any", "not_literal"):
            out.append(rng.choice("abc1-_"))
        elif name == "in":
            out.append(_of_class(value, rng))
        elif name in ("max_repeat", "min_repeat", "possessive_repeat"):
            low, high, inner = value
            count = rng.randint(low, min(int(high), low + 3))
            if low == 0 and rng.random() < 0.3:
                count = 0
            for _ in range(count):
                _sample(inner, rng, out)
        elif name == "subpattern":
            _sample(value[-1], rng, out)
        elif name == "branch":
            _sample(rng.choice(value[1]), rng, out)
        elif name == "at":
            continue
        elif name in ("assert", "assert_not"):
            continue
        else:
            raise NotImplementedError(word)


def _of_class(items, rng):
    choices = []
    negated = False
    for op, value in items:
        name = str(op).lower()
        if name == "negate":
            negated = True
        elif name == "literal":
            choices.append(chr(value))
        elif name == "range":
            choices += [chr(value[0]), chr(value[1])]
        elif name == "category":
            choices += list({"category_digit": "07", "category_word": "aZ_4", "category_space": " "}.get(str(value).lower(), "q"))
    if not negated:
        return rng.choice(choices)
    return rng.choice([c for c in "abxyz019-_" if c not in choices] or ["q"])


def variants(path, rng):
    """A path and its neighbours."""
    yield path
    yield path + ("" if path.endswith("/") else "/")
    if len(path) > 2:
        yield path.rstrip("/")
        yield path[:-1]
    yield path + "x"
    yield path.rstrip("/") + "/sub/page.html"
    yield path + "?a=b&c=d"
    yield path + "?"
    yield path.upper()
    yield "/" + path
    at = rng.randrange(1, len(path)) if len(path) > 1 else 0
    if at and path[at].isalnum():
        yield path[:at] + f"%{ord(path[at]):02x}" + path[at + 1:]
    yield path.rstrip("/") + "/a%20b"
    yield path.rstrip("/") + "/../" + path.rstrip("/").split("/")[-1] if len(path) > 1 else "/./"


class Score:
    """Counts comparisons and keeps examples of differences."""

    def __init__(self):
        self.total = 0
        self.kinds = collections.Counter()
        self.examples = collections.defaultdict(list)

    def add(self, kind, example):
        self.total += 1
        self.kinds[kind] += 1
        if kind and len(self.examples[kind]) < 5:
            self.examples[kind].append(example)

    def equal(self):
        return self.kinds[""]

    def merge(self, other):
        self.total += other.total
        self.kinds += other.kinds

    def text(self):
        share = 100.0 * self.equal() / max(self.total, 1)
        rest = ", ".join(f"{kind}: {count}" for kind, count in self.kinds.most_common() if kind)
        return f"{self.equal()} of {self.total} equal ({share:.2f} %)" + (f"; {rest}" if rest else "")


def seeded(text):
    return random.Random(text)
