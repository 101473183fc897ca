// Our readers of scripts beside the scripts themselves: Express from npm on a loopback port, and
// Workers in workerd, by miniflare (TypeScript by way of esbuild), or with Node's own Request, Response
// and URL.
//
//   npm install --prefix build/npm express@4 miniflare esbuild
//   node tests/differential/scripts.mjs build/dev/tests/rule_lines build/npm express|worker|workerd FILE...
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import http from "node:http";
import { resolve } from "node:path";
import { Comparison, neighbours, ours } from "./support.mjs";

const [program, modules, format, ...files] = process.argv.slice(2);
process.on("unhandledRejection", () => {}); // of handlers: the request gets no answer
console.error = () => {};
const require = createRequire(resolve(modules, "node_modules", "x.js"));

/// Requests for whatever the script names: paths, and hosts.
function requestsFor(text) {
  const paths = new Set(["/", "/a/b"]);
  const hosts = new Set(["h.example"]);
  for (const [, literal] of text.matchAll(/["'`]([^"'`\n\\]*)["'`]/g)) {
    if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(literal) && !literal.endsWith("js")) hosts.add(literal);
    if (!literal.startsWith("/") || literal.includes("${") || literal.includes(" ")) continue;
    for (const one of ["x1", "7"]) {
      const path = literal.replace(/:\w+\??/g, one).replace(/\*\w*/g, "y/z");
      paths.add(path);
      paths.add(`${path.replace(/\/$/, "")}/one/two`);
    }
  }
  const requests = [...paths].flatMap((path) => neighbours(path));
  for (const host of hosts) {
    for (const path of ["/", "/a/b?c=d", "/a/b/"]) requests.push({ method: "GET", url: `http://${host}${path}` });
  }
  return requests;
}

function send(port, request) {
  const url = new URL(request.url);
  const path = request.url.slice(url.origin.length);
  return new Promise((done) => {
    const sent = http.request(
      { port, host: "127.0.0.1", method: request.method, path, headers: { host: url.host } },
      (response) => {
        response.resume();
        done({ status: response.statusCode, location: response.headers.location ?? "" });
      },
    );
    sent.setTimeout(500, () => sent.destroy());
    sent.on("error", () => done({ status: 0 }));
    sent.end();
  });
}

async function express(text, requests) {
  const real = require("express");
  const applications = [];
  const make = Object.assign(() => {
    const app = real();
    app.listen = () => app;
    applications.push(app);
    return app;
  }, real);
  const own = { exports: {} };
  const app = make();
  const load = (name) => (name === "express" || name === "../.." || name === "../../" ? make : {});
  new Function("require", "module", "exports", "app", text.replace(/^const app\b|^var app\b/m, "app"))(load, own, own.exports, app);
  // A middleware that is exported, or what makes one, sees every request.
  const exported = own.exports;
  if (exported.length === 3) app.use(exported);
  else if (typeof exported === "function" && applications.length === 1) app.use(exported({}));
  const root = applications.length > 1 ? applications[1] : app;
  const server = root.use((error, req, res, next) => res.status(500).end()).constructor && http.createServer(root);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const answers = [];
  for (const request of requests) answers.push(await send(server.address().port, request));
  server.closeAllConnections();
  server.close();
  return answers;
}

async function worker(text, requests) {
  let listener;
  const own = {};
  const code = text.replace(/export default/, "own.handler =").replace(/^export .*$/gm, "");
  new Function("own", "fetch", "addEventListener", code)(
    own,
    async () => new Response(""),
    (name, handler) => (listener = handler),
  );
  const answers = [];
  for (const request of requests) {
    try {
      const asked = new Request(request.url, { method: request.method });
      let response;
      if (own.handler) response = await own.handler.fetch(asked, {}, {});
      else await listener({ request: asked, respondWith: (one) => (response = one) });
      response = await response;
      answers.push({ status: response.status, location: response.headers.get("location") ?? "" });
    } catch {
      answers.push({ status: 500 });
    }
  }
  return answers;
}

/// fetch() of whatever is not redirected is answered here, and not by the network.
async function workerd(text, requests) {
  const { Miniflare, Response: Answer } = require("miniflare");
  const { code } = require("esbuild").transformSync(text, { loader: "ts" });
  const server = new Miniflare({
    modules: /^export /m.test(code),
    script: code,
    outboundService: () => new Answer(""),
    compatibilityDate: "2024-01-01",
  });
  const answers = [];
  try {
    for (const { url, method } of requests) {
      const response = await server.dispatchFetch(url, { method, redirect: "manual" });
      answers.push({ status: response.status, location: response.headers.get("location") ?? "" });
      await response.arrayBuffer();
    }
  } finally {
    await server.dispose();
  }
  return answers;
}

const platforms = { express, worker, workerd };
const comparison = new Comparison();
for (const file of files) {
  const text = readFileSync(file, "utf8").split("\n----------\n")[0];
  const requests = requestsFor(text);
  const { summary, answers } = ours(program, file, format.replace(/d$/, ""), requests);
  let theirs;
  try {
    theirs = await platforms[format](text, requests);
  } catch (error) {
    console.log(`${file}: not run: ${String(error.message).split("\n")[0]}`);
    continue;
  }
  console.log(`${file}: ${summary.redirects} redirects, ${summary.lost} lost`);
  requests.forEach((request, i) => comparison.add(file, request, theirs[i], answers[i]));
}
process.exit(comparison.report() ? 0 : 1);
