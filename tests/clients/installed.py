# SPDX-License-Identifier: MIT
"""The clients that are installed, and how each is asked to make a request.

    for name, client in sorted(clients(folder).items()):     # by their ids in the atlas
        client.start(origin)
        client.run({"method": "POST", "url": "http://…", "content": "memory", "fields": {}})
        client.stop()

run() says how it ended: {"status": 200}, {"exit": 0}, {"error": "…"} or {"hangs": True}. Contents are
"none", "memory" and "stream", which can be read once."""

import contextlib
import json
import os
import pathlib
import queue
import select
import subprocess
import tempfile

import origin as origins

DRIVERS = pathlib.Path(__file__).resolve().parent / "drivers"
CONTENT = b'{"text": "as it is in RAM"}'
PATIENCE_S = 8


class Lines:
    """A client that stays: a line a request."""

    def __init__(self, command, tabbed=False, **environment):
        self.tabbed = tabbed
        self.command = command
        self.environment = {**os.environ, **environment}
        self.process = None

    def start(self, _=None):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, env=self.environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def run(self, ask):
        if self.process is None:
            self.start()
        line = json.dumps(ask)
        if self.tabbed:
            fields = [name + "=" + value for name, value in ask["fields"].items()]
            line = "\t".join([ask["method"], ask["url"], ask["content"], *fields])
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
            if select.select([self.process.stdout], [], [], PATIENCE_S)[0]:
                return json.loads(self.process.stdout.readline())
        except (BrokenPipeError, ValueError):
            self.stop()
            return {"error": "the client ended"}
        self.stop()
        return {"hangs": True}


class Page:
    """fetch() of a browser: a page of the origin that asks what to do next."""

    def __init__(self, *command):
        self.command = command
        self.asked, self.said = queue.Queue(), queue.Queue()
        self.process = self.folder = None

    def start(self, origin):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        origin.page = self.answer
        words = [word.replace("{folder}", self.folder.name) for word in self.command]
        self.process = subprocess.Popen([*words, "http://127.0.0.1:%d/page/" % origin.a],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answer(self, request):
        if request.target == b"/page/":
            page = (DRIVERS / "page.html").read_bytes()
            return origins.ok(page, "text/html; charset=utf-8")
        if request.target == b"/page/said":
            self.said.put(json.loads(request.content))
            return origins.OK
        try:
            return origins.ok(json.dumps(self.asked.get(timeout=60)).encode())
        except queue.Empty:  # the browser has been ended
            return origins.OK

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()

    def run(self, ask):
        self.asked.put(ask)
        try:
            return self.said.get(timeout=PATIENCE_S + 10)
        except queue.Empty:
            return {"hangs": True}


class Command:
    """A client that is run once a request. `line` makes its words; None where it cannot ask that."""

    def __init__(self, line, statuses=lambda output: None):
        self.line = line
        self.statuses = statuses

    def start(self, _):
        pass

    def stop(self):
        pass

    def run(self, ask):
        with tempfile.TemporaryDirectory() as folder:
            words = self.line(ask, folder)
            if words is None:
                return {"error": "cannot ask that"}
            try:
                done = subprocess.run(words, cwd=folder, timeout=PATIENCE_S, check=False,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL,
                                      env={**os.environ, "HOME": folder, "TERM": "dumb"})
            except subprocess.TimeoutExpired:
                return {"hangs": True}
            status = self.statuses(done.stdout)
            if done.returncode != 0:
                return {"error": "exit %d" % done.returncode}
            return {"status": status} if status else {"exit": 0}


def curl(*more, always_names=False):
    """`always_names`: the method is given with -X, whatever it is."""
    def line(ask, _):
        method = ask["method"]
        if ask["content"] == "stream":
            return None
        words = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-L", *more]
        for name, value in ask["fields"].items():
            words += ["-H", name + ": " + value]
        if method == "HEAD":
            words += ["-I"]
        elif always_names or method not in ("GET", "POST"):
            words += ["-X", method]
        if ask["content"] == "memory":
            words += ["--data-binary", CONTENT.decode()]
        return words + [ask["url"]]
    return Command(line, lambda output: int(output or 0))


def wget(program):
    def line(ask, folder):
        words = [program, "-q", "-O", folder + "/out", "--tries=1", "--timeout=5"]
        words += ["--header=" + name + ": " + value for name, value in ask["fields"].items()]
        if ask["content"] == "stream" or (program != "wget" and ask["method"] != "GET"):
            return None
        if ask["method"] == "HEAD":
            words += ["--spider"]
        elif ask["method"] == "POST":
            words += ["--post-data=" + CONTENT.decode()]
        elif ask["method"] != "GET":
            words += ["--method=" + ask["method"]]
            if ask["content"] == "memory":
                words += ["--body-data=" + CONTENT.decode()]
        return words + [ask["url"]]
    return Command(line)


def only_get(*words):
    """Words with {url}, {folder} and {fields} (each after its flag)."""
    def line(ask, folder):
        if ask["method"] != "GET" or (ask["fields"] and "{fields}" not in " ".join(words)):
            return None
        command = []
        for word in words:
            if "{fields}" in word:
                flag = word.replace("{fields}", "")
                command += [flag + n + ": " + v for n, v in ask["fields"].items()]
            else:
                command.append(word.replace("{url}", ask["url"]).replace("{folder}", folder))
        return command
    return Command(line)


# By the driver: the jars of /usr/share/java that it stands on, and the clients that it is.
JAVA = {"Client": ([], ["java-httpclient-NORMAL", "java-httpclient-ALWAYS", "java-HttpURLConnection"]),
        "OkHttp": (["okhttp", "okio"], ["okhttp"]),
        "ApacheHc4": (["httpclient", "httpcore", "commons-logging", "commons-codec"],
                      ["apache-hc4", "apache-hc4-lax"]),
        "ApacheHc5": (["httpclient5", "httpcore5", "httpcore5-h2", "slf4j-api"], ["apache-hc5"]),
        "CommonsHttpClient": (["commons-httpclient", "commons-logging", "commons-codec"],
                              ["commons-httpclient3"])}


def java(folder):
    """The clients whose drivers compile: whose jars are there."""
    commands = {}
    for driver, (jars, names) in JAVA.items():
        path = ":".join([folder, *("/usr/share/java/%s.jar" % jar for jar in jars)])
        try:
            subprocess.run(["javac", "-nowarn", "-cp", path, "-d", folder,
                            str(DRIVERS / (driver + ".java"))], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        for name in names:
            commands[name] = Lines(["java", "-Dsun.net.http.allowRestrictedHeaders=true", "-cp",
                                    path, driver, name], tabbed=True)
    return commands


def go(folder):
    program = folder + "/go_client"
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        subprocess.run(["go", "build", "-o", program, str(DRIVERS / "client.go")], check=True,
                       env={**os.environ, "GOCACHE": folder + "/go", "GO111MODULE": "off"})
        return {"go": Lines([program])}
    return {}


def npm_packages(folder):
    """The packages from npm, in the build folder; where they cannot be had, their clients fail."""
    modules = pathlib.Path(folder) / "node_modules"
    names = ["axios", "follow-redirects", "got", "node-fetch"]
    if not all((modules / name).is_dir() for name in names):
        with contextlib.suppress(OSError):
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix",
                            folder, *names], check=False, stdout=subprocess.DEVNULL)
    return str(modules)


def has(program):
    return subprocess.run(["which", program], check=False, capture_output=True).returncode == 0


def python_has(statement):
    return subprocess.run(["/usr/bin/python3", "-c", statement], check=False,
                          stderr=subprocess.DEVNULL).returncode == 0


# What a client of drivers/python_clients.py wants to be there.
PYTHON = {**{name: "import " + name.partition(".")[0]
             for name in ("requests", "httpx", "urllib3", "urllib.request", "httplib2", "aiohttp",
                          "tornado", "pycurl")},
          # Where Qt 5 follows, it now and then sends the first request twice, at once: no two runs
          # see the same.
          "qt5-default": "import PyQt5.QtNetwork",
          "libsoup3": "import gi; gi.require_version('Soup', '3.0'); import gi.repository.Soup"}


def command_line():
    found = {}
    if has("curl"):
        found["curl"] = curl()
        found["curl-X"] = curl(always_names=True)
        found["curl-post30x"] = curl("--post301", "--post302", "--post303")
        found["curl-location-trusted"] = curl("--location-trusted")
    for program in ("wget", "wget2"):
        if has(program):
            found[program] = wget(program)
    if has("aria2c"):
        found["aria2"] = only_get("aria2c", "-q", "-d", "{folder}", "-o", "out", "-t", "3",
                                  "--max-tries=1", "--header={fields}", "{url}")
    for name, words in {"lynx": ["-dump", "-noreferer"], "w3m": ["-dump"], "links": ["-dump"],
                        "elinks": ["-dump"]}.items():
        if has(name):
            found[name] = only_get(name, *words, "{url}")
    if has("busybox"):
        found["busybox-wget"] = only_get("busybox", "wget", "-q", "-O", "out", "-T", "5", "{url}")
    return found


def clients(folder):
    """The clients that are installed, by their ids in the atlas."""
    found = command_line()

    def driven(program, driver, names, **environment):
        for name in names:
            found[name] = Lines([program, str(DRIVERS / driver), name], **environment)

    driven("/usr/bin/python3", "python_clients.py",
           [name for name, statement in PYTHON.items() if python_has(statement)])
    if has("node"):
        driven("node", "node_clients.mjs",
               ["node-fetch-builtin", "axios", "follow-redirects", "got", "node-fetch"],
               NODE_MODULES=npm_packages(folder))
    if has("perl"):
        driven("perl", "client.pl", ["lwp", "lwp-all", "http-tiny"])
    if has("php"):
        names = ["php-streams", "php-curl"]
        if os.path.exists("/usr/share/php/GuzzleHttp/autoload.php"):
            names += ["guzzle", "guzzle-strict"]
        if os.path.exists("/usr/share/php/Symfony/Component/HttpClient/autoload.php"):
            names += ["symfony-curl", "symfony-native"]
        driven("php", "client.php", names)
    if has("ruby"):
        driven("ruby", "client.rb", ["open-uri", "httparty", "rest-client", "http.rb"])
    if has("chromium"):
        found["chromium-fetch"] = Page("chromium", "--headless=new", "--no-sandbox",
                                       "--disable-gpu", "--user-data-dir={folder}")
    if has("firefox-esr"):
        found["firefox-fetch"] = Page("firefox-esr", "--headless", "--no-remote", "--profile",
                                      "{folder}")
    return {**found, **go(folder), **java(folder)}
