#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares what Onward makes of nginx configurations with nginx itself.

    build/dev/tests/rule_lines            cmake --build --preset dev --target rule_lines
    tests/differential/nginx.py [--program rule_lines] [-v] FILE...

nginx gets what of a file bears on redirects: ports become free ones of 127.0.0.1, proxied locations ask
a server that always says 200, everything else is left out. Onward reads the file as it stands. Both get
requests for each source, its neighbours, other methods, queries, escapes and slashes.
Exit status: 0 where all is equal or explained, 1 where not, 77 where nginx is missing.
"""

import http.server
import os
import re
import subprocess
import sys
import threading

import driver
import support

PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass")
KEPT = ("server", "location", "rewrite", "return", "if", "set", "break", "server_name", "error_page",
        "try_files", "map", "merge_slashes", "absolute_redirect", "server_name_in_redirect", "internal",
        "geo", "split_clients", "recursive_error_pages", "limit_except")


# Words as nginx cuts them, with their quotes.
TOKEN = re.compile(r"""\s+|\#[^\n]*|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|([;{}])|((?:\\.|\$\{|[^\s;{\\])+)""", re.S)


def tokens(text):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            at += 1
            continue
        # "}" ends a block only where a word would begin.
        word = match.group(1) or match.group(2) or match.group(3)
        if match.group(3) and word.startswith("}"):
            yield "}"
            at += 1
            continue
        at = match.end()
        if word:
            yield word


def parse(stream):
    """[(words, block or None)], with a ';' put in where one is missing before a '}'."""
    block, words = [], []
    for token in stream:
        if token == ";":
            if words:
                block.append((words, None))
            words = []
        elif token == "{":
            block.append((words, parse(stream)))
            words = []
        elif token == "}":
            break
        else:
            words.append(token)
    if words:
        block.append((words, None))
    return block


def bare(word):
    if word[:1] in "\"'" and len(word) > 1:
        word = word[1:-1]
    return re.sub(r"\\([\\\"'])", r"\1", word)


class Sources:
    """What requests could be about."""

    def __init__(self, rng):
        self.rng, self.paths, self.hosts, self.queries, self.fields = rng, [], [], [], []

    def regex(self, text):
        for _ in range(3):
            path = support.sample(text, self.rng)
            if path is None:
                return
            path = path.replace("\n", "").replace(" ", "%20").replace("?", "%3F").replace("#", "%23")
            anchored = text.startswith("^") or text.startswith("(?i)^")
            self.paths.append(path if path.startswith("/") else ("/" if anchored else "/a/") + path.lstrip("/"))

    def path(self, text):
        if text.startswith("/"):
            self.paths.append(text.replace(" ", "%20").replace("?", "%3F"))

    def take(self, words):
        name, rest = words[0], [bare(w) for w in words[1:]]
        if name == "location":
            modifier = rest[0] if len(rest) > 1 else ""
            pattern = rest[-1]
            if len(rest) == 1:
                match = re.match(r"(~\*|\^~|~|=)?(.*)", pattern, re.S)
                modifier, pattern = match.group(1) or "", match.group(2)
            (self.regex if modifier in ("~", "~*") else self.path)(pattern)
        elif name == "rewrite" and rest:
            self.regex(rest[0])
        elif name == "server_name":
            for host in rest:
                if host.startswith("~"):
                    host = support.sample(host[1:], self.rng) or "x"
                self.hosts.append(host.replace("*", "any").lstrip("."))
        elif name == "if" and rest:
            self.condition(" ".join(rest))

    def condition(self, text):
        match = re.match(r"\(\s*\$(\w+)\s*(!?~\*?|!?=)\s*(.*?)\s*\)$", text, re.S)
        if not match:
            return
        name, sign, value = match.groups()
        value = value.strip("\"'")
        if "~" in sign:
            value = support.sample(value, self.rng) or "x"
        if name in ("args", "query_string"):
            self.queries.append(value.replace(" ", "%20"))
        elif name.startswith("arg_"):
            self.queries.append(f"{name[4:]}={value}".replace(" ", "%20"))
        elif name in ("host", "http_host"):
            self.hosts.append(value)
        elif name in ("uri", "document_uri", "request_uri"):
            self.path(value)
        elif name.startswith("http_"):
            self.fields.append(f"{name[5:].replace('_', '-')}: {value}")
        elif name.startswith("cookie_"):
            self.fields.append(f"Cookie: {name[7:]}={value}")

    def map(self, source, block):
        entries = [bare(words[0]) for words, inner in block if inner is None and len(words) == 2]
        for key in self.rng.sample(entries, min(len(entries), 300)):
            if key.startswith("~"):
                key = support.sample(key.lstrip("~*"), self.rng) or ""
            if source in ("$uri", "$request_uri", "$document_uri"):
                self.path(key.split("?")[0])
            elif source in ("$host", "$http_host"):
                self.hosts.append(key.replace("*", "any").lstrip("."))
            elif source in ("$args", "$query_string"):
                self.queries.append(key)
            elif source.startswith("$http_"):
                self.fields.append(f"{source[6:].replace('_', '-')}: {key}")
            elif source.startswith("$cookie_"):
                self.fields.append(f"Cookie: {source[8:]}={key}")
            elif source.startswith("$arg_"):
                self.queries.append(f"{source[5:]}={key}")
            elif source.startswith("$host"):
                host, slash, path = key.partition("/")
                self.hosts.append(host)
                self.path(slash + path)


class Configuration:
    """A file as nginx can run it, and what to ask."""

    def __init__(self, text, rng, root, backend):
        self.sources, self.root, self.backend = Sources(rng), root, backend
        self.ports = {}
        top = parse(iter(list(tokens(text))))
        http = []
        for words, block in top:
            http += block if words and words[0] == "http" and block else [(words, block)]
        part = [entry for entry in http if entry[0] and entry[0][0] not in ("server", "map", "geo", "split_clients",
                                                                            "upstream", "types", "events", "stream")]
        is_part = any(entry[0][0] in ("location", "rewrite", "return", "if", "set", "server_name", "break")
                      for entry in part)
        self.lines = []
        for words, block in http:
            if not words or (words, block) in part:
                continue
            if words[0] == "server" and block is not None:
                self.server(block)
            elif words[0] in ("map", "geo", "split_clients") and block is not None:
                self.keep(words, block)
        for words, block in part:
            if words[0] in ("error_page", "merge_slashes", "absolute_redirect") and not is_part:
                self.lines.append(" ".join(words) + ";")
        if is_part:
            self.server([entry for entry in part if entry[0][0] != "listen"])

    def server(self, block):
        listens = [[bare(w) for w in words[1:]] for words, _ in block if words and words[0] == "listen"]
        old_ssl = any(words[:2] == ["ssl", "on"] for words, _ in block)
        lines = {}
        for listen in listens or [["80"]]:
            if listen[0].startswith("unix:"):
                continue
            port = re.search(r"(\d+)$", listen[0])
            port = int(port.group(1)) if port else 80
            tls = "ssl" in listen or port == 443 or old_ssl
            key = ("https" if tls else "http", str(port))
            self.ports.setdefault(key, support.free_port())
            default = "default_server" if {"default_server", "default"} & set(listen[1:]) else ""
            lines[key] = lines.get(key, "") or default
        self.lines.append("server {")
        for key, default in lines.items():
            self.lines.append(f"listen 127.0.0.1:{self.ports[key]} {default} {'ssl' if key[0] == 'https' else ''};")
        self.inside(block)
        self.lines.append("}")

    def keep(self, words, block):
        self.lines.append(" ".join(words) + " {")
        self.lines += [" ".join(inner) + ";" for inner, more in block if more is None and inner[0] != "include"]
        self.lines.append("}")
        if words[0] == "map":
            self.sources.map(bare(words[1]), block)

    def inside(self, block):
        seen = set()
        for words, inner in block:
            if not words or (words[0] == "location" and tuple(words) in seen):
                continue  # nginx refuses a location that is there twice
            seen.add(tuple(words))
            if words[0] in PASSES:
                self.lines.append(f"proxy_pass http://127.0.0.1:{self.backend};")
            elif words[0] in KEPT:
                self.sources.take(words)
                if inner is None:
                    self.lines.append(" ".join(words) + ";")
                else:
                    self.lines.append(" ".join(words) + " {")
                    self.inside(inner)
                    self.lines.append("}")

    def text(self, folder, unknown):
        blank = "\n".join(f'map "" ${name} {{ default ""; }}' for name in unknown)
        return f"""daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{ access_log off; root {self.root}; port_in_redirect off; types {{}} default_type text/html;
map_hash_bucket_size 512; map_hash_max_size 65536; server_names_hash_bucket_size 256; variables_hash_max_size 4096;
ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem; keepalive_requests 1000000;
client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
uwsgi_temp_path {folder}; scgi_temp_path {folder};
{blank}
{chr(10).join(self.lines)}
}}
"""

    def requests(self, limit):
        sources = self.sources
        hosts = list(dict.fromkeys(h for h in sources.hosts if h and h != "_" and re.fullmatch(r"[\w.-]*\w", h)))
        hosts += ["unknown.example"]
        asked = driver.Requests(self.ports, sources.rng)
        for host in hosts:
            asked.add(host, "/")
            asked.add(host, "/not-there/x?a=1")
        asked.around(sources.paths, hosts, sources.queries, sources.fields)
        for query in sources.queries:
            asked.add(hosts[0], "/?" + query)
        for field in sources.fields:
            for host in hosts[:5]:
                asked.add(host, "/some/page", (field,))
        return asked.chosen(limit)


class Always200(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_POST = do_PUT = do_OPTIONS = answer

    def log_message(self, *_):
        pass


def start(configuration, folder):
    """nginx with the configuration; None and why where it refuses it."""
    unknown = []
    path = os.path.join(folder, "nginx.conf")
    for _ in range(30):
        with open(path, "w", encoding="utf-8") as file:
            file.write(configuration.text(folder, unknown))
        done = subprocess.run(["nginx", "-t", "-p", folder, "-c", path], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        missing = re.search(r'unknown "(\w+)" variable', done.stderr)
        if not missing:
            return None, done.stderr.strip().splitlines()[0]
        unknown.append(missing.group(1))
    process = subprocess.Popen(["nginx", "-p", folder, "-c", path], stderr=subprocess.DEVNULL)
    for port in configuration.ports.values():
        if not support.wait_for(port, process):
            process.kill()
            return None, "nginx does not listen"
    return process, ""


COMPARISON = driver.Comparison("nginx", "nginx")


def compare(path, options, folder, backend):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        text = file.read()
    if re.search(r"\{\{|\{%|<%", text):
        return None, "a template"
    os.makedirs(folder + "/root", exist_ok=True)
    configuration = Configuration(text, support.seeded(os.path.basename(path)), folder + "/root", backend)
    process, why = start(configuration, folder)
    if process is None:
        return None, why
    try:
        asked = configuration.requests(options.limit)
        theirs = driver.ask(asked, configuration.ports)
    finally:
        driver.stop(process)
    return COMPARISON.score(options.program, path, asked, theirs)


def main():
    backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Always200)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    return driver.run(__doc__, "nginx", ".conf",
                      lambda path, options, folder: compare(path, options, folder, backend.server_port))


if __name__ == "__main__":
    sys.exit(main())
