#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Rules, served by Onward and, exported, by nginx: the same requests get the same answers.

    tests/differential/exports.py build/dev/onward FILE...
    tests/differential/exports.py build/dev/onward --quick     (rules of its own)

FILE is onward.toml or a redirect file of somebody else's. For each it exports the rules, starts both
servers on loopback ports, asks what the rules are about and its neighbours, and compares status and
the URL that a client would go to. nginx compares paths as they were sent; requests whose path is not
in normal form are counted apart. The exit status is 0 where at least 99 % of the others are equal.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

import support

QUICK = r'''
[[rule]]
match = "/api/v1/*"
to = "https://api.example.com/v2/{0}"
[[rule]]
match = "/about-us.html"
to = "/about"
status = 308
[[rule]]
match = "/app/*"
pass = true
[[rule]]
match = "/u/:id/:page?"
methods = ["GET"]
to = "https://u.example/{page}/{id}?x=1#top"
status = 302
[[rule]]
host = "old.example"
to = "https://new.example{request.path}"
status = 301
[[rule]]
host = "*.wild.example"
match = "/w/*"
to = "https://{host.0}.new.example/{0}"
to_hosts = "*"
[[rule]]
regex = '^www\.(?P<name>.+)$'
subject = "host"
to = "https://{name}{request.target}"
to_hosts = "*"
[[rule]]
regex = '^/blog/(?P<y>[0-9]{4})/(?P<a>[a-z]+)'
fields = { X-Beta = "yes" }
not = { query_match = { keep = true } }
to = "/posts/{a}?year={y}"
[[rule]]
match = "/x/*"
any = [{ methods = "POST" }, { cookies = { a = { prefix = "1" } } }]
rewrite = "/y/{0}"
[[rule]]
match = "/y/*"
to = "/z/{0}"
query = "drop"
[[rule]]
match = "/h/:host/*"
scheme = "http"
to = "https://{host}/{0}"
to_hosts = ["good.example", "*.fine.example"]
[[rule]]
match = "/slash/*"
trailing_slash = "ignore"
ignore_case = true
to = "/{0}"
[[rule]]
map = [["/m/One", "/1"], ["/m/two?a=b", "/2"], ["m.example/m/One", "https://h.example/x?q#frag", 308], ["/gone", "", 410], ["/d$", "/e$f"], ["/m/x", "/y#z"]]
trailing_slash = "ignore"
[[rule]]
match = "/gone2"
status = 410
[[rule]]
match = "/say"
to = "/q$\"x"
'''

NGINX = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 64; }}
http {{ access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2;
fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
include {folder}/rules.conf; }}
"""


def of_pattern(pattern):
    """A text that fits a URLPattern, roughly."""
    text = re.sub(r"\{([^{}]*)\}\??", r"\1", pattern)
    text = re.sub(r":[A-Za-z_]\w*(\([^()]*\))?[?+*]?", "abc7", text)
    return text.replace("\\", "").replace("*", "some/where")


def conditions(table):
    yield table
    for key in ("all", "any", "not"):
        nested = table.get(key, [])
        for one in nested if isinstance(nested, list) else [nested]:
            yield from conditions(one)


def listed(value):
    return value if isinstance(value, list) else [value]


def questions(rules, rng):
    """(hosts, paths, methods, fields) that the rules are about."""
    hosts, paths, methods, fields = ["any.example"], ["/", "/none"], ["GET", "POST", "HEAD"], [()]
    for rule in rules:
        for when in conditions(rule):
            for host in listed(when.get("host", [])):
                hosts.append(of_pattern(host).replace("some/where", "abc"))
            match = when.get("match", "")
            if match.startswith("/"):
                paths.append(of_pattern(match))
            elif match:
                origin = re.match(r"[^:]+://([^/]*)(/.*)?$", match)
                if origin:
                    hosts.append(of_pattern(origin[1]).replace("some/where", "abc"))
                    paths.append(of_pattern(origin[2] or "/"))
            if "regex" in when and when.get("subject", "path") in ("path", "decoded_path", "host"):
                text = support.sample(when["regex"], rng)
                if text and when.get("subject") == "host":
                    hosts.append(text)
                elif text and text.startswith("/"):
                    paths.append(text)
            methods += [m for m in listed(when.get("methods", [])) if m not in methods]
            for name, value in when.get("fields", {}).items():
                text = value if isinstance(value, str) else next(iter(value.values()), "") if isinstance(value, dict) else "1"
                fields.append((f"{name}: {text}",))
            for name, value in when.get("cookies", {}).items():
                text = value if isinstance(value, str) else next(iter(value.values()), "") if isinstance(value, dict) else "1"
                fields.append((f"Cookie: {name}={text}",))
        for row in rule.get("map", []) if isinstance(rule.get("map"), list) else []:
            origin = re.match(r"([^/]*)(/.*)", row[0])
            if origin and origin[1]:
                hosts.append(origin[1])
            paths.append(origin[2] if origin else row[0])
    return list(dict.fromkeys(hosts)), list(dict.fromkeys(paths)), methods, list(dict.fromkeys(fields))


def rows_of(folder, rules, rng):
    """Some keys of the maps that are files."""
    for rule in rules:
        if isinstance(rule.get("map"), str):
            with open(os.path.join(folder, rule["map"]), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()[1:]
            for line in rng.sample(lines, min(len(lines), 60)):
                yield line.split(",")[0].strip('"')


def requests(folder, rules, rng):
    hosts, paths, methods, fields = questions(rules, rng)
    for row in rows_of(folder, rules, rng):
        origin = re.match(r"([^/]*)(/.*)", row)
        if origin:
            paths.append(origin[2])
            hosts += [origin[1]] if origin[1] else []
    for path in paths:
        if re.search(r"[^\x21-\x7e]|[\"<>\\^`#{}|]", path):
            continue
        for target in support.variants(path, rng):
            host = rng.choice(hosts)
            yield support.Request("GET", "http", host, target, ())
            yield support.Request(rng.choice(methods), "http", rng.choice(hosts), target, rng.choice(fields))
        for host in hosts[:40]:
            yield support.Request("GET", "http", host, path, ())
        for method in methods:
            for field in fields[:20]:
                yield support.Request(method, "http", rng.choice(hosts), path, field)


def is_normal(target):
    path = target.split("?")[0]
    escapes = re.findall(r"%(..)?", path)
    is_odd = any(not re.fullmatch("[0-9A-F]{2}", e) or re.match(r"[A-Za-z0-9._~-]", chr(int(e, 16))) for e in escapes)
    return not is_odd and not re.search(r"/\.{1,2}(/|$)", path)


class Servers:
    """Onward and nginx with the same rules, as long as the with lasts."""

    def __init__(self, onward, source):
        self.onward, self.source = onward, source

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="onward-exports-")
        self.processes = []
        toml = os.path.join(self.folder, "onward.toml")
        if self.source.endswith(".toml") and "[[rule" in open(self.source, encoding="utf-8", errors="replace").read():
            shutil.copy(self.source, toml)
        else:
            done = subprocess.run([self.onward, "import", "auto", self.source, "-o", toml], capture_output=True, check=False)
            if done.returncode > 1:
                raise RuntimeError("not imported: " + done.stderr.decode()[-300:])
        done = subprocess.run([self.onward, "export", "nginx", toml], capture_output=True, text=True, check=False)
        if done.returncode > 1:
            raise RuntimeError("not exported: " + done.stderr[-300:])
        self.lost = {int(n) for n in re.findall(r"onward\.toml:(\d+)[:0-9]*: error", done.stderr)}
        self.ports = [support.free_port(), support.free_port()]
        with open(os.path.join(self.folder, "rules.conf"), "w", encoding="utf-8") as file:
            file.write(done.stdout.replace("listen 80;", f"listen 127.0.0.1:{self.ports[1]};"))
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(NGINX.format(folder=self.folder))
        with open(toml, "rb") as file:
            self.rules = tomllib.load(file).get("rule", [])
        for command, port in (([self.onward, "serve", toml, "--threads", "1", "--listen", f"127.0.0.1:{self.ports[0]}"], self.ports[0]),
                              (["nginx", "-c", config], self.ports[1])):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.folder)
            self.processes.append(process)
            if not support.wait_for(port, process, 30):
                process.kill()
                raise RuntimeError(f"{command[0]} does not start: " + process.stderr.read().decode()[-400:])
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder)


def check(onward, source, total, others):
    rng = support.seeded(source)
    try:
        with Servers(onward, source) as servers:
            ours, theirs = (support.Connection(port) for port in servers.ports)
            score = support.Score()
            for request in requests(servers.folder, servers.rules, rng):
                answers = theirs.ask(request), ours.ask(request)
                kind = support.compared(request, *answers)
                example = f"{request.method} {request.host}{request.target} {request.fields}: nginx {answers[0]}, onward {answers[1]}"
                (score if is_normal(request.target) else others).add(kind, example)
            ours.close()
            theirs.close()
            print(f"{os.path.basename(source)}: {len(servers.rules)} rules, {len(servers.lost)} left out: {score.text()}")
            for kind, examples in score.examples.items():
                print("  " + kind, *examples[:3], sep="\n    ")
            if not servers.lost:
                total.merge(score)
    except RuntimeError as error:
        print(f"{os.path.basename(source)}: {error}")


def main():
    if shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin") is None:
        print("no nginx here")
        return 77
    os.environ["PATH"] += ":/usr/sbin"
    onward, files = os.path.abspath(sys.argv[1]), sys.argv[2:]
    total, others = support.Score(), support.Score()
    if files == ["--quick"]:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "quick.toml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(QUICK)
            check(onward, path, total, others)
    for path in files if files != ["--quick"] else []:
        check(onward, os.path.abspath(path), total, others)
    print("all: " + total.text())
    print("paths that are not in normal form: " + others.text())
    return 0 if total.total and total.equal() >= 0.99 * total.total else 1


if __name__ == "__main__":
    sys.exit(main())
