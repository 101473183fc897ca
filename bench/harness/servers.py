"""How each server is told the same thing: one worker, no access log, keep-alive without end, and
`/old/*` and `/upload*` answered by 307 with the same path at https://new.example.

Each is told in the way its own manual gives for this, never in a slower one. `start(name, ...)`
returns a running Server; NAMES is their order in tables."""

import os
import resource
import shutil
import subprocess

from harness.process import NotStarted, Server, free_port

TARGET = "https://new.example"

NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr error;
worker_rlimit_nofile {files};
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  client_max_body_size 0;
  {temporary}
  server {{
    listen 127.0.0.1:{port};
    location /old/ {{ return 307 {target}$request_uri; }}
    location /upload {{ return 307 {target}$request_uri; }}
  }}
}}
"""

H2O = """
num-threads: 1
max-connections: {connections}
http1-request-timeout: 3600
listen: {{ host: 127.0.0.1, port: {port} }}
hosts:
  default:
    paths:
      /old: {{ redirect: {{ status: 307, url: "{target}/old" }} }}
      /upload: {{ redirect: {{ status: 307, url: "{target}/upload" }} }}
"""

LIGHTTPD = """
server.document-root = "{folder}"
server.bind = "127.0.0.1"
server.port = {port}
server.modules = ("mod_redirect")
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 3600
server.max-connections = {connections}
server.max-fds = {files}
url.redirect = ("^/(?:old/|upload)" => "{target}${{url.path}}${{qsa}}")
url.redirect-code = 307
"""

HAPROXY = """
global
  nbthread 1
  maxconn {connections}
defaults
  mode http
  timeout client 3600s
  timeout server 3600s
  timeout connect 5s
  timeout http-keep-alive 3600s
frontend here
  bind 127.0.0.1:{port}
  http-request redirect prefix {target} code 307 if {{ path_beg /old/ /upload }}
"""

CADDY = """
{{
  admin off
  auto_https off
  log {{
    level ERROR
  }}
}}
http://127.0.0.1:{port} {{
  bind 127.0.0.1
  redir /old/* {target}{{uri}} 307
  redir /upload* {target}{{uri}} 307
}}
"""

# Of itself, in a folder of its own, with nothing of /etc/apache2.
APACHE_BASE = """
ServerRoot /usr/lib/apache2
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog /dev/stderr
LogLevel crit
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule alias_module modules/mod_alias.so
User www-data
Group www-data
"""

APACHE = APACHE_BASE + """
ServerLimit 1
StartServers 1
ThreadLimit 256
ThreadsPerChild 256
MaxRequestWorkers 256
AsyncRequestWorkerFactor 1000
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 3600
Redirect 307 /old/ {target}/old/
Redirect 307 /upload {target}/upload
"""

ONWARD = """
[[listen]]
address = "127.0.0.1:0"

[[rule]]
match = "/old/*"
to = "{target}/old/{{0}}"

[[rule]]
match = "/upload*"
to = "{target}/upload{{0}}"
"""

# name: its program, the text of its configuration, its arguments.
PEERS = {
    "nginx": ("nginx", NGINX, ["-p", "{folder}", "-e", "stderr", "-c", "{file}"]),
    "h2o": ("h2o", H2O, ["-m", "worker", "-c", "{file}"]),
    "lighttpd": ("lighttpd", LIGHTTPD, ["-D", "-f", "{file}"]),
    "haproxy": ("haproxy", HAPROXY, ["-db", "-f", "{file}"]),
    "caddy": ("caddy", CADDY, ["run", "--adapter", "caddyfile", "--config", "{file}"]),
    "apache": ("apache2", APACHE, ["-D", "FOREGROUND", "-f", "{file}"]),
}
NAMES = ["bare", "onward", *PEERS]


# name: what stands in its configuration, and what makes it TLS by tls.pem and tls.key.
TLS = {
    "nginx": (
        "listen 127.0.0.1:{port};",
        "listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/tls.pem; "
        "ssl_certificate_key {folder}/tls.key; ssl_protocols TLSv1.2 TLSv1.3;",
    ),
    "h2o": (
        "port: {port} }}",
        "port: {port}, ssl: {{ certificate-file: {folder}/tls.pem, key-file: {folder}/tls.key }} }}",
    ),
    "onward": (
        'address = "127.0.0.1:0"',
        'address = "127.0.0.1:0"\ntls = {{ certificate = "tls.pem", key = "tls.key" }}',
    ),
}


def nginx_temporary(folder):
    """nginx makes these folders even where it never uses them; not in the system's."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)


def write_configuration(name, text, folder, port, connections):
    path = os.path.join(folder, f"{name}.conf")
    with open(path, "w") as file:
        file.write(
            text.format(
                folder=folder,
                port=port,
                target=TARGET,
                connections=connections,
                files=min(2 * connections, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
                temporary=nginx_temporary(folder),
            )
        )
    return path


def installed(program):
    """Where it is; servers are in /usr/sbin, which a user's PATH has not."""
    path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if not path:
        raise NotStarted(f"{program} is not installed: packaging/install-packages peers")
    return path


def start_peer(name, folder, core, connections, *changes):
    """`changes` are pairs: what stands in its configuration, and what is to."""
    program, text, arguments = PEERS[name]
    for change in changes:
        text = text.replace(*change)
    path = installed(program)
    port = free_port()
    file = write_configuration(name, text, folder, port, connections)
    command = [path] + [argument.format(folder=folder, file=file) for argument in arguments]
    environment = {"GOMAXPROCS": "1", "HOME": folder, "XDG_DATA_HOME": folder}
    return Server(name, command, folder, port, core, environment)


def build_bare_loop(folder):
    source = os.path.join(os.path.dirname(os.path.dirname(__file__)), "bare_loop.cc")
    program = os.path.join(folder, "bare_loop")
    subprocess.run(["g++-12", "-std=c++20", "-O2", source, "-o", program], check=True)
    return program


def start_onward(program, folder, core, tls=False):
    file = os.path.join(folder, "onward.toml")
    text = ONWARD.replace(*TLS["onward"]) if tls else ONWARD
    with open(file, "w") as out:
        out.write(text.format(target=TARGET))
    command = [os.path.abspath(program), "serve", file, "--threads", "1"]
    return Server("onward", command, folder, None, core)


def make_certificate(folder, name="localhost"):
    """tls.pem and tls.key, for a common name."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", "tls.key", "-out", "tls.pem", "-days", "2", "-subj", f"/CN={name}"],
        cwd=folder, check=True, capture_output=True,
    )


def start_tls(name, folder, core=None, onward=None, connections=2000):
    """The same by TLS, for those in TLS; an ECDSA certificate is made."""
    make_certificate(folder)
    if name == "onward":
        server = start_onward(onward, folder, core, tls=True)
    else:
        server = start_peer(name, folder, core, connections, TLS[name])
    server.scheme = "https"
    return server


def start(name, folder, core=None, onward=None, connections=2000):
    """Raises NotStarted, with a reason for people, where that server cannot be had."""
    if name == "bare":
        return Server(name, [build_bare_loop(folder)], folder, None, core)
    if name == "onward":
        if not onward or not os.access(onward, os.X_OK):
            raise NotStarted("onward is not built: packaging/build-preset release, --onward PATH")
        return start_onward(onward, folder, core)
    return start_peer(name, folder, core, connections)
