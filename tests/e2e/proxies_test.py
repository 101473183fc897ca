#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward serve behind proxies: proxies_test.py [unittest arguments] --onward PROGRAM

Who the client is, by the PROXY protocol and by forwarding fields: from sockets, curl, HAProxy and
nginx. What headers and fields are valid is tested in src/gateway/proxies without a process."""
import http.client
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import served
from admin_test import get
from exposition import parse
from served import TIMEOUT_S, location, read_all
from tls_test import Authority, tls

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
INSIDE = '[[rule]]\nname = "inside"\nclient = "192.0.2.0/24"\nmatch = "/who"\nstatus = 403\n'
ASK = b"GET /who HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"


def has(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


def version_1(client, family="TCP4"):
    return f"PROXY {family} {client} 127.0.0.1 4711 80\r\n".encode()


def version_2(client, command=0x21, more=b""):
    rest = socket.inet_aton(client) + socket.inet_aton("127.0.0.1") + b"\x12\x67\0\x50" + more
    return SIGNATURE + bytes([command, 0x11]) + len(rest).to_bytes(2, "big") + rest


def status(answer):
    return int(answer.split(" ", 2)[1]) if answer else None


class Proxied(unittest.TestCase):
    """One authority for all tests; each test has a server."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-proxies-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        Authority(cls.folder).sign("shop", "shop.example")

    def serve(self, *lines, head="", more=""):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-serve-"))
        self.addCleanup(shutil.rmtree, folder)
        for kind in ("pem", "key"):
            shutil.copy(self.folder / f"shop.{kind}", folder)
        self.admin = str(folder / "admin.sock")
        # One loop: the log is in order.
        text = "\n".join([head, "threads = 1", "[[listen]]", 'address = "127.0.0.1:0"', *lines,
                          "[log]", 'path = "-"', 'format = "json"', "[admin]",
                          f'listen = "unix:{self.admin}"', more, INSIDE, served.rules("one")])
        return served.Server(self, text, folder=folder)

    def clients(self, server):
        """What the log says: who, and the status or the reason."""
        code, out, _ = server.stop()
        self.assertEqual(code, 0)
        lines = [json.loads(line) for line in out.splitlines()]
        return [(line["client"], line.get("reason", line["status"])) for line in lines]

    def refusals(self):
        content = get(self.admin, "/metrics")[1]
        return {labels[0][1]: count for (name, labels), count in parse(content).items()
                if name == "onward_refusals_total"}

    def run_program(self, *command):
        """One that serves until the end of the test."""
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

    def wait_for_port(self, port):
        end = time.monotonic() + TIMEOUT_S
        while time.monotonic() < end:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S).close()
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"nobody listens on {port}")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def tell(server, *pieces, source="127.0.0.1"):
    """The answer to what is sent in pieces, or "" where there is none."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=TIMEOUT_S,
                                  source_address=(source, 0)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.01 if len(pieces) > 1 else 0)
            return read_all(connection)
        except (ConnectionResetError, BrokenPipeError):
            return ""


class ProxyProtocol(Proxied):
    LISTEN = 'proxy_protocol = ["127.0.0.1"]'

    def test_the_client_is_who_the_header_says(self):
        server = self.serve(self.LISTEN)
        headers = [version_1("192.0.2.7"), version_2("192.0.2.8"), version_1("198.51.100.1"),
                   b"PROXY UNKNOWN\r\n", version_2("192.0.2.9", command=0x20),
                   version_2("192.0.2.10", more=b"\x04\0\0\xE1\0\x02ab")]
        statuses = [status(tell(server, header + ASK)) for header in headers]
        self.assertEqual(statuses, [403, 403, 404, 404, 404, 403])
        self.assertEqual(self.refusals(), {})
        self.assertEqual(self.clients(server), [
            ("192.0.2.7", 403), ("192.0.2.8", 403), ("198.51.100.1", 404), ("127.0.0.1", 404),
            ("127.0.0.1", 404), ("192.0.2.10", 403)])

    def test_a_header_may_come_in_pieces(self):
        server = self.serve(self.LISTEN)
        for header in (version_1("192.0.2.7"), version_2("192.0.2.8")):
            pieces = [header[i:i + 3] for i in range(0, len(header), 3)]
            self.assertEqual(status(tell(server, *pieces, ASK)), 403)
            self.assertEqual(status(tell(server, header[:5], header[5:] + ASK)), 403)

    def test_what_is_no_header_is_not_answered(self):
        server = self.serve(self.LISTEN, '[limits]\nhead_timeout = "1s"\n')
        told = {"proxy-header-missing": ASK, "proxy-header-malformed": b"PROXY TCP4 a b 1 2\r\n",
                "proxy-header-too-long": b"PROXY UNKNOWN " + b"x" * 200,
                "proxy-header-checksum": version_2("192.0.2.7", more=b"\x03\0\x04abcd")}
        for bytes_ in told.values():
            self.assertEqual(tell(server, bytes_), "")
        with server.connect() as connection:  # goes before it is whole
            connection.sendall(b"PROXY T")
        self.assertEqual(tell(server, b"PROXY T"), "")  # and waits
        reasons = [*told, "proxy-header-cut", "proxy-header-too-slow"]
        self.assertEqual(self.refusals(), {reason: 1 for reason in reasons})
        server.connect().close()  # as some balancers look whether we are there: nothing is wrong
        self.assertEqual(self.clients(server), [("127.0.0.1", reason) for reason in reasons])

    def test_others_than_proxies_are_turned_away(self):
        server = self.serve(self.LISTEN)
        self.assertEqual(tell(server, ASK, source="127.0.0.2"), "")
        self.assertEqual(tell(server, version_1("192.0.2.7") + ASK, source="127.0.0.2"), "")
        self.assertEqual(self.refusals(), {"not-a-proxy": 2})
        self.assertEqual(self.clients(server), [("127.0.0.2", "not-a-proxy")] * 2)

    def test_without_the_key_the_header_is_no_request(self):
        server = self.serve()
        self.assertEqual(status(tell(server, version_1("192.0.2.7") + ASK)), 400)
        self.assertEqual([who for who, _ in self.clients(server)], ["127.0.0.1"])

    def test_limits_are_of_clients_and_not_of_the_proxy(self):
        server = self.serve(self.LISTEN, "[limits]\nconnections_per_address = 2\n")
        kept = []
        for i in range(6):
            kept.append(server.connect())
            kept[-1].sendall(version_1(f"192.0.2.{i % 3 + 1}") + ASK.replace(b"close", b"x"))
            self.assertTrue(kept[-1].recv(1))
        self.assertEqual(tell(server, version_1("192.0.2.1") + ASK), "")
        self.assertEqual(status(tell(server, version_1("192.0.2.9") + ASK)), 403)
        for connection in kept:
            connection.close()
        for _ in range(1000):
            if status(tell(server, version_1("192.0.2.1") + ASK)) == 403:
                break
        else:
            self.fail("connections that were closed still count")

    def test_before_tls(self):
        server = self.serve(self.LISTEN, f'tls = {tls("shop")}')
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        for header in ([version_1("192.0.2.7")], [version_2("192.0.2.8")],
                       [version_1("192.0.2.9")[:9], version_1("192.0.2.9")[9:]]):
            connection = server.connect()
            for piece in header:
                connection.sendall(piece)
                time.sleep(0.01)
            with context.wrap_socket(connection, server_hostname="shop.example") as secured:
                secured.sendall(ASK)
                self.assertEqual(status(read_all(secured)), 403)
        self.assertEqual([who for who, _ in self.clients(server)],
                         ["192.0.2.7", "192.0.2.8", "192.0.2.9"])

    @has("curl")
    def test_curl(self):
        for lines in ([], [f'tls = {tls("shop")}']):
            server = self.serve(self.LISTEN.replace("127.0.0.1", "127.0.0.0/8"), *lines)
            scheme = "https" if lines else "http"
            for version, flag in (("1.1", "--http1.1"),
                                  ("2", "--http2" if lines else "--http2-prior-knowledge")):
                done = subprocess.run(
                    ["curl", "-s", "-k", flag, "--haproxy-protocol", "--max-time", str(TIMEOUT_S),
                     "-o", "/dev/null", "-w", "%{http_version} %{http_code}",
                     f"{scheme}://127.0.0.1:{server.port}/old/a"],
                    capture_output=True, text=True, check=False)
                self.assertEqual(done.stdout, f"{version} 307")

    @has("haproxy")
    def test_haproxy(self):
        """HAProxy before us, whose client is 127.0.0.3; as it is, and with TLS through it."""
        plain = self.serve(self.LISTEN)
        secured = self.serve(self.LISTEN, f'tls = {tls("shop")}')
        ways = ["send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,authority",
                "send-proxy-v2 check inter 50ms"]
        parts, ports = [], []
        for way in ways:
            for server in (plain, secured):
                ports.append((free_port(), server))
                parts += [f"listen l{ports[-1][0]}", "  mode tcp",
                          f"  bind 127.0.0.1:{ports[-1][0]}",
                          f"  server s 127.0.0.1:{server.port} {way}"]
        file = self.folder / "haproxy.cfg"
        file.write_text("\n".join(["defaults", "  timeout connect 5s", "  timeout client 5s",
                                   "  timeout server 5s", *parts, ""]))
        self.run_program("haproxy", "-f", str(file))
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        for port, server in ports:
            self.wait_for_port(port)
            connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S,
                                                  source_address=("127.0.0.3", 0))
            if server is secured:
                connection = context.wrap_socket(connection, server_hostname="shop.example")
            with connection:
                connection.sendall(ASK)
                self.assertEqual(status(read_all(connection)), 404, port)
        time.sleep(0.2)  # health checks come, and nothing is wrong with them
        self.assertEqual(self.refusals(), {})
        for server in (plain, secured):
            asked = [each for each in self.clients(server) if each[1] == 404]
            self.assertEqual(asked, [("127.0.0.3", 404)] * len(ways))


class Forwarded(Proxied):
    X = ('forwarded = { from = ["127.0.0.1"], fields = "x-forwarded", '
         'trust = ["for", "proto", "host"] }')
    RFC7239 = 'forwarded = { from = "127.0.0.1", fields = "forwarded", trust = ["for", "proto"] }'

    def ask(self, server, *fields, source="127.0.0.1", path="/who"):
        lines = "".join(f"{field}\r\n" for field in fields)
        return tell(server, f"GET {path} HTTP/1.1\r\nHost: inside\r\nConnection: close\r\n{lines}\r\n"
                    .encode(), source=source)

    def test_the_client_is_who_trusted_fields_say(self):
        for lines, field in ((self.X, "X-Forwarded-For: 10.0.0.1, 192.0.2.7"),
                             (self.RFC7239, "Forwarded: for=10.0.0.1, for=192.0.2.7;proto=https")):
            server = self.serve(lines)
            self.assertEqual(status(self.ask(server, field)), 403)
            self.assertEqual(status(self.ask(server, field, source="127.0.0.2")), 404)
            self.assertEqual(status(self.ask(server)), 404)
            self.assertEqual(status(self.ask(server, field + ", nobody")), 400)
            self.assertEqual(self.refusals(), {"forwarded-unreadable": 1})
            self.assertEqual(self.clients(server), [
                ("192.0.2.7", 403), ("127.0.0.2", 404), ("127.0.0.1", 404),
                ("127.0.0.1", "forwarded-unreadable")])

    def test_each_request_has_its_own_client(self):
        server = self.serve(self.X)
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT_S)
        statuses = []
        for fields in ({"X-Forwarded-For": "192.0.2.7"}, {}, {"X-Forwarded-For": "192.0.2.8"}):
            client.request("GET", "/who", headers=fields)
            answer = client.getresponse()
            answer.read()
            statuses.append(answer.status)
        client.close()
        self.assertEqual(statuses, [403, 404, 403])
        self.assertEqual(self.clients(server),
                         [("192.0.2.7", 403), ("127.0.0.1", 404), ("192.0.2.8", 403)])

    def test_the_scheme_and_the_host(self):
        server = self.serve(self.X, 'hosts = ["shop.example"]', head='https = "redirect"')
        outside = ("X-Forwarded-Host: shop.example", "X-Forwarded-For: 198.51.100.1")
        answer = self.ask(server, *outside, "X-Forwarded-Proto: http", path="/old/a")
        self.assertEqual(location(answer), "https://shop.example/old/a")
        answer = self.ask(server, *outside, "X-Forwarded-Proto: https", path="/old/a")
        self.assertEqual(location(answer), "https://one.example/a")  # and not to itself, for ever
        self.assertEqual(status(self.ask(server, "X-Forwarded-Proto: https")), 421)
        self.assertEqual(status(self.ask(server, *outside, source="127.0.0.2")), 421)

    def test_challenges_come_before_rules_whatever_the_scheme(self):
        server = self.serve(self.X, 'acme = "."', head='https = "redirect"')
        folder = server.folder / ".well-known/acme-challenge"
        folder.mkdir(parents=True)
        (folder / "token").write_text("answer")
        for field in ("X-Other: a", "X-Forwarded-Proto: https", "X-Forwarded-Proto: http"):
            answer = self.ask(server, field, path="/.well-known/acme-challenge/token")
            self.assertTrue(answer.endswith("\r\n\r\nanswer"), answer)

    @has("curl")
    def test_http2(self):
        server = self.serve(self.X, head='https = "redirect"')
        for fields, expected in ((["X-Forwarded-For: 192.0.2.7"], "403"),
                                 (["X-Forwarded-For: x"], "400"), ([], "308")):
            proto = ["X-Forwarded-Proto: https"] if fields else []
            flags = [part for field in fields + proto for part in ("-H", field)]
            done = subprocess.run(
                ["curl", "-s", "--http2-prior-knowledge", "--max-time", str(TIMEOUT_S), "-o",
                 "/dev/null", "-w", "%{http_code}", *flags,
                 f"http://127.0.0.1:{server.port}/who"], capture_output=True, text=True, check=False)
            self.assertEqual(done.stdout, expected)
        self.assertEqual(self.clients(server), [
            ("192.0.2.7", 403), ("127.0.0.1", "forwarded-unreadable"), ("127.0.0.1", 308)])

    def test_behind_the_proxy_protocol(self):
        """A CDN before the balancer: the balancer says who connected, the CDN for whom."""
        server = self.serve('proxy_protocol = "127.0.0.1"', self.X.replace("127.0.0.1", "10.0.0.0/8"))
        field = b"X-Forwarded-For: 192.0.2.7\r\n\r\n"
        asked = ASK[:-2] + field
        self.assertEqual(status(tell(server, version_1("10.1.2.3") + asked)), 403)
        self.assertEqual(status(tell(server, version_1("198.51.100.1") + asked)), 404)
        self.assertEqual(self.clients(server), [("192.0.2.7", 403), ("198.51.100.1", 404)])

    @has("nginx")
    def test_nginx_that_speaks_tls_for_us(self):
        server = self.serve(self.X, head='https = "redirect"')
        plain, secured = free_port(), free_port()
        file = self.folder / "nginx.conf"
        file.write_text(f"""daemon off; master_process off; pid {self.folder}/nginx.pid;
error_log {self.folder}/nginx.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {self.folder}; proxy_temp_path {self.folder};
  fastcgi_temp_path {self.folder}; uwsgi_temp_path {self.folder}; scgi_temp_path {self.folder};
  server {{
    listen 127.0.0.1:{plain};
    listen 127.0.0.1:{secured} ssl;
    ssl_certificate {self.folder}/shop.pem; ssl_certificate_key {self.folder}/shop.key;
    location / {{
      proxy_pass http://127.0.0.1:{server.port};
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
    }}
  }}
}}
""")
        self.run_program("nginx", "-c", str(file), "-e", str(self.folder / "nginx.log"))
        self.wait_for_port(plain)
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")

        def ask(port, wrap):
            raw = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S,
                                           source_address=("127.0.0.4", 0))
            with wrap(raw) as connection:
                connection.sendall(b"GET /old/a HTTP/1.1\r\nHost: shop.example\r\n"
                                   b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"
                                   b"Connection: close\r\n\r\n")
                return location(read_all(connection))

        self.assertEqual(ask(plain, lambda raw: raw), "https://shop.example/old/a")
        self.assertEqual(ask(secured, lambda raw: context.wrap_socket(
            raw, server_hostname="shop.example")), "https://one.example/a")
        self.assertEqual(self.clients(server), [("127.0.0.4", 308), ("127.0.0.4", 307)])


if __name__ == "__main__":
    unittest.main()
