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

import os
import re
import shutil
import subprocess
import sys

import driver
import support

KEPT = ("acl", "http-request", "redirect", "use_backend", "default_backend", "mode", "bind")
# Paths that Onward's normal form changes; HAProxy compares the bytes as they came.
DOTS = re.compile(r"/(\.|%2e){1,2}(/|$)", re.I)
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
        hosts = list(dict.fromkeys(h for h in self.hosts if re.fullmatch(r"\w[\w.-]*\w", h)))[:200]
        hosts += ["unknown.example"]
        asked = driver.Requests(self.ports, self.rng)
        asked.around(self.paths, hosts, self.queries, self.fields)
        for host in hosts:
            for path in ("/", "/not-there/x?a=1"):
                asked.add(host, path)
                asked.add(host.upper(), path)
                asked.add(host, path, method="POST")
                for field in self.fields:
                    asked.add(host, path, (field,))
        return asked.chosen(limit)


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


def kind_of(request, their, our, found):
    if found == "another status" and their[0] not in support.REDIRECTS and our[0] not in support.REDIRECTS:
        return ""
    return "dot segments" if found and DOTS.search(request.target.split("?")[0]) else found


COMPARISON = driver.Comparison("haproxy", "HAProxy", kind_of)


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
        theirs = driver.ask(asked, configuration.ports)
    finally:
        driver.stop(process)
    # What HAProxy refused is no part of the file.
    alive = {number for number, _ in configuration.kept}
    lines = [line if number in alive or not re.match(r"\s*(acl|http-request|redirect|use_backend|default_backend)\b", line)
             else "" for number, line in enumerate(text.splitlines(), 1)]
    ours_path = os.path.join(work, "ours.cfg")
    with open(ours_path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("\n".join(lines) + "\n")
    return COMPARISON.score(options.program, ours_path, asked, theirs)


if __name__ == "__main__":
    sys.exit(driver.run(__doc__, "haproxy", ".cfg", compare))
