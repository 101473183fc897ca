#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Rules, served by Onward and, exported, by another server: the same requests get the same answers.

    tests/differential/exports.py PEER build/dev/onward FILE...
    tests/differential/exports.py PEER build/dev/onward --quick     (rules of its own)

PEER is nginx, apache, haproxy or caddy; with ":again" behind it (apache:again) the peer is Onward itself,
which reads what was exported: what its importer loses is counted apart. netlify, csv and gateway-api
have no server here, and are always read again.
FILE is onward.toml or a redirect file of somebody else's. For each it exports the rules, starts both
servers on loopback ports, asks what the rules are about and its neighbours, and compares status and
the URL that a client would go to. The servers compare paths as they were sent; requests whose path is
not in normal form are counted apart. The exit status is 0 where at least 99.5 % of the others are equal.
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
[[rule]]
name = "a # name \\"
match = "/it's"
to = "/o'clock%41$x%1{{host}}"
[[rule]]
match = "/odd"
to = "https://odd.example/a'b?q='x'&%{{HTTP_HOST}}&${{path}}&{{query\\}}&`id`#%[path]"
query = "drop"
[[rule]]
match = "/kn/:a"
query = "keep_nonempty"
to = "/{a}"
[[rule]]
match = "/aw"
query = "as_written"
to = "/aw2?x=1"
[[rule]]
match = "/rt/*"
escapes = "keep"
to = "https://rt.example/{0}"
[[rule]]
match = "/frag"
to = "/f#end{{$HOME}}"
[[rule]]
regex = "^/(re)'[\"'](\\$|x) {0,1}\"?$"
to = "/re/{1}/{2}"
[[rule]]
regex = '^/q/[^]x]+\.\w{2}(?:#|y)?$'
fields = { X-Odd = "a 'b' \"c\" # {d} $e %f" }
to = "/q2"
[[rule]]
match = "/net"
client = ["127.0.0.0/8", "10.0.0.0/8"]
to = "/local"
[[rule]]
match = "/p"
query_match = { a = "1", b = { prefix = "x" } }
to = "https://p.example{request.target}"
[[rule]]
match = "/back/:a/:b"
to = "/{b}-{a}?{request.query}"
[[rule]]
regex = '\.(html?)$'
ignore_case = true
to = "https://html.example{request.path}/{1}"
[[rule]]
match = "https://full.example/x/:y"
to = "{request.scheme}://{request.host}/yy/{y}"
to_hosts = "*"
[[rule]]
map = [["/r/a", "/ra"], ["/r/B", "https://r.example/?x#y"], ["/r/c", "", 404], ["/r/d", "/rd", 308]]
ignore_case = true
methods = "GET"
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
                    # Apache refuses requests whose Host is no name.
                    hosts.append(re.sub(r"(^|\.)[0-9]", r"\1h", re.sub(r"[^a-z0-9.]|\.(?=\.|$)", "h", text)))
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


APACHE = """ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/error.log
LogLevel crit
Mutex fcntl:{folder}
User www-data
Group www-data
StartServers 1
ServerLimit 1
ThreadsPerChild 8
MaxRequestWorkers 8
KeepAliveTimeout 60
MaxKeepAliveRequests 0
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
Listen 127.0.0.1:{port}
DocumentRoot {folder}/none
Include {folder}/rules
"""
CADDY = "{\n\tadmin off\n\tauto_https off\n}\n"


def write_file(path, text):
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


def read_file(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


class Peer:
    """A server that takes what was exported: "rules" in a folder, and files beside it."""

    def __init__(self, name):
        self.format, _, again = name.partition(":")
        self.is_again = again == "again" or self.format in ("netlify", "csv", "gateway-api")
        self.name = self.format + (", read again" if self.is_again else "")

    def is_there(self):
        program = {"nginx": "nginx", "apache": "apache2", "haproxy": "haproxy", "caddy": "caddy"}.get(self.format)
        return self.is_again or shutil.which(program) is not None

    def command(self, onward, folder, port):
        """Writes what is still missing, and gives the command that serves."""
        if self.is_again:
            again = os.path.join(folder, "again.toml")
            done = subprocess.run([onward, "import", self.format, os.path.join(folder, "rules"), "-o", again], capture_output=True,
                                  text=True, check=False)
            self.lost = done.stderr.count(": error: ")
            if done.returncode > 1:
                raise RuntimeError("not read again: " + done.stderr[-300:])
            if self.lost:
                print("    not read again:", *re.findall(r"error: (.*)", done.stderr)[:3], sep="\n      ")
            return [onward, "serve", again, "--threads", "1", "--listen", f"127.0.0.1:{port}"]
        rules, config = os.path.join(folder, "rules"), os.path.join(folder, "config")
        text = read_file(rules)
        if self.format == "nginx":
            write_file(os.path.join(folder, "rules.conf"), text.replace("listen 80;", f"listen 127.0.0.1:{port};"))
            write_file(config, NGINX.format(folder=folder))
            return ["nginx", "-c", config]
        if self.format == "apache":
            os.mkdir(os.path.join(folder, "none"))
            write_file(rules, text.replace("*:80", f"*:{port}"))
            write_file(config, APACHE.format(folder=folder, port=port, modules="/usr/lib/apache2/modules"))
            return ["apache2", "-X", "-f", config]
        if self.format == "haproxy":
            write_file(config, text.replace("bind :80", f"bind 127.0.0.1:{port}"))
            return ["haproxy", "-f", config]
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        write_file(config, CADDY + text.replace(":80 {", f":{port} {{", 1))
        return ["caddy", "run", "--adapter", "caddyfile", "--config", config]


def without(toml, lines):
    """The text without the rules, or the rows of a map, that stand there."""
    kept, rule = [], 0
    for number, line in enumerate(toml.splitlines(), 1):
        if line.startswith("[[rule]]"):
            rule = number
        is_row = number in lines and line.startswith("  [")
        if not is_row and (rule not in lines):
            kept.append(line)
    return "\n".join(kept) + "\n"


class Servers:
    """Onward and its peer with the same rules, as long as the with lasts."""

    def __init__(self, peer, onward, source):
        self.peer, self.onward, self.source = peer, onward, source

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="onward-exports-")
        os.chmod(self.folder, 0o755)  # Apache reads files as somebody else
        self.processes = []
        toml = os.path.join(self.folder, "onward.toml")
        if self.source.endswith(".toml") and "[[rule" in open(self.source, encoding="utf-8", errors="replace").read():
            shutil.copy(self.source, toml)
        else:
            done = subprocess.run([self.onward, "import", "auto", self.source, "-o", toml], capture_output=True, check=False)
            if done.returncode > 1:
                raise RuntimeError("not imported: " + done.stderr.decode()[-300:])
        if self.peer.is_again:  # importers take a path that was changed for one that they do not know
            text = read_file(toml)
            rules = [rule for rule in text.split("[[rule]]") if "\nrewrite = " not in rule]
            write_file(toml, "[[rule]]".join(rules))
        self.lost = 0
        while lost := self.export(toml):
            self.lost += len(lost)
            write_file(toml, without(read_file(toml), lost))
        self.ports = [support.free_port(), support.free_port()]
        with open(toml, "rb") as file:
            self.rules = tomllib.load(file).get("rule", [])
        for command, port in (([self.onward, "serve", toml, "--threads", "1", "--listen", f"127.0.0.1:{self.ports[0]}"], self.ports[0]),
                              (self.peer.command(self.onward, self.folder, self.ports[1]), self.ports[1])):
            with open(os.path.join(self.folder, "said"), "wb") as said:
                process = subprocess.Popen(command, stdout=said, stderr=said, cwd=self.folder)
            self.processes.append(process)
            if not support.wait_for(port, process, 30):
                process.kill()
                raise RuntimeError(f"{command[0]} does not start: " + read_file(os.path.join(self.folder, "said"))[-600:])
        return self

    def export(self, toml):
        """Writes "rules"; the lines of the rules that the language has not."""
        host = ["--host", "any.example"] if self.peer.format == "csv" else []
        done = subprocess.run([self.onward, "export", self.peer.format, toml, *host, "--force", "-o",
                               os.path.join(self.folder, "rules")], capture_output=True, text=True, check=False)
        if done.returncode > 1:
            raise RuntimeError("not exported: " + done.stderr[-300:])
        return {int(n) for n in re.findall(r"onward\.toml:(\d+)[:0-9]*: error", done.stderr)}

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder)


def with_own_port(answer, port):
    """As if the server had the default port, which Apache puts behind the host of a path."""
    return answer[0], answer[1].replace(f":{port}", "", 1)


def check(peer, onward, source, total, others):
    rng = support.seeded(source)
    try:
        with Servers(peer, onward, source) as servers:
            ours, theirs = (support.Connection(port) for port in servers.ports)
            score = support.Score()
            for request in requests(servers.folder, servers.rules, rng):
                answers = with_own_port(theirs.ask(request), theirs.port), ours.ask(request)
                kind = support.compared(request, *answers)
                example = f"{request.method} {request.host}{request.target} {request.fields}: {peer.name} {answers[0]}, onward {answers[1]}"
                (score if is_normal(request.target) else others).add(kind, example)
            ours.close()
            theirs.close()
            print(f"{os.path.basename(source)}: {len(servers.rules)} rules, {servers.lost} left out: {score.text()}")
            for kind, examples in score.examples.items():
                print("  " + kind, *examples[:3], sep="\n    ")
            total.merge(score)
    except RuntimeError as error:
        print(f"{os.path.basename(source)}: {error}")


def main():
    os.environ["PATH"] += ":/usr/sbin"
    peer, onward, files = Peer(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
    if not peer.is_there():
        print(f"no {peer.format} here")
        return 77
    total, others = support.Score(), support.Score()
    if files == ["--quick"]:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "quick.toml")
            write_file(path, QUICK)
            check(peer, onward, path, total, others)
    for path in files if files != ["--quick"] else []:
        check(peer, onward, os.path.abspath(path), total, others)
    print(f"{peer.name}, all: {total.text()}")
    print("paths that are not in normal form: " + others.text())
    return 0 if total.total and total.equal() >= 0.995 * total.total else 1


if __name__ == "__main__":
    sys.exit(main())
