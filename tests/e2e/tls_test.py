#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward serve over TLS: tls_test.py [unittest arguments] --onward PROGRAM

With the TLS of others: Python's (OpenSSL), curl, openssl s_client. What is agreed to is tested in
src/gateway/tls without a process."""
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import served
from served import TIMEOUT_S, location, read_all

MIB = 1024 * 1024
RULES = served.rules("one")


class Authority:
    """A folder of certificates, made by openssl: a CA of its own and what it signed."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.run("req", "-x509", *self.NEW_KEY, "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
                 "-days", "2", "-subj", "/CN=A CA of tests")

    NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")

    def run(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True,
                       timeout=TIMEOUT_S)

    def sign(self, name, *hosts, new_key=NEW_KEY, days="2"):
        """NAME.pem and NAME.key."""
        names = ",".join(f"DNS:{host}" for host in hosts) or "DNS:none.example"
        self.run("req", *new_key, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
                 "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}")
        self.run("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                 "-CAcreateserial", "-days", days, "-copy_extensions", "copy",
                 "-out", f"{name}.pem")


def listen(*lines):
    return "\n".join(["[[listen]]", 'address = "127.0.0.1:0"', *lines, "", RULES])


def tls(name):
    return f'{{ certificate = "{name}.pem", key = "{name}.key" }}'


class Served(unittest.TestCase):
    """One authority for all tests; each test has a server."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-tls-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.authority = Authority(cls.folder)
        cls.authority.sign("shop", "shop.example", "*.shop.example")
        cls.authority.sign("other", "other.example")
        cls.authority.sign("client")

    def serve(self, *lines, names=("shop", "other", "client", "ca")):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-serve-"))
        self.addCleanup(shutil.rmtree, folder)
        for name in names:
            for kind in ("pem", "key"):
                shutil.copy(self.folder / f"{name}.{kind}", folder)
        return served.Server(self, listen(*lines), folder=folder)

    def context(self, **versions):
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        for key, version in versions.items():
            setattr(context, key, version)
        return context

    def connect(self, server, host="shop.example", context=None):
        raw = server.connect()
        self.addCleanup(raw.close)
        connection = (context or self.context()).wrap_socket(raw, server_hostname=host)
        self.addCleanup(connection.close)
        return connection

    @staticmethod
    def ask(connection, target="/old/a"):
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())
        return read_all(connection)


class Tls(Served):
    def test_answers_by_1_2_and_1_3(self):
        server = self.serve(f"tls = {tls('shop')}")
        for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"),
                              (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
            with self.subTest(name):
                context = self.context(minimum_version=version, maximum_version=version)
                connection = self.connect(server, context=context)
                self.assertEqual(connection.version(), name)
                self.assertEqual(location(self.ask(connection)), "https://one.example/a")

    def test_nothing_older(self):
        server = self.serve(f"tls = {tls('shop')}")
        context = self.context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaisesRegex(ssl.SSLError, "(?i)protocol.version"):
            self.connect(server, context=context)

    def test_certificates_by_name(self):
        server = self.serve(f"tls = [{tls('shop')}, {tls('other')}]")
        for host, has in (("shop.example", "shop"), ("www.shop.example", "shop"),
                          ("other.example", "other"), ("OTHER.example", "other")):
            with self.subTest(host):
                subject = self.connect(server, host).getpeercert()["subject"]
                self.assertEqual(subject[0][0][1], has)
        context = self.context()
        context.check_hostname = False
        for host in ("a.b.shop.example", "unknown.example", None):
            with self.subTest(host):
                subject = self.connect(server, host, context).getpeercert()["subject"]
                self.assertEqual(subject[0][0][1], "shop")

    def test_alpn(self):
        server = self.serve(f"tls = {tls('shop')}")
        for offered, chosen in ((["http/1.1", "h2"], "h2"), (["http/1.1"], "http/1.1")):
            with self.subTest(offered):
                context = self.context()
                context.set_alpn_protocols(offered)
                connection = self.connect(server, context=context)
                self.assertEqual(connection.selected_alpn_protocol(), chosen)
        context = self.context()
        context.set_alpn_protocols(["acme-tls/1"])
        with self.assertRaisesRegex(ssl.SSLError, "(?i)application.protocol"):
            self.connect(server, context=context)

    def test_resumption(self):
        server = self.serve(f"tls = {tls('shop')}")
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version):
                context = self.context(minimum_version=version, maximum_version=version)
                first = self.connect(server, context=context)
                self.ask(first)
                for _ in range(3):  # by whichever loop
                    raw = server.connect()
                    again = context.wrap_socket(raw, server_hostname="shop.example",
                                                session=first.session)
                    self.assertTrue(again.session_reused)
                    self.ask(again)
                    again.close()

    def test_client_certificates(self):
        for asked in ("required", "optional"):
            server = self.serve(f"tls = {tls('shop')}", 'client_ca = "ca.pem"',
                                f'client_certificate = "{asked}"')
            with self.subTest(asked):
                shows = self.context()
                shows.load_cert_chain(self.folder / "client.pem", self.folder / "client.key")
                self.assertIn("307", self.ask(self.connect(server, context=shows)))
                stranger = self.context()
                with tempfile.TemporaryDirectory() as folder:
                    other = Authority(folder)
                    other.sign("client")
                    stranger.load_cert_chain(other.folder / "client.pem",
                                             other.folder / "client.key")
                with self.assertRaisesRegex(ssl.SSLError, "(?i)unknown.ca"):
                    self.ask(self.connect(server, context=stranger))
                if asked == "optional":
                    self.assertIn("307", self.ask(self.connect(server)))
                else:
                    with self.assertRaisesRegex(ssl.SSLError, "(?i)certificate.required"):
                        self.ask(self.connect(server))

    def test_an_early_answer_arrives(self):
        """RFC 9112 §9.6, RFC 8446 §6.1: it is read to its end, and the connection ends in order."""
        server = self.serve(f"tls = {tls('shop')}")
        for fields in ("Content-Length: 67108864\r\n", "Transfer-Encoding: chunked\r\n"):
            with self.subTest(fields):
                connection = self.connect(server)
                connection.sendall(f"POST /old/a HTTP/1.1\r\nHost: h\r\n{fields}\r\n".encode())
                if "chunked" in fields:
                    connection.sendall(b"4000000\r\n")
                piece = bytes(MIB)
                for _ in range(64):
                    connection.sendall(piece)
                answer = read_all(connection)  # a missing close_notify would be an SSLEOFError
                self.assertIn("307 ", answer)
                self.assertIn("Connection: close\r\n", answer)

    def test_many_requests_and_long_answers(self):
        server = self.serve(f"tls = {tls('shop')}")
        connection = self.connect(server)
        count = 20_000
        wire = b"GET /old/a HTTP/1.1\r\nHost: h\r\n\r\n" * count
        got = []
        # One SSL object is for one thread: what comes is read in between.
        connection.setblocking(False)
        sent, text = 0, b""
        end = time.monotonic() + TIMEOUT_S
        while text.count(b"HTTP/1.1 307") < count and time.monotonic() < end:
            try:
                if sent < len(wire):
                    sent += connection.send(wire[sent:sent + 65536])
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                pass
            try:
                while True:
                    got.append(connection.recv(65536))
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                pass
            text = b"".join(got) if sent == len(wire) else b""
        self.assertEqual(text.count(b"HTTP/1.1 307"), count)

    def test_plain_http_is_told(self):
        server = self.serve(f"tls = {tls('shop')}")
        answer = server.ask()
        self.assertTrue(answer.startswith("HTTP/1.1 400 "), answer)
        self.assertIn("https://", answer)

    def test_garbage_is_dropped(self):
        server = self.serve(f"tls = {tls('shop')}")
        hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
        for name, sent in (("zeros", bytes(100)), ("ssh", b"ssh-2.0-x\r\n"),
                           ("half a hello", hello), ("a long hello", b"\x16\x03\x01\x40\0\x01\x01\0\0"),
                           ("a cut header", b"\x16\x03\x01\0\x01\x01"),
                           ("no hello", b"\x16\x03\x01\0\x05\x02\0\0\x01\0"),
                           ("hello of nonsense", hello + bytes(505))):
            with self.subTest(name), server.connect() as connection:
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                read_all_of = b""
                while piece := connection.recv(4096):
                    read_all_of += piece
                self.assertIn(read_all_of[:1], (b"", b"\x15"))  # nothing, or an alert
        self.assertIn("307", self.ask(self.connect(server)))

    def test_a_slow_handshake_is_cut(self):
        server = self.serve(f"tls = {tls('shop')}", "[limits]", 'head_timeout = "300ms"')
        for sent in (b"", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"):
            with self.subTest(sent), server.connect() as connection:
                connection.sendall(sent)
                start = time.monotonic()
                self.assertEqual(connection.recv(1), b"")
                self.assertLess(time.monotonic() - start, TIMEOUT_S / 2)

    def test_certificates_are_replaced(self):
        server = self.serve(f"tls = {tls('shop')}")
        old = self.connect(server)
        first = self.connect(server)
        self.ask(first)
        self.renew(server, "renewed")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded the certificates")
        self.assertEqual(self.shown(server), "renewed")
        self.assertIn("307", self.ask(old))
        context = first.context
        raw = server.connect()
        again = context.wrap_socket(raw, server_hostname="shop.example", session=first.session)
        self.assertTrue(again.session_reused)
        again.close()
        (server.folder / "shop.key").write_text("nothing")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("the old certificates go on")
        self.assertIn("307", self.ask(self.connect(server)))

    def renew(self, server, name):
        """A new certificate lies where shop's was."""
        self.authority.sign(name, "shop.example")
        for kind in ("pem", "key"):
            shutil.copy(self.folder / f"{name}.{kind}", server.folder / f"shop.{kind}")

    def shown(self, server):
        return self.connect(server).getpeercert()["subject"][0][0][1]

    def test_certificates_are_replaced_whatever_the_file_says(self):
        server = self.serve(f"tls = {tls('shop')}")
        good = server.file.read_text()
        for number, text in enumerate((good + "oops = 1\n", "", good.replace("[[rule]]", "[rule"))):
            with self.subTest(text):
                name = f"in-time-{number}"
                self.renew(server, name)
                server.file.write_text(text)
                server.process.send_signal(signal.SIGHUP)
                server.wait_for("the old rules go on")
                server.wait_for("reloaded the certificates")
                self.assertEqual(self.shown(server), name)

    def test_certificates_are_replaced_beside_a_broken_image(self):
        server = self.serve(f"tls = {tls('shop')}")
        rows, image = server.folder / "rows.csv", server.folder / "moved.map"
        rows.write_text("/moved,/here\n")
        subprocess.run([served.ONWARD, "map", "build", rows, "-o", image], check=True,
                       capture_output=True, timeout=TIMEOUT_S)
        image.write_bytes(image.read_bytes()[:-1] + b"?")
        server.file.write_text(server.file.read_text() + '[[rule]]\nmap = "moved.map"\n')
        self.renew(server, "beside")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("the old rules go on")
        server.wait_for("reloaded the certificates")
        self.assertEqual(self.shown(server), "beside")
        self.assertIn("307", self.ask(self.connect(server)))

    def test_the_end_is_orderly(self):
        server = self.serve(f"tls = {tls('shop')}")
        idle = self.connect(server)
        code, _, _ = server.stop()
        self.assertEqual(code, 0)
        self.assertEqual(idle.recv(1), b"")  # close_notify

    def test_what_is_wrong_is_said(self):
        self.authority.sign("weak", "a.example", new_key=("-newkey", "rsa:1024"))
        shutil.copy(self.folder / "shop.pem", self.folder / "both.pem")
        (self.folder / "empty.pem").write_text("")
        for certificate, key, says in (
                ("none.pem", "shop.key", r"none\.pem: there is no such file"),
                ("shop.pem", "none.key", r"none\.key: there is no such file"),
                ("empty.pem", "shop.key", r"empty\.pem: the file does not begin with a cert"),
                ("shop.pem", "shop.pem", r"shop\.pem: the file has no private key"),
                ("shop.pem", "other.key", r"other\.key: the key does not belong"),
                ("weak.pem", "weak.key", r"weak\.pem: the key or a signature")):
            with self.subTest(says):
                text = listen(f'tls = {{ certificate = "{certificate}", key = "{key}" }}')
                (self.folder / "wrong.toml").write_text(text)
                for check in ((), ("--check",)):
                    done = served.run(*check, "wrong.toml", cwd=self.folder)
                    self.assertNotEqual(done.returncode, 0)
                    self.assertRegex(done.stderr, says)

    def test_an_expired_certificate_is_a_warning(self):
        self.authority.sign("late", "shop.example", days="-1")
        server = self.serve(f"tls = {tls('late')}", names=("late",))
        code, _, err = server.stop()
        self.assertEqual(code, 0)
        self.assertRegex(server.seen + err, r"warning: .*late\.pem: the certificate has expired")


class TwoListeners(Served):
    """One that asks for certificates, and one that is public: what is whose is said by the address."""

    def setUp(self):
        with socket.create_server(("127.0.0.1", 0)) as one, \
                socket.create_server(("127.0.0.1", 0)) as other:
            self.ports = [each.getsockname()[1] for each in (one, other)]
        self.mine = self.table(self.ports[0], "shop", 'client_ca = "ca.pem"')
        self.public = self.table(self.ports[1], "other")
        self.file = self.folder / "two.toml"
        self.write(self.mine, self.public)
        self.process = subprocess.Popen(
            [served.ONWARD, "serve", str(self.file)], stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.process.stderr.close)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        self.read_until(f"listening on .*:{self.ports[1]}")

    @staticmethod
    def table(port, name, *lines):
        return "\n".join(["[[listen]]", f'address = "127.0.0.1:{port}"', f"tls = {tls(name)}", *lines,
                          ""])

    def write(self, *tables):
        self.file.write_text("\n".join([*tables, RULES]))

    def read_until(self, pattern):
        said = []
        for line in self.process.stderr:
            said.append(line)
            if re.search(pattern, line):
                return "".join(said)
        raise AssertionError("".join(said))

    def reload(self, *tables):
        self.write(*tables)
        self.process.send_signal(signal.SIGHUP)
        return self.read_until(r"reloaded .*two\.toml")

    def shown(self, number):
        """The name of the certificate; "asks": and asks for one."""
        context = self.context()
        context.check_hostname = False
        raw = socket.create_connection(("127.0.0.1", self.ports[number]), timeout=TIMEOUT_S)
        with context.wrap_socket(raw, server_hostname="shop.example") as connection:
            name = connection.getpeercert()["subject"][0][0][1]
            try:
                return name if "307" in self.ask(connection) else None
            except ssl.SSLError as reason:
                self.assertRegex(str(reason), "(?i)certificate.required")
                return name + " asks"

    def expect(self, *shown):
        self.assertEqual((self.shown(0), self.shown(1)), shown)

    def test_the_order_says_nothing(self):
        self.expect("shop asks", "other")
        said = self.reload(self.public, self.mine)
        self.expect("shop asks", "other")
        self.assertNotIn("until a restart", said)

    def test_one_that_is_gone_keeps_its_own(self):
        elsewhere = self.table(1, "client")
        for tables in ((elsewhere, self.public), (self.public,), (self.public, elsewhere)):
            said = self.reload(*tables)
            self.expect("shop asks", "other")
            self.assertIn(f"the listener 127.0.0.1:{self.ports[0]} has no TLS of its own", said)
            self.assertIn("stay as they are until a restart", said)

    def test_who_must_show_one_follows_the_file(self):
        self.reload(self.table(self.ports[0], "client"),
                    self.table(self.ports[1], "other", 'client_ca = "ca.pem"'))
        self.expect("client", "other asks")
        # What is gone now keeps what it had last, not what it had first.
        self.reload(self.table(self.ports[1], "other", 'client_ca = "ca.pem"'))
        self.expect("client", "other asks")


@unittest.skipUnless(shutil.which("curl"), "needs curl")
class Curl(Served):
    def test_curl(self):
        server = self.serve(f"tls = [{tls('shop')}, {tls('other')}]")
        for host in ("shop.example", "other.example"):
            for version in (["--tlsv1.2", "--tls-max", "1.2"], ["--tlsv1.3"]):
                with self.subTest(host=host, version=version):
                    done = subprocess.run(
                        ["curl", "-sS", "-i", *version, "--cacert", self.folder / "ca.pem",
                         "--resolve", f"{host}:{server.port}:127.0.0.1", "-d", "x=1",
                         f"https://{host}:{server.port}/old/a"],
                        capture_output=True, timeout=TIMEOUT_S, check=True)
                    self.assertEqual(location(done.stdout.decode()), "https://one.example/a")


class SClient(Served):
    def test_resumption_by_openssl(self):
        server = self.serve(f"tls = {tls('shop')}")
        session = server.folder / "session.pem"
        ask = "GET /old/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

        def client(*arguments):
            return subprocess.run(
                ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-ign_eof",
                 *arguments], input=ask, capture_output=True, text=True, timeout=TIMEOUT_S,
                check=False).stdout

        for version in ("-tls1_2", "-tls1_3"):
            with self.subTest(version):
                self.assertIn("New, TLSv1", client(version, "-sess_out", session))
                self.assertIn("Reused, TLSv1", client(version, "-sess_in", session))


class InTheClear(Served):
    def plain(self, *lines, head=""):
        text = head + "\n" + listen(*lines)
        return served.Server(self, text)

    def test_to_https_in_one_line(self):
        for word, post in (("redirect", "308"), ("redirect_reads", "403")):
            with self.subTest(word):
                server = self.plain(head=f'https = "{word}"')
                answer = server.ask("/x%20y?z=1")
                self.assertIn("HTTP/1.1 308 ", answer)
                self.assertEqual(location(answer), "https://h/x%20y?z=1")
                self.assertIn(f"HTTP/1.1 {post} ", server.ask("/x", method="POST"))
        server = self.serve(f"tls = {tls('shop')}")
        both = (server.folder / "onward.toml").read_text()
        (server.folder / "onward.toml").write_text('https = "redirect"\n' + both)
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("reloaded .*rules")
        self.assertIn("one.example", self.ask(self.connect(server)))  # who comes by TLS stays

    def test_challenges(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onward-acme-"))
        self.addCleanup(shutil.rmtree, folder)
        challenges = folder / ".well-known/acme-challenge"
        challenges.mkdir(parents=True)
        (challenges / "to-ken_1").write_text("to-ken_1.digest")
        (challenges / "long").write_text("x" * 5000)
        (challenges / "folder").mkdir()
        (challenges / "link").symlink_to(challenges / "to-ken_1")
        (challenges / "a.b").write_text("x")
        server = self.plain(f'acme = "{folder}"', head='https = "redirect"')
        path = "/.well-known/acme-challenge/"
        answer = server.ask(path + "to-ken_1")
        self.assertIn("HTTP/1.1 200 ", answer)
        self.assertTrue(answer.endswith("\r\n\r\nto-ken_1.digest"), answer)
        answer = server.ask(path + "to-ken_1", method="HEAD")
        self.assertIn("Content-Length: 15\r\n", answer)
        self.assertTrue(answer.endswith("\r\n\r\n"), answer)
        for token in ("", "none", "long", "folder", "link", "a.b", "../../secret", "..%2fx", "%2e%2e",
                      "to-ken_1?x", "folder/x", "x" * 129):
            with self.subTest(token):
                self.assertIn("HTTP/1.1 404 ", server.ask(path + token))
        self.assertIn("HTTP/1.1 308 ", server.ask(path + "to-ken_1", method="POST"))
        self.assertIn("HTTP/1.1 308 ", server.ask("/.well-known/acme-challenge"))


del Served
if __name__ == "__main__":
    unittest.main()
