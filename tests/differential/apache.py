#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The real apache2 and Onward's import beside each other, over files.

    apache.py build/dev/tests/rule_lines FILE|FOLDER... [--requests 150] [--show 40] [--loss]

Each .htaccess stands in a document root of its own; of a server's configuration the directives that
are about redirects are kept, with its ports moved to free ones. What Apache refuses is counted and
left out. Requests are made from the files: what their patterns take, and its neighbours, with the
fields that their conditions ask for. Exit status: 0 where 99 of 100 answers are equal, 77 where
there is no apache2.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

import support

MODULES = ("mpm_event authn_core authz_core authz_host access_compat alias rewrite dir mime setenvif env headers "
           "negotiation macro http2").split()
MODULE_FOLDER = "/usr/lib/apache2/modules"
BATCH = 60
KEPT = re.compile(r"(?i)(redirect\w*|rewrite\w*|setenvif\w*|browsermatch\w*|servername|serveralias|define|undefine|use|"
                  r"</?(virtualhost|location\w*|if\w*|else\w*|macro)\b)")


def free_ports(count):
    socks = [socket.socket() for _ in range(count)]
    for sock in socks:
        sock.bind(("127.0.0.1", 0))
    ports = [sock.getsockname()[1] for sock in socks]
    for sock in socks:
        sock.close()
    return ports


class Apache:
    """One apache2 on loopback with the configuration that is given."""

    def __init__(self, folder, ports, configuration):
        self.folder, self.ports = folder, ports
        lines = ["ServerRoot " + folder, "ServerName localhost", "TypesConfig /etc/mime.types", "PidFile " + folder + "/pid",
                 "ErrorLog " + folder + "/error.log", "LogLevel crit", "Mutex fcntl:" + folder, "User www-data", "Group www-data",
                 "StartServers 1", "ServerLimit 1", "ThreadsPerChild 8", "MaxRequestWorkers 8", "KeepAliveTimeout 60",
                 "MaxKeepAliveRequests 0"]
        for module in MODULES:
            if os.path.exists(f"{MODULE_FOLDER}/mod_{module}.so"):
                lines.append(f"LoadModule {module}_module {MODULE_FOLDER}/mod_{module}.so")
        lines += [f"Listen 127.0.0.1:{port}" for port in ports]
        lines.append(f"<Directory {folder}>\nAllowOverride All\nRequire all granted\nOptions FollowSymLinks\n</Directory>")
        self.path = folder + "/httpd.conf"
        with open(self.path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write("\n".join(lines) + "\n" + configuration)
        self.process = None

    def refusal(self):
        done = subprocess.run(["apache2", "-t", "-f", self.path], capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stderr.strip()

    def start(self):
        self.process = subprocess.Popen(["apache2", "-X", "-f", self.path], stderr=subprocess.DEVNULL)
        return support.wait_for(self.ports[0], self.process)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()


def answers(connection, requests):
    """What the server says, as if it had the default port; hexadecimal digits in upper case (RFC 3986 §6.2.2.1)."""
    own = f":{connection.port}"
    result = []
    for request in requests:
        status, location = connection.ask(request)
        location = re.sub("%[0-9a-f]{2}", lambda escape: escape.group().upper(), location.replace(own, "", 1))
        if request.scheme == "https" and location.startswith("http://" + request.host):
            location = location.replace("http", "https", 1)  # there is no TLS between us
        location = re.sub("^(https?):///+", r"\1://", location)  # as clients read it (URL standard)
        result.append((status, location))
    return result


def logical_lines(text):
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            yield line


def words(line):
    return [w[1:-1] if len(w) > 1 and w[0] in "\"'" and w[-1] == w[0] else w
            for w in re.findall(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|(?:\\.|\S)+', line)]


def requests_of(text, rng, limit, is_folder, hosts, scheme):
    """Requests that the file's own patterns are meant for, and their neighbours."""
    sources, accepts, queries, agents, names = [], [], [], [], list(hosts)
    for line in logical_lines(text):
        parts = words(line)
        name = parts[0].lower()
        if name == "rewriterule" and len(parts) > 2:
            pattern = parts[1].lstrip("!")
            sample = support.sample(pattern, rng)
            if sample is not None:
                sources.append(sample if sample.startswith("/") else "/" + sample)
        elif name == "redirectmatch" and len(parts) > 1:
            pattern = parts[2] if parts[1][0].isdigit() or parts[1].isalpha() else parts[1]
            sample = support.sample(pattern, rng)
            if sample is not None:
                sources.append(sample if sample.startswith("/") else "/x" + sample)
        elif name.startswith("redirect") and len(parts) > 1:
            source = next((p for p in parts[1:] if p.startswith("/")), None)
            if source:
                sources.append(source)
        elif name in ("<location", "<locationmatch") and len(parts) > 1:
            sources.append(parts[-1].rstrip(">").strip('"'))
        elif name == "rewritecond" and len(parts) > 2:
            sample = support.sample(parts[2].lstrip("!="), rng)
            subject = parts[1].upper()
            if sample is None:
                continue
            if "ACCEPT" in subject:
                accepts.append(sample)
            elif "QUERY_STRING" in subject:
                queries.append(sample)
            elif "USER_AGENT" in subject:
                agents.append(sample)
            elif "HTTP_HOST" in subject or "SERVER_NAME" in subject:
                names.append(sample)
            elif "REQUEST_URI" in subject:
                sources.append(sample if sample.startswith("/") else "/" + sample)
    clean = lambda value: re.sub(r"[^\x21-\x7e ]", "", value).strip()
    fields = [(), ("Accept: */*",), ("Accept: text/html,application/xhtml+xml",), ("Accept: text/turtle",),
              ("Accept: application/rdf+xml, application/ld+json;q=0.5",)]
    fields += [("Accept: " + clean(a),) for a in dict.fromkeys(accepts)]
    fields += [("User-Agent: " + clean(a), "Accept: text/html") for a in dict.fromkeys(agents)]
    names = [n for n in dict.fromkeys(names) if re.fullmatch(r"[a-z0-9][a-z0-9.-]*", n)] or ["site.example"]
    sources = list(dict.fromkeys(sources + ["/", "/nothing/of/this"]))
    out = []
    for source in sources:
        if not source.startswith("/"):
            continue
        for target in support.variants(escaped(source), rng):
            for chosen in rng.sample(fields, min(len(fields), 4)):
                query = rng.choice(queries) if queries and rng.random() < 0.6 else ""
                full = target + ("&" if "?" in target else "?") + clean(query).replace(" ", "%20").replace("#", "") if query else target
                method = rng.choice(["GET"] * 6 + ["HEAD", "POST"])
                out.append(support.Request(method, scheme, rng.choice(names), full, chosen))
    rng.shuffle(out)
    # What no client sends, and where it is known to differ: escapes that are none (Apache answers 400), dot segments
    # behind two slashes (docs/conformance.md).
    odd = re.compile(r"%(?![0-9A-Fa-f]{2})|//\.")
    return [r for r in dict.fromkeys(out) if not odd.search(r.target)][:limit]


def escaped(path):
    return "".join(c if c.isascii() and (c.isalnum() or c in "-._~/!$&'()*+,;=:@") else
                   "".join(f"%{b:02X}" for b in c.encode("utf-8", "surrogateescape")) for c in path)


def of_server(text, http_port, https_port):
    """The directives of a server's file that are about redirects, with its ports moved."""
    kept = []
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        line = line.strip()
        if not KEPT.match(line):
            continue
        opened = re.match(r"(?i)<virtualhost\s+([^>]*)>", line)
        if opened:
            port = https_port if opened.group(1).strip().endswith("443") else http_port
            kept.append(f"<VirtualHost 127.0.0.1:{port}>")
        else:
            kept.append(line)
    return "\n".join(kept) + "\n"


class Run:
    def __init__(self, arguments):
        self.arguments = arguments
        self.score = support.Score()
        self.redirects = self.lost = self.files = self.refused = 0
        self.refusals, self.losses = [], []

    def compare(self, path, file_format, requests, theirs, name):
        try:
            summary, ours = support.onward(self.arguments.rule_lines, path, file_format, requests)
        except (subprocess.TimeoutExpired, IndexError, ValueError) as error:
            print("FAILED", name, error)
            self.score.add("no answers", name)
            return
        self.count(summary, name)
        if all(answer[0] == 500 for answer in theirs):
            self.refused += 1
            self.refusals.append(name)
            return
        self.files += 1
        warned = {d["line"] for d in summary["diagnostics"] if d["severity"] != "note"}
        for request, their, our in zip(requests, theirs, ours):
            kind = support.compared(request, their, our)
            if kind and warned:
                kind += " (the file has a warning or an error)"
            self.score.add(kind, f"{name}: {request.method} {request.host}{request.target} {request.fields} "
                                 f"Apache {their} Onward {our}")

    def count(self, summary, name):
        self.redirects += summary["redirects"]
        self.lost += summary["lost"]
        for one in summary["diagnostics"]:
            if one["severity"] == "error":
                self.losses.append(f"{name}:{one['line']}: {one['message']}")

    def folders(self, paths):
        """Each .htaccess in a document root of its own, many to one server."""
        for begin in range(0, len(paths), BATCH):
            batch = paths[begin:begin + BATCH]
            folder = tempfile.mkdtemp(prefix="onward-apache-")
            os.chmod(folder, 0o755)
            ports = free_ports(len(batch))
            configuration = ""
            for index, (path, port) in enumerate(zip(batch, ports)):
                root = f"{folder}/root{index}"
                os.mkdir(root)
                shutil.copy(path, root + "/.htaccess")
                configuration += f"<VirtualHost 127.0.0.1:{port}>\nDocumentRoot {root}\n</VirtualHost>\n"
            server = Apache(folder, ports, configuration)
            try:
                if server.start():
                    for path, port in zip(batch, ports):
                        self.one_folder(path, port)
                else:
                    print("apache2 does not start:", server.refusal())
            finally:
                server.stop()
                shutil.rmtree(folder)

    def one_folder(self, path, port):
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        requests = requests_of(text, support.seeded(os.path.basename(path)), self.arguments.requests, True, [], "http")
        connection = support.Connection(port)
        theirs = answers(connection, requests)
        connection.close()
        self.compare(path, "htaccess", requests, theirs, os.path.basename(path))

    def one_server(self, path):
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        name = os.path.basename(path)
        folder = tempfile.mkdtemp(prefix="onward-apache-")
        os.chmod(folder, 0o755)
        ports = free_ports(2)
        server = Apache(folder, ports, of_server(text, *ports))
        try:
            refusal = server.refusal()
            if refusal or not server.start():
                self.refused += 1
                self.refusals.append(f"{name}: {refusal[-200:]}")
                summary, _ = support.onward(self.arguments.rule_lines, path, "apache", [])
                self.count(summary, name)
                return
            hosts = [h for line in logical_lines(text) for p in [words(line)]
                     if p[0].lower() in ("servername", "serveralias") for h in p[1:] if "*" not in h and "<" not in h]
            requests, theirs = [], []
            for scheme, port in (("http", ports[0]), ("https", ports[1])):
                opened = re.findall(r"(?im)^\s*<virtualhost\s[^>]*>", text)
                if not any(("443" in one) == (scheme == "https") for one in opened) and (opened or scheme == "https"):
                    continue
                some = requests_of(text, support.seeded(name), self.arguments.requests, False, hosts, scheme)
                connection = support.Connection(port)
                theirs += answers(connection, some)
                connection.close()
                requests += some
            self.compare(path, "apache", requests, theirs, name)
        finally:
            server.stop()
            shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rule_lines")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--requests", type=int, default=150)
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--loss", action="store_true")
    arguments = parser.parse_args()
    if shutil.which("apache2") is None:
        print("there is no apache2")
        sys.exit(77)
    files = []
    for path in arguments.paths:
        files += sorted(os.path.join(path, f) for f in os.listdir(path)) if os.path.isdir(path) else [path]
    run = Run(arguments)
    run.folders([f for f in files if "htaccess" in os.path.basename(f)])
    for path in files:
        if "htaccess" not in os.path.basename(path):
            run.one_server(path)
    kept = run.redirects - run.lost
    print(f"{run.files} files compared, {run.refused} refused by Apache; redirects {run.redirects}, lost {run.lost} "
          f"({100.0 * kept / max(run.redirects, 1):.2f} % taken over)")
    print(run.score.text())
    for kind, examples in run.score.examples.items():
        for example in examples[:arguments.show]:
            print(f"  {kind}: {example}")
    if arguments.loss:
        print("\n".join(run.losses))
        print("\n".join("refused: " + r for r in run.refusals))
    sys.exit(0 if run.score.equal() >= 0.99 * run.score.total else 1)


if __name__ == "__main__":
    main()
