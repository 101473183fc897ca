#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares what Onward makes of Caddyfiles with Caddy itself.

    cmake --build --preset dev --target rule_lines
    tests/differential/caddy.py [--program rule_lines] [--caddy caddy] [-v] FILE...

Caddy adapts a file to JSON; in that, listeners become free ports of 127.0.0.1 and certificates its own.
Onward reads the file as it stands. Both get requests for each path and host that the JSON names, for
neighbours, other methods, queries, escapes and slashes.
Exit status: 0 where all is equal or explained, 1 where not, 77 where Caddy is missing.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import support

HERE = os.path.dirname(os.path.abspath(__file__))


def walk(node):
    yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(inner)


class Configuration:
    """A Caddyfile as Caddy can run it, and what to ask."""

    def __init__(self, adapted, rng):
        self.rng = rng
        self.ports = {}  # (scheme, port) that clients name: the port that listens
        http = adapted["apps"]["http"]
        web, secure = str(http.get("http_port", 80)), str(http.get("https_port", 443))
        self.web = support.free_port()
        self.ports[("http", "80")] = self.web
        for server in http["servers"].values():
            listen = []
            for address in server["listen"]:
                port = address.rsplit(":", 1)[-1].split("/")[0]
                off = server.get("automatic_https", {}).get("disable")
                tls = "tls_connection_policies" in server or (port == secure and not off)
                key = ("https" if tls else "http", {web: "80", secure: "443"}.get(port, port))
                self.ports[key] = self.ports.get(key) or support.free_port()
                listen.append(f"127.0.0.1:{self.ports[key]}")
            server["listen"] = listen
        http["http_port"] = self.web
        http["https_port"] = self.ports.get(("https", "443"), support.free_port())
        adapted["admin"] = {"disabled": True}
        adapted["logging"] = {"logs": {"default": {"level": "ERROR"}}}
        adapted["apps"]["tls"] = {"automation": {"policies": [{"issuers": [{"module": "internal"}]}]}}
        adapted["apps"]["pki"] = {"certificate_authorities": {"local": {"install_trust": False}}}
        self.text = json.dumps(adapted)
        self.collect(http)

    def collect(self, http):
        self.paths, self.hosts, self.queries, self.fields = ["/"], [], [], []
        for node in walk(http):
            if not isinstance(node, dict):
                continue
            for path in node.get("path", ()) if isinstance(node.get("path"), list) else ():
                path = path.replace(" ", "%20").replace("?", "%3F")
                self.paths.append(path.replace("*", "zz"))
                self.paths.append(path.replace("*", "a/b"))
            if isinstance(node.get("path_regexp"), dict):
                for _ in range(3):
                    path = support.sample(node["path_regexp"].get("pattern", ""), self.rng)
                    if path:
                        self.paths.append("/" + path.lstrip("/").replace(" ", "%20").replace("?", "%3F"))
            for host in node.get("host", ()) if isinstance(node.get("host"), list) else ():
                self.hosts.append(host.replace("*", "any"))
            for name, values in (node.get("query") or {}).items() if isinstance(node.get("query"), dict) else ():
                self.queries += [f"{name}={value.replace('*', 'x')}" for value in values]
            for name, values in (node.get("header") or {}).items() if isinstance(node.get("header"), dict) else ():
                self.fields += [f"{name}: {value.replace('*', 'x')}" for value in values or ["x"]]
            if isinstance(node.get("header_regexp"), dict):
                for name, expression in node["header_regexp"].items():
                    value = support.sample(expression.get("pattern", ""), self.rng)
                    if value and name != "Host":
                        self.fields.append(f"{name}: {value}")
            for move in node.get("mappings", ()) if isinstance(node.get("mappings"), list) else ():
                if move.get("input", "").startswith("/"):
                    self.paths.append(move["input"])

    def requests(self, limit):
        hosts = list(dict.fromkeys(self.hosts)) + ["unknown.example"]
        asked = {}

        def add(host, path, fields=(), method="GET"):
            if not path.startswith("/") or re.search(r"[^\x21-\x7e]", path):
                return
            for scheme, port in self.ports:
                usual = (scheme, port) in (("http", "80"), ("https", "443"))
                name = host if usual else f"{host}:{port}"
                asked[support.Request(method, scheme, name, path, fields)] = (scheme, port)

        for path in dict.fromkeys(self.paths):
            few = hosts if len(hosts) <= 3 else self.rng.sample(hosts, 3)
            for host in few:
                for variant in support.variants(path, self.rng):
                    add(host, variant)
            for method in ("HEAD", "POST", "PUT", "OPTIONS"):
                add(few[0], path, method=method)
            for query in self.queries[:3]:
                add(few[0], f"{path}?{query}")
            for field in self.fields[:3]:
                add(few[0], path, (field,))
        for host in hosts:
            for path in ("/", "/not-there/x?a=1"):
                add(host, path)
                add(host, path, method="POST")
                for field in self.fields:
                    add(host, path, (field,))
        chosen = list(asked.items())
        return chosen if len(chosen) <= limit else self.rng.sample(chosen, limit)


def adapt(path, folder, caddy):
    """The JSON of a file; None and why where Caddy refuses it."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        text = file.read().split("\n----------\n")[0]
    name = os.path.join(os.path.dirname(os.path.abspath(path)), ".adapted.Caddyfile")
    try:
        with open(name, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    except OSError:
        name = os.path.join(folder, "Caddyfile")
        with open(name, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    done = subprocess.run([caddy, "adapt", "--config", name, "--adapter", "caddyfile"], capture_output=True,
                          text=True, check=False)
    if name.endswith(".adapted.Caddyfile"):
        os.remove(name)
    if done.returncode != 0:
        return None, text, done.stderr.strip().splitlines()[-1]
    return json.JSONDecoder().raw_decode(done.stdout)[0], text, ""


def compare(path, options, folder):
    adapted, text, why = adapt(path, folder, options.caddy)
    if adapted is None:
        return None, why
    if "servers" not in adapted.get("apps", {}).get("http", {}):
        return None, "no server"
    configuration = Configuration(adapted, support.seeded(os.path.basename(path)))
    name = os.path.join(folder, "caddy.json")
    with open(name, "w", encoding="utf-8") as file:
        file.write(configuration.text)
    environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder + "/data", XDG_CONFIG_HOME=folder + "/config")
    process = subprocess.Popen([options.caddy, "run", "--config", name], stderr=subprocess.DEVNULL, env=environment)
    try:
        if not all(support.wait_for(port, process) for (scheme, port_name), port in configuration.ports.items()
                   if port_name != "80" or port != configuration.web):
            return None, "Caddy does not listen"
        support.wait_for(configuration.web, process, 2)
        asked = configuration.requests(options.limit)
        connections = {key: support.Connection(port, key[0] == "https") for key, port in configuration.ports.items()}
        theirs = [connections[key].ask(request) for request, key in asked]
    finally:
        process.terminate()
        process.wait()
    ours_path = path
    if path.endswith(".caddyfiletest"):
        ours_path = os.path.join(folder, "Caddyfile")
        with open(ours_path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    summary, ours = support.onward(options.program, ours_path, "caddy", [request for request, _ in asked])
    score = support.Score()
    score.letters = 0
    for (request, _), their, our in zip(asked, theirs, ours):
        if their[0] == 0:
            continue  # nobody listens there, or has a certificate for that name
        kind = support.compared(request, their, our)
        if kind == "another status" and their[0] not in support.REDIRECTS and our[0] not in support.REDIRECTS:
            kind = ""
        if kind == "escaped letters":  # RFC 3986 6.2.2.2: the same URL
            score.letters += 1
            kind = ""
        if kind == "not redirected here" and summary["lost"]:
            kind = "lost, and said so"
        score.add(kind, f"{request.method} {request.scheme}://{request.host}{request.target} {list(request.fields)}\n"
                        f"        Caddy {their[0]} {their[1]}\n        ours  {our[0]} {our[1]}")
    return score, f"{summary['redirects'] - summary['lost']} of {summary['redirects']} redirects"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--program", default=os.path.join(HERE, "../../build/dev/tests/rule_lines"))
    parser.add_argument("--caddy", default="caddy")
    parser.add_argument("--limit", type=int, default=6000, help="most requests for a file")
    parser.add_argument("--at-least", type=float, default=99.0, help="percent that have to be equal")
    parser.add_argument("-v", action="store_true", help="show differences")
    options = parser.parse_args()
    if shutil.which(options.caddy) is None:
        print("caddy is not installed")
        return 77
    files = options.files or sorted(os.path.join(HERE, "caddy", name) for name in os.listdir(os.path.join(HERE, "caddy")))
    whole = support.Score()
    with tempfile.TemporaryDirectory() as folder:
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
    return 0 if 100.0 * whole.equal() >= options.at_least * whole.total else 1


if __name__ == "__main__":
    sys.exit(main())
