// What the drivers beside have in common: requests near a path, ours to ask, and the comparison.
import { spawnSync } from "node:child_process";

/// Requests for a path and for its neighbours.
export function neighbours(path, base = "http://h.example") {
  const paths = new Set([
    path,
    path.endsWith("/") ? path.slice(0, -1) || "/" : `${path}/`,
    `${path}x`,
    `${path.replace(/\/$/, "")}/more`,
    `${path.replace(/\/$/, "")}/.dot`,
    path.replace(/[a-z]/, (c) => c.toUpperCase()),
    path.slice(0, -1) || "/",
    `/pre${path}`,
    path.replace(/[a-z0-9](?=[^/]*$)/, (c) => `%${c.charCodeAt(0).toString(16)}`),
    path.replace(/\/([^/]*)$/, "/%C3%A9$1"),
  ]);
  const requests = [];
  for (const one of paths) requests.push({ method: "GET", url: base + one });
  requests.push({ method: "HEAD", url: base + path });
  requests.push({ method: "POST", url: base + path });
  requests.push({ method: "GET", url: `${base}${path}?x=1&y=a%20b` });
  requests.push({ method: "PUT", url: `${base}${path}?x` });
  requests.push({ method: "GET", url: `${base}${path}?` });
  return requests;
}

/// Our summary of a file, and our answers.
export function ours(program, file, format, requests) {
  const input = requests.map((request) => JSON.stringify(request)).join("\n");
  const run = spawnSync(program, [file, format], { input, maxBuffer: 1 << 30, encoding: "utf8" });
  const lines = run.stdout.split("\n").filter(Boolean);
  if (lines.length === 0) throw new Error(`${file}: ${run.stderr}`);
  const [summary, ...answers] = lines.map((line) => JSON.parse(line));
  return { summary, answers };
}

export const isRedirect = (status) => [301, 302, 303, 307, 308].includes(status);

/// A Location as a client takes it, its query perhaps as that of a form.
export function resolved(location, url, asForms = false) {
  try {
    const target = new URL(location, url);
    if (asForms) target.search = new URLSearchParams(target.search).toString();
    return target.href;
  } catch {
    return `invalid: ${location}`;
  }
}

/// Compares answers {status, location}; one that redirects nothing is like any other such.
export class Comparison {
  equal = 0;
  redirects = 0;
  differences = [];

  constructor({ asForms = false } = {}) {
    this.asForms = asForms;
  }

  add(file, request, theirs, mine) {
    const text = (answer) =>
      isRedirect(answer.status)
        ? `${answer.status} ${resolved(answer.location, request.url, this.asForms)}`
        : "no redirect";
    const [a, b] = [text(theirs), text(mine)];
    if (a !== "no redirect") this.redirects++;
    if (a === b) {
      this.equal++;
      return;
    }
    this.differences.push({ file, request, theirs: a, ours: b });
  }

  report(shown = 20) {
    const all = this.equal + this.differences.length;
    for (const one of this.differences.slice(0, shown)) {
      console.log(`${one.file}: ${one.request.method} ${one.request.url}`);
      console.log(`  theirs ${one.theirs}\n  ours   ${one.ours}`);
    }
    console.log(`${this.equal} of ${all} equal, ${this.redirects} of them redirects`);
    return this.equal >= 0.99 * all;
  }
}
