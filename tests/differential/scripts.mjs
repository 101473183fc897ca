// Our readers of scripts beside the scripts themselves: Express from npm on a loopback port, and
// Workers in workerd, by miniflare (TypeScript by way of esbuild), or with Node's own Request, Response
// and URL.
//
//   npm install --prefix build/npm express@4 cookie-parser vhost express-redirect miniflare esbuild
//   node tests/differential/scripts.mjs build/dev/tests/rule_lines build/npm express|worker|workerd FILE...
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import http from "node:http";
import { basename, join, resolve } from "node:path";
import { Comparison, neighbours, ours } from "./support.mjs";

const [program, modules, format, ...files] = process.argv.slice(2);
process.on("unhandledRejection", () => {}); // of handlers: the request gets no answer
console.error = () => {};
process.env.NODE_ENV = "production"; // as the import takes it
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
  for (const path of paths) {
    requests.push({ method: "GET", url: `http://h.example/x/..${path}` });
    requests.push({ method: "GET", url: `http://h.example${path.replace(/\/$/, "")}/./a` });
  }
  const fields = [];
  if (/x-forwarded-proto|trust proxy/i.test(text)) fields.push("X-Forwarded-Proto: https", "X-Forwarded-Proto: http");
  if (/refer/i.test(text) || /"back"|'back'/.test(text)) fields.push("Referer: http://h.example/before");
  for (const [, name] of text.matchAll(/cookies\.(\w+)/g)) fields.push(`Cookie: ${name}=1`, `Cookie: ${name}=x`);
  for (const field of fields) {
    for (const path of paths) requests.push({ method: "GET", url: `http://h.example${path}`, fields: [field] });
  }
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
      {
        port, host: "127.0.0.1", method: request.method, path,
        headers: { host: url.host, ...Object.fromEntries((request.fields ?? []).map((field) => field.split(": "))) },
      },
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
    app.use((req, res, next) => {
      req.cookies = Object.fromEntries((req.headers.cookie ?? "").split("; ").filter(Boolean).map((one) => one.split("=")));
      req.session = { destroy: (done) => done() };
      req.logout = (done) => done?.();
      next();
    });
    app.listen = () => app;
    applications.push(app);
    return app;
  }, real);
  const own = { exports: {} };
  const app = make();
  const listening = {};
  const server_of = (scheme) => ({
    createServer: (...given) => {
      listening[scheme] = given.at(-1);
      return { listen() {} };
    },
  });
  /// What is not at hand goes on, or calls what it is given.
  const stand_in = new Proxy((...given) => given.find((one) => typeof one === "function") ?? ((req, res, next) => next()), {
    get: (target, name) => (name === "__esModule" ? false : name === "default" ? stand_in : target[name]),
  });
  const load = (name) => {
    if (name === "express" || name === "../.." || name === "../../") return make;
    if (name === "http" || name === "https") return server_of(name);
    if (name === "express-sslify") return {};
    try {
      return require(name);
    } catch {
      return stand_in;
    }
  };
  const code = /^import /m.test(text) ? require("esbuild").transformSync(text, { format: "cjs" }).code : text;
  /// What the script has from nowhere does well whatever it is called for.
  const absent = new Proxy(function () {}, {
    apply: (target, self, given) => {
      given.findLast?.((one) => typeof one === "function")?.(null);
      return Promise.resolve();
    },
    get: (target, name) => (typeof name === "symbol" ? undefined : absent),
  });
  const known = { require: load, module: own, exports: own.exports, app };
  const scope = new Proxy(known, {
    has: (target, name) => name in known || !(name in globalThis),
    get: (target, name) => (name in known ? known[name] : typeof name === "symbol" ? undefined : absent),
  });
  const body = code.replace(/^const app\b|^var app\b/m, "app");
  new Function("scope", `with (scope) { (function () { ${body}\n })(); }`)(scope);
  // A middleware that is exported, or what makes one, sees every request.
  const exported = own.exports;
  if (exported.length === 3 && (!exported.settings || !exported.handle)) app.use(exported); // a router, too
  else if (typeof exported === "function" && applications.length === 1) app.use(exported({}));
  const last = exported.settings ? exported : applications.length > 1 ? applications[1] : app;
  const root = listening.https && listening.http ? listening.http : last;
  root.use?.((error, req, res, next) => res.status(500).end());
  const server = http.createServer(root);
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
const folder = mkdtempSync(join(tmpdir(), "scripts-"));
for (const file of files) {
  const text = readFileSync(file, "utf8").split("\n----------\n")[0];
  const requests = requestsFor(text);
  // Of a golden file the script alone; what lies beside another script is read with it.
  const alone = join(folder, basename(file));
  if (file.endsWith(".case")) writeFileSync(alone, text);
  const { summary, answers } = ours(program, file.endsWith(".case") ? alone : file, format.replace(/d$/, ""), requests);
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
rmSync(folder, { recursive: true });
process.exit(comparison.report() ? 0 : 1);
