# SPDX-License-Identifier: MIT
"""What the drivers of nginx, Caddy and HAProxy share: their command line, the requests for what a file
names, asking the server, and the comparison with what Onward makes of the file."""

import argparse
import os
import re
import shutil
import subprocess
import tempfile

import support

HERE = os.path.dirname(os.path.abspath(__file__))
USUAL_PORTS = (("http", "80"), ("https", "443"))


class Requests:
    """Requests to the listeners of a configuration, each once. `ports` says which scheme and port of a
    URL, as texts, a listener stands for, and where it listens."""

    def __init__(self, ports, rng):
        self.ports, self.rng, self.listeners = ports, rng, {}

    def add(self, host, path, fields=(), method="GET"):
        # What holds raw controls or spaces is refused by one or the other.
        if not path.startswith("/") or re.search(r"[^\x21-\x7e]", path):
            return
        for scheme, port in self.ports:
            name = host if (scheme, port) in USUAL_PORTS else f"{host}:{port}"
            self.listeners[support.Request(method, scheme, name, path, fields)] = (scheme, port)

    def around(self, paths, hosts, queries, fields):
        """Each path and its neighbours, other methods, and the queries and fields that a file asks for."""
        def some(values, count):
            return values if len(values) <= count else self.rng.sample(values, count)

        for path in dict.fromkeys(paths):
            few = some(hosts, 3)
            for host in few:
                for variant in support.variants(path, self.rng):
                    self.add(host, variant)
            for method in ("HEAD", "POST", "PUT", "OPTIONS"):
                self.add(few[0], path, method=method)
            for query in some(queries, 3):
                self.add(few[0], f"{path}?{query}")
            for field in some(fields, 6):
                self.add(few[0], path, (field,))

    def chosen(self, limit):
        """At most so many, as (request, listener)."""
        every = list(self.listeners.items())
        return every if len(every) <= limit else self.rng.sample(every, limit)


def ask(asked, ports):
    """The answers of the server that listens on these ports."""
    connections = {key: support.Connection(port, key[0] == "https") for key, port in ports.items()}
    return [connections[key].ask(request) for request, key in asked]


def stop(process):
    process.terminate()
    process.wait()


def make_certificate(folder):
    """key.pem, cert.pem, and both.pem with one behind the other."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-subj", "/CN=localhost", "-days", "2", "-keyout", folder + "/key.pem",
                    "-out", folder + "/cert.pem"], check=True, capture_output=True)
    with open(folder + "/both.pem", "w", encoding="ascii") as both:
        for name in ("cert.pem", "key.pem"):
            with open(os.path.join(folder, name), encoding="ascii") as part:
                both.write(part.read())


class Comparison:
    """One format: name of the format and of the server, and what a difference is (`kind`, told the
    request, their answer, ours, and the kind that support.compared() found; None leaves the request out)."""

    def __init__(self, file_format, server, kind=lambda request, their, our, found: found):
        self.file_format, self.server, self.kind = file_format, server, kind

    def score(self, program, path, asked, theirs):
        """(score, what was taken over) of a file whose requests the server has answered."""
        requests = [request for request, _ in asked]
        summary, ours = support.onward(program, path, self.file_format, requests)
        score = support.Score()
        for request, their, our in zip(requests, theirs, ours):
            kind = self.kind(request, their, our, support.compared(request, their, our))
            if kind is None:
                continue
            if kind == "not redirected here" and summary["lost"]:
                kind = "lost, and said so"
            score.add(kind, f"{request.method} {request.scheme}://{request.host}{request.target} "
                            f"{list(request.fields)}\n        {self.server} {their[0]} {their[1]}\n"
                            f"        ours {our[0]} {our[1]}")
        return score, f"{summary['redirects'] - summary['lost']} of {summary['redirects']} redirects"


def run(doc, program, endings, compare, left_out=()):
    """The command line: compare(path, options, folder) for each file; files of our own where none is
    named. It returns a score, or None, and what is said of the file. Kinds left out do not count when
    the share is asked for. An exit status."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--program", default=os.path.join(HERE, "../../build/dev/tests/rule_lines"))
    parser.add_argument("--server", default=program, help="the program of the server")
    parser.add_argument("--limit", type=int, default=6000, help="most requests for a file")
    parser.add_argument("--at-least", type=float, default=99.0, help="percent that have to be equal")
    parser.add_argument("-v", action="store_true", help="show differences")
    options = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    if shutil.which(options.server) is None:
        print(f"{options.server} is not installed")
        return 77
    own = os.path.join(HERE, program)
    files = options.files or sorted(os.path.join(own, name) for name in os.listdir(own) if name.endswith(endings))
    whole = support.Score()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        make_certificate(folder)
        for path in files:
            score, about = compare(path, options, folder)
            if score is None:
                print(f"{os.path.basename(path)}: not run: {about}")
                continue
            whole.merge(score)
            print(f"{os.path.basename(path)}: {about}; {score.text()}")
            for kind, examples in (score.examples.items() if options.v else ()):
                for example in examples:
                    print(f"    {kind}: {example}")
    print("all:", whole.text())
    counted = whole.total - sum(whole.kinds[kind] for kind in left_out)
    return 0 if 100.0 * whole.equal() >= options.at_least * counted else 1
