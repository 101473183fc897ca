"""The load generator: wrk on a core of its own, three kinds of requests."""

import os
import re
import subprocess

PATH = "/old/page"

# What a browser sends: 12 fields with Host, about 600 bytes.
BROWSER_FIELDS = {
    "Connection": "keep-alive",
    "Upgrade-Insecure-Requests": "1",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "*/*;q=0.8",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Referer": "https://www.example.com/docs/guides/index.html",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9,de;q=0.8",
    "Cookie": "sid=0123456789abcdef0123456789abcdef; theme=dark; seen=1",
}

# A script costs the generator; only pipelining needs one: 16 requests are one string.
PIPELINE = """
init = function(args)
  local each = wrk.format("GET", "%s")
  all = string.rep(each, 16)
end
request = function() return all end
"""


class LoadFailed(Exception):
    """Some answers were errors, or none came; the text is what wrk said."""


def options(work, folder):
    """What wrk is told for "short", "browser" or "pipelined"."""
    if work == "browser":
        return [part for field in BROWSER_FIELDS.items() for part in ("-H", ": ".join(field))]
    if work == "pipelined":
        script = os.path.join(folder, "pipeline.lua")
        with open(script, "w") as file:
            file.write(PIPELINE % PATH)
        return ["-s", script]
    return []


def run_wrk(url, work, folder, seconds, connections=128, core=None):
    """Returns how many requests were answered, all of them without an error."""
    pin = ["taskset", "-c", str(core)] if core is not None else []
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"]
    done = subprocess.run(
        pin + command + options(work, folder) + [url + PATH],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    answered = re.search(r"(\d+) requests in", done.stdout)
    bad = re.search(r"Socket errors|Non-2xx", done.stdout)
    if done.returncode or not answered or bad or answered[1] == "0":
        raise LoadFailed(f"{work} to {url}:\n{done.stdout}")
    return int(answered[1])
