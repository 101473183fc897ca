#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares what Onward makes of Caddyfiles with Caddy itself.

    cmake --build --preset dev --target rule_lines
    tests/differential/caddy.py [--program rule_lines] [--server caddy] [-v] FILE...

Caddy adapts a file to JSON; in that, listeners become free ports of 127.0.0.1 and certificates its own.
Onward reads the file as it stands. Both get requests for each path and host that the JSON names, for
neighbours, other methods, queries, escapes and slashes.
Exit status: 0 where all is equal or explained, 1 where not, 77 where Caddy is missing.
"""

import json
import os
import subprocess
import sys

import driver
import support


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
        asked = driver.Requests(self.ports, self.rng)
        asked.around(self.paths, hosts, self.queries, self.fields)
        for host in hosts:
            for path in ("/", "/not-there/x?a=1"):
                asked.add(host, path)
                asked.add(host, path, method="POST")
                for field in self.fields:
                    asked.add(host, path, (field,))
        return asked.chosen(limit)


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


def kind_of(_, their, our, found):
    if their[0] == 0:
        return None  # nobody listens there, or has a certificate for that name
    if found == "another status" and their[0] not in support.REDIRECTS and our[0] not in support.REDIRECTS:
        return ""
    return found


COMPARISON = driver.Comparison("caddy", "Caddy", kind_of)


def compare(path, options, folder):
    adapted, text, why = adapt(path, folder, options.server)
    if adapted is None:
        return None, why
    if "servers" not in adapted.get("apps", {}).get("http", {}):
        return None, "no server"
    configuration = Configuration(adapted, support.seeded(os.path.basename(path)))
    name = os.path.join(folder, "caddy.json")
    with open(name, "w", encoding="utf-8") as file:
        file.write(configuration.text)
    environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder + "/data", XDG_CONFIG_HOME=folder + "/config")
    process = subprocess.Popen([options.server, "run", "--config", name], stderr=subprocess.DEVNULL, env=environment)
    try:
        if not all(support.wait_for(port, process) for (scheme, port_name), port in configuration.ports.items()
                   if port_name != "80" or port != configuration.web):
            return None, "Caddy does not listen"
        support.wait_for(configuration.web, process, 2)
        asked = configuration.requests(options.limit)
        theirs = driver.ask(asked, configuration.ports)
    finally:
        driver.stop(process)
    ours_path = path
    if path.endswith(".caddyfiletest"):
        ours_path = os.path.join(folder, "Caddyfile")
        with open(ours_path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    return COMPARISON.score(options.program, ours_path, asked, theirs)


if __name__ == "__main__":
    sys.exit(driver.run(__doc__, "caddy", "", compare))
