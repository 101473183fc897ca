#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Uploads through redirects of real servers: follow_servers.py [--server NAME] [--size SIZE]
[--resident SIZE] --onward PROGRAM

NAME is nginx, nginx-tls (which offers HTTP/2), apache or onward; it answers 301, 302, 303, 307 and
308, each leading to an origin that counts and hashes what comes. All kinds of content (a file, a pipe,
-d @file, chunked) at each status; then SIZE bytes (64M) from a file and from a pipe through a 307,
with at most --resident (64M) in memory and the same bytes at the end. On demand: --size 1G. Exit
status 77: that server is not installed."""
import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "bench")]
from harness.process import NotStarted, Server, free_port  # noqa: E402
from harness.servers import APACHE_BASE, installed, nginx_temporary  # noqa: E402
from origin import Origin, answer  # noqa: E402

STATUSES = (301, 302, 303, 307, 308)
SKIPPED = 77

NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 64; }}
http {{
  access_log off; client_max_body_size 0; {temporary}
  server {{
    listen 127.0.0.1:{port};
    {rules}
  }}
}}
"""
APACHE = APACHE_BASE + "{rules}\n"
NGINX_TLS = NGINX.replace(
    "127.0.0.1:{port};",
    "127.0.0.1:{port} ssl http2;"
    " ssl_certificate {folder}/tls.pem; ssl_certificate_key {folder}/tls.pem;")
SERVERS = {
    "nginx": ("nginx", NGINX, "location /{status} {{ return {status} {target}; }}",
              ["-p", "{folder}", "-e", "stderr", "-c", "{file}"]),
    "nginx-tls": ("nginx", NGINX_TLS, "location /{status} {{ return {status} {target}; }}",
                  ["-p", "{folder}", "-e", "stderr", "-c", "{file}"]),
    "apache": ("apache2", APACHE, "Redirect {status} /{status} {target}",
               ["-D", "FOREGROUND", "-f", "{file}"]),
    "onward": (None, "{rules}", '[[rule]]\nmatch = "/{status}"\nstatus = {status}\nto = "{target}"',
               ["serve", "{file}", "--listen", "127.0.0.1:0", "--threads", "1"]),
}


def size_of(text):
    units = {"k": 10, "m": 20, "g": 30}
    shift = units.get(text[-1].lower(), 0)
    return int(text[:-1] if shift else text) << shift


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--server", choices=SERVERS, default="onward")
    parser.add_argument("--size", type=size_of, default="64M")
    parser.add_argument("--resident", type=size_of, default="64M")
    parser.add_argument("--onward", metavar="PROGRAM", required=True)
    return parser.parse_args()


def make_certificate(folder):
    if not shutil.which("openssl"):
        raise NotStarted("there is no openssl to make a certificate")
    file = os.path.join(folder, "tls.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file,
                    "-out", file + ".certificate", "-subj", "/CN=127.0.0.1"],
                   check=True, capture_output=True)
    with open(file, "ab") as both, open(file + ".certificate", "rb") as certificate:
        both.write(certificate.read())


def start(name, onward, target, folder):
    program, text, rule, arguments = SERVERS[name]
    program = os.path.abspath(onward) if program is None else installed(program)
    os.chmod(folder, 0o755)
    port = free_port()
    rules = "\n".join(rule.format(status=status, target=target) for status in STATUSES)
    file = os.path.join(folder, f"{name}.toml" if name == "onward" else f"{name}.conf")
    with open(file, "w") as out:
        out.write(text.format(folder=folder, port=port, rules=rules,
                              temporary=nginx_temporary(folder)))
    if "ssl" in text:
        make_certificate(folder)
    command = [program] + [word.format(folder=folder, file=file) for word in arguments]
    return Server(name, command, folder, None if name == "onward" else port)


def follow(onward, words, url, stdin):
    """Runs it; the exit status, what it said, its largest resident size."""
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    if url.startswith("https:"):
        words = ["--insecure", "--allow-downgrade", *words]  # the origin behind it is plain
    process = subprocess.Popen([onward, "follow", *words, url], stdin=stdin, env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = []
    reader = threading.Thread(target=lambda: said.append(process.stdout.read()))
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    process.stdout.close()
    return process.returncode, b"".join(said).decode(errors="replace"), usage.ru_maxrss * 1024


def feed(descriptor, path):
    with os.fdopen(descriptor, "wb") as pipe, open(path, "rb") as file:
        try:
            shutil.copyfileobj(file, pipe, 1 << 20)
        except BrokenPipeError:
            pass


def follow_from_pipe(onward, words, url, path):
    reading, writing = os.pipe()
    writer = threading.Thread(target=feed, args=(writing, path))
    writer.start()
    result = follow(onward, words, url, reading)
    os.close(reading)
    writer.join()
    return result


def file_of(folder, size):
    """A file of that size, and its SHA-256; no byte of it is a line end."""
    path, digest = os.path.join(folder, f"content-{size}"), hashlib.sha256()
    block = os.urandom(1 << 20).replace(b"\n", b"x").replace(b"\r", b"y").replace(b"\0", b"z")
    with open(path, "wb") as file:
        for at in range(0, size, len(block)):
            piece = at.to_bytes(8, "big").replace(b"\n", b"x").replace(b"\r", b"y").replace(
                b"\0", b"z") + block[8:]
            piece = piece[: size - at]
            digest.update(piece)
            file.write(piece)
    return path, digest.digest()


class Failed(Exception):
    pass


class Uploads:
    """Content that is sent to one server, whose redirects lead to an origin."""

    def __init__(self, asked, url, origin, folder):
        self.onward, self.name = os.path.abspath(asked.onward), asked.server
        self.size, self.max_resident = asked.size, asked.resident
        self.url, self.origin, self.folder = url, origin, folder

    def sent(self, title, words, path, keeps, size, digest, piped):
        """Sends it, checks what arrived, and returns the largest resident size."""
        run = follow_from_pipe if piped else follow
        code, said, resident = run(self.onward, words, f"{self.url}/{path}", piped)
        last = self.origin.requests[-1] if self.origin.requests else None
        wanted = (size, digest) if keeps else (0, hashlib.sha256().digest())
        if code or last is None or (last.size, last.sha256.digest()) != wanted:
            got = f"{last.method} with {last.size} bytes" if last else "nothing"
            raise Failed(f"{title}: exit status {code}, {got} came, of {size}\n{said}")
        if resident > self.max_resident:
            raise Failed(f"{title}: {resident >> 20} MiB resident")
        del self.origin.requests[:]
        return resident

    def check_statuses(self):
        size = 3_000_000
        path, digest = file_of(self.folder, size)
        kinds = {
            "file": (["-T", path], "PUT"),
            "pipe": (["-T", "-"], "PUT"),
            "text": (["-d", f"@{path}"], "POST"),
            "chunked": (["-T", path, "-H", "Transfer-Encoding: chunked"], "PUT"),
            "eager": (["-H", "Expect:", "--data-binary", f"@{path}"], "POST"),
        }
        for status in STATUSES:
            for kind, (words, method) in kinds.items():
                keeps = status > 303 or (status < 303 and method == "PUT")
                self.sent(f"{kind} at {status}", words, status, keeps, size, digest,
                          path if kind == "pipe" else None)
        print(f"{self.name}: {len(STATUSES) * len(kinds)} uploads of {size} bytes arrived or "
              "became GET")

    def check_large(self):
        path, digest = file_of(self.folder, self.size)
        for kind, words, piped in (("file", ["-T", path], None), ("pipe", ["-T", "-"], path)):
            resident = self.sent(f"large {kind} at 307", words, 307, True, self.size, digest, piped)
            print(f"{self.name}: {self.size >> 20} MiB from a {kind} through a 307, the same bytes, "
                  f"{resident / (1 << 20):.1f} MiB resident")


def main():
    asked = parse_arguments()
    onward = os.path.abspath(asked.onward)
    # /var/tmp: a gibibyte is not for a file system in memory.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        with Origin({"*": answer(200, b"ok")}) as origin:
            try:
                with start(asked.server, onward, origin.url + "/here", folder) as server:
                    url = server.url
                    if asked.server == "nginx-tls":
                        url = url.replace("http:", "https:")
                    uploads = Uploads(asked, url, origin, folder)
                    uploads.check_statuses()
                    uploads.check_large()
            except NotStarted as reason:
                print(reason)
                return SKIPPED
            except Failed as reason:
                print(f"{asked.server}: {reason}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
