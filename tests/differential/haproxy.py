#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares what Onward makes of configurations of HAProxy with HAProxy itself.

    cmake --build --preset dev --target rule_lines
    tests/differential/haproxy.py [--program rule_lines] [-v] FILE...

HAProxy gets what of a file bears on redirects: listeners become free ports of 127.0.0.1, servers and
all else are left out, and lines that it refuses. Onward reads the same file with the listeners as they
stand. Both get requests for each path, host and key of a map, for neighbours, other methods, queries,
escapes and slashes.
Exit status: 0 where all is equal or explained, 1 where not, 77 where HAProxy is missing.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

import support

HERE = os.path.dirname(os.path.abspath(__file__))
KEPT = ("acl", "http-request", "redirect", "use_backend", "default_backend", "mode", "bind")
# Paths that Onward's normal form changes; HAProxy compares the bytes as they came.
NORMALIZED = re.compile(r"%(2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])|/\.\.?(/|$)", re.I)
SECTIONS = ("frontend", "backend", "listen", "defaults", "global")


class Configuration:
    """A file as HAProxy can run it, and what to ask."""

    def __init__(self, text, folder, rng):
        self.rng, self.ports = rng, {}
        self.paths, self.hosts, self.queries, self.fields = ["/"], [], [], []
        self.lines, self.origin = [], []  # what HAProxy reads, and the numbers of the file's lines
        kept, section = [], ""
        has_section = re.search(r"^\s*(frontend|listen|backend)\b", text, re.M)
        if not has_section:
            kept.append((0, "frontend part"))
            section = "frontend"
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0] in SECTIONS:
                section = words[0]
                if section in ("frontend", "listen", "backend"):
                    kept.append((number, f"{'listen' if section == 'listen' else section} {words[1] if len(words) > 1 else 'x'}"))
            elif words[0] in KEPT and section not in ("global", "defaults"):
                if words[0] == "bind":
                    line = self.bind(words)
                elif words[0] == "http-request" and words[1:2] and not re.match(
                        r"redirect|deny|return|set-var|set-path|replace-path", words[1]):
                    continue
                kept.append((number, line))
                self.take(line, folder)
        self.kept = kept
        if not self.ports:
            self.ports[("http", "80")] = support.free_port()

    def bind(self, words):
        tls = "ssl" in words
        lines = []
        for address in words[1].split(","):
            port = re.search(r":(\d+)$", address)
            port = port.group(1) if port else ("443" if tls else "80")
            key = ("https" if tls else "http", port)
            self.ports[key] = self.ports.get(key) or support.free_port()
            lines.append(f"127.0.0.1:{self.ports[key]}")
        return "  bind " + ",".join(lines) + (" ssl crt CERT" if tls else "")

    def take(self, line, folder):
        """What requests could be about: whatever in a line looks like a path, a host or an expression."""
        for name in re.findall(r"map(?:_\w+)?\(([^,)]+)", line) + re.findall(r"-f\s+(\S+)", line):
            try:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    rows = [row.split()[0] for row in file if row.split() and not row.startswith("#")]
            except OSError:
                continue
            kind = re.search(r"map_reg", line)
            for key in rows[:300]:
                if kind:
                    key = support.sample(key, self.rng) or ""
                (self.paths if key.startswith("/") else self.hosts).append(key)
        for word in re.split(r"[\s{}]+", line):
            if re.match(r"/[\w./~%-]*$", word):
                self.paths.append(word)
            elif re.match(r"[\w-]+\.[\w.-]*\w$", word) and "(" not in word:
                self.hosts.append(word)
            elif re.match(r"\.\w[\w.-]*$", word):
                self.hosts.append("any" + word)
            elif re.match(r"[\w-]+\.$", word):
                self.hosts.append(word + "example")
        if re.search(r"_reg\b|-m reg", line):
            for expression in line.split()[2:]:
                if re.search(r"[\^$*+\[\\]", expression):
                    for _ in range(3):
                        path = support.sample(expression, self.rng)
                        if path:
                            (self.paths if path.startswith("/") else self.hosts).append(path.replace("?", "%3F"))
        for name, value in re.findall(r"url(?:p|_param)\((\w+)\)\s+(?:-\S+\s+)*([\w.-]+)", line):
            self.queries.append(f"{name}={value}")
        for name, value in re.findall(r"hdr(?:_\w+)?\(([\w-]+)\)\s+(?:-\w\s+)*([\w./-]+)", line):
            if name.lower() != "host":
                self.fields += [f"{name}: {value}", f"{name}: a, {value}", f"{name}: x{value}y"]
        for name, value in re.findall(r"cook\((\w+)\)\s+(?:-\w\s+)*([\w.-]+)", line):
            self.fields.append(f"Cookie: {name}={value}")

    def text(self, folder):
        ports = [f"  bind 127.0.0.1:{port}" for port in self.ports.values()]
        lines = ["global", "  maxconn 100", "  tune.ssl.default-dh-param 2048", "defaults", "  mode http", "  timeout client 20s", "  timeout server 20s",
                 "  timeout connect 2s"]
        self.origin = [0] * len(lines)
        bound = any(line.strip().startswith("bind ") for _, line in self.kept)
        for number, line in self.kept:
            lines.append(line.replace(" CERT", f" {folder}/both.pem") if "bind" in line else line)
            self.origin.append(number)
            if not bound and line.startswith(("frontend", "listen")):
                lines += ports[:1]
                self.origin.append(0)
        return "\n".join(lines) + "\n"

    def drop(self, numbers):
        self.kept = [(number, line) for number, line in self.kept if number not in numbers]

    def requests(self, limit):
        hosts = list(dict.fromkeys(h for h in self.hosts if re.fullmatch(r"\w[\w.-]*\w", h)))[:200] + ["unknown.example"]
        asked = {}

        def add(host, path, fields=(), method="GET"):
            if not path.startswith("/") or re.search(r"[^\x21-\x7e]", path):
                return
            for scheme, port in self.ports:
                usual = (scheme, port) in (("http", "80"), ("https", "443"))
                asked[support.Request(method, scheme, host if usual else f"{host}:{port}", path, fields)] = (scheme, port)

        for path in dict.fromkeys(self.paths):
            few = hosts if len(hosts) <= 3 else self.rng.sample(hosts, 3)
            for host in few:
                for variant in support.variants(path, self.rng):
                    add(host, variant)
            for method in ("HEAD", "POST", "PUT", "OPTIONS"):
                add(few[0], path, method=method)
            for query in self.queries[:3]:
                add(few[0], f"{path}?{query}")
            for field in self.fields[:6]:
                add(few[0], path, (field,))
        for host in hosts:
            for path in ("/", "/not-there/x?a=1"):
                add(host, path)
                add(host.upper(), path)
                add(host, path, method="POST")
                for field in self.fields:
                    add(host, path, (field,))
        chosen = list(asked.items())
        return chosen if len(chosen) <= limit else self.rng.sample(chosen, limit)


def start(configuration, folder, home):
    """HAProxy with the configuration; None and why where it refuses it."""
    path = os.path.join(home, "haproxy.cfg")
    why = ""
    for _ in range(40):
        with open(path, "w", encoding="utf-8") as file:
            file.write(configuration.text(folder))
        done = subprocess.run(["haproxy", "-c", "-f", path], capture_output=True, text=True, errors="replace", check=False, cwd=home)
        if done.returncode == 0:
            break
        wrong = {configuration.origin[int(n) - 1] for n in re.findall(r"\[ALERT\].*?haproxy\.cfg:(\d+)\]", done.stderr)}
        wrong |= {configuration.origin[int(n) - 1] for n in re.findall(r"haproxy\.cfg:(\d+)\] :", done.stderr)}
        why = done.stderr.strip().splitlines()[0] if done.stderr.strip() else "?"
        missing = re.findall(r"default_backend|use_backend", done.stderr)
        if not wrong - {0} and missing:
            wrong = {n for n, line in configuration.kept if line.split()[0] in ("default_backend", "use_backend")}
        if not wrong - {0}:
            return None, why
        configuration.drop(wrong)
    else:
        return None, why
    process = subprocess.Popen(["haproxy", "-db", "-f", path], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=home)
    for port in configuration.ports.values():
        if not support.wait_for(port, process):
            process.kill()
            return None, "HAProxy does not listen"
    return process, ""


def compare(path, options, folder):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        text = file.read()
    home = os.path.dirname(os.path.abspath(path))
    if re.search(r"\{\{|\{%|<%", text):
        return None, "a template"
    work = os.path.join(folder, "work")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(home, work)
    for root, _, names in os.walk(work):
        os.chmod(root, 0o755)
        for name in names:
            os.chmod(os.path.join(root, name), 0o644)
    configuration = Configuration(text, work, support.seeded(os.path.basename(path)))
    process, why = start(configuration, folder, work)
    if process is None:
        return None, why
    try:
        asked = configuration.requests(options.limit)
        connections = {key: support.Connection(port, key[0] == "https") for key, port in configuration.ports.items()}
        theirs = [connections[key].ask(request) for request, key in asked]
    finally:
        process.terminate()
        process.wait()
    # What HAProxy refused is no part of the file.
    alive = {number for number, _ in configuration.kept}
    lines = [line if number in alive or not re.match(r"\s*(acl|http-request|redirect|use_backend|default_backend)\b", line)
             else "" for number, line in enumerate(text.splitlines(), 1)]
    ours_path = os.path.join(work, "ours.cfg")
    with open(ours_path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("\n".join(lines) + "\n")
    summary, ours = support.onward(options.program, ours_path, "haproxy", [request for request, _ in asked])
    score = support.Score()
    for (request, _), their, our in zip(asked, theirs, ours):
        kind = support.compared(request, their, our)
        if kind == "another status" and their[0] not in support.REDIRECTS and our[0] not in support.REDIRECTS:
            kind = ""
        if kind == "escaped letters":  # RFC 3986 6.2.2.2: the same URL
            kind = ""
        if kind and NORMALIZED.search(request.target.split("?")[0]):
            kind = "normal form"
        if kind == "not redirected here" and summary["lost"]:
            kind = "lost, and said so"
        score.add(kind, f"{request.method} {request.scheme}://{request.host}{request.target} {list(request.fields)}\n"
                        f"        HAProxy {their[0]} {their[1]}\n        ours    {our[0]} {our[1]}")
    return score, f"{summary['redirects'] - summary['lost']} of {summary['redirects']} redirects"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--program", default=os.path.join(HERE, "../../build/dev/tests/rule_lines"))
    parser.add_argument("--limit", type=int, default=6000, help="most requests for a file")
    parser.add_argument("--at-least", type=float, default=99.0, help="percent that have to be equal")
    parser.add_argument("-v", action="store_true", help="show differences")
    options = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    if shutil.which("haproxy") is None:
        print("haproxy is not installed")
        return 77
    files = options.files or sorted(os.path.join(HERE, "haproxy", name) for name in os.listdir(os.path.join(HERE, "haproxy"))
                                    if name.endswith(".cfg"))
    whole = support.Score()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=localhost", "-days", "2", "-keyout", folder + "/key.pem", "-out",
                        folder + "/cert.pem"], check=True, capture_output=True)
        with open(folder + "/both.pem", "w", encoding="ascii") as both:
            for name in ("cert.pem", "key.pem"):
                with open(os.path.join(folder, name), encoding="ascii") as part:
                    both.write(part.read())
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
    compared = whole.total - whole.kinds["normal form"]
    return 0 if 100.0 * whole.equal() >= options.at_least * compared else 1


if __name__ == "__main__":
    sys.exit(main())
