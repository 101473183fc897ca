// SPDX-License-Identifier: MIT
// node_clients.mjs NAME: a line of JSON in, a request made; a line of JSON out, how it ended. As
// python_clients.py says. Packages are looked for in $NODE_MODULES.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const CONTENT = '{"text": "as it is in RAM"}';
const require = createRequire(process.env.NODE_MODULES + "/x.js");

async function load(name) {
  return import(pathToFileURL(require.resolve(name)));
}

function contentOf(ask) {
  if (ask.content === "memory") return CONTENT;
  if (ask.content === "stream") return Readable.from(Array(100).fill(Buffer.from(CONTENT)));
  return undefined;
}

async function withFetch(ask) {
  const answer = await fetch(ask.url, {
    method: ask.method,
    headers: ask.fields,
    body: contentOf(ask),
    duplex: ask.content === "stream" ? "half" : undefined,
    signal: AbortSignal.timeout(10000),
  });
  return answer.status;
}

async function withAxios(ask) {
  const { default: axios } = await load("axios");
  const answer = await axios.request({
    method: ask.method, url: ask.url, headers: ask.fields, data: contentOf(ask),
    adapter: "http", timeout: 10000, validateStatus: () => true,
  });
  return answer.status;
}

async function withGot(ask) {
  const { default: got } = await load("got");
  const answer = await got(ask.url, {
    method: ask.method, headers: ask.fields, body: contentOf(ask), throwHttpErrors: false,
    retry: { limit: 0 }, timeout: { request: 10000 },
  });
  return answer.statusCode;
}

async function withNodeFetch(ask) {
  const { default: nodeFetch } = await load("node-fetch");
  const answer = await nodeFetch(ask.url, {
    method: ask.method, headers: ask.fields, body: contentOf(ask),
    signal: AbortSignal.timeout(10000),
  });
  return answer.status;
}

function withFollowRedirects(ask) {
  const { http } = require("follow-redirects");
  return new Promise((resolve, reject) => {
    const request = http.request(ask.url, { method: ask.method, headers: ask.fields }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
      answer.on("error", reject);
    });
    request.setTimeout(10000, () => request.destroy(new Error("timeout")));
    request.on("error", reject);
    const content = contentOf(ask);
    if (content instanceof Readable) content.pipe(request);
    else request.end(content);
  });
}

const CLIENTS = {
  "node-fetch-builtin": withFetch, axios: withAxios, got: withGot, "node-fetch": withNodeFetch,
  "follow-redirects": withFollowRedirects,
};

// What a client throws beside its promise ends the request, too.
let fail = () => {};
process.on("uncaughtException", (error) => fail(error));
for await (const line of createInterface({ input: process.stdin })) {
  let ended;
  try {
    const thrown = new Promise((_, reject) => { fail = reject; });
    const client = CLIENTS[process.argv[2]];
    ended = { status: await Promise.race([client(JSON.parse(line)), thrown]) };
  } catch (error) {
    ended = { error: String(error).slice(0, 200) };
  }
  process.stdout.write(JSON.stringify(ended) + "\n");
}
