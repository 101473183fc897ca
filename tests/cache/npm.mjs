// SPDX-License-Identifier: MIT
// npm's http-cache-tests as they are, their own client and server over loopback, with a fetch() that
// asks the redirect cache first. Answers for which a test names no status are 307 to the cache and
// 200 to the suite. Run by hand, after building the target cache_lines; takes two minutes:
//
//   cp tests/cache/npm.mjs /tmp/cache && cd /tmp/cache && npm install http-cache-tests@0.4.5
//   node npm.mjs PATH/TO/cache_lines
//
// Prints the counts by kind, and each required test that fails.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { once } from 'node:events';

const suite = new URL('node_modules/http-cache-tests/', import.meta.url);
const { runTests, getResults } = await import(new URL('client/runner.mjs', suite));
const { default: groups } = await import(new URL('tests/index.mjs', suite));
const tests = new Map(groups.flatMap((group) => group.tests).map((test) => [test.id, test]));

// The cache answers lines in order.
const cache = spawn(process.argv[2], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = [];
createInterface({ input: cache.stdout }).on('line', (line) => waiting.shift()(JSON.parse(line)));
function ask(question) {
  cache.stdin.write(JSON.stringify(question) + '\n');
  return new Promise((resolve) => waiting.push(resolve));
}

const port = 8000 + Math.floor(Math.random() * 50000) % 20000 + 10000;
const server = spawn(process.execPath, [new URL('server/server.mjs', suite).pathname], {
  env: { ...process.env, npm_config_protocol: 'http', npm_config_port: String(port),
    npm_config_pidfile: '/dev/null' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
await once(server.stdout, 'data');
server.stdout.resume();
const base = `http://localhost:${port}`;

const seconds = () => Math.floor(Date.now() / 1000);
// The cache keeps no contents: here they are by URL and the server's number of the request, and the
// last one of a URL for a 304, which has a number of its own.
const contents = new Map();
const content_key = (url, headers) => `${url} ${headers.get('server-request-count')}`;

// As the suite wants it: a status that Response does not take (999) is possible.
function answer(url, test_status, status, fields, content) {
  const headers = new Headers(fields);
  const key = content_key(url, headers);
  if (content === undefined) content = contents.get(key) ?? contents.get(url) ?? '';
  else if (status !== 304) contents.set(key, content).set(url, content);
  return { status: status === 307 && !test_status ? 200 : status, headers,
    text: async () => content };
}

async function fetch_through_cache(url, init) {
  const fields = init?.headers ?? [];
  const id = fields.find(([name]) => name === 'Test-ID')?.[1];
  if (!id) return fetch(url, init);  // its configuration and its state
  const number = Number(fields.find(([name]) => name === 'Req-Num')[1]);
  const status_of_test = tests.get(id).requests[number - 1].response_status;
  const request = { method: init.method ?? 'GET', url, fields };

  const found = await ask({ find: request, now: seconds() });
  if (found.status) return answer(url, status_of_test, found.status, found.fields);
  if (fields.some(([, value]) => value === 'only-if-cached')) return answer(url, true, 504, [], '');
  return send(url, init, request, found.conditions, status_of_test);
}

// To the server, and what it says to the cache.
async function send(url, init, { method, fields }, conditions, status_of_test) {
  const request = { method, url, fields: [...fields, ...conditions] };
  const requested = seconds();
  const got = await fetch(url, { ...init, headers: request.fields, cache: undefined,
    redirect: 'manual' });
  const content = await got.text();
  let status = got.status;
  const headers = [...got.headers];
  if (status === 200 && !status_of_test) {
    status = 307;
    if (!got.headers.has('location')) headers.push(['location', '/moved']);
  }
  const validated = await ask({ receive: request, status, fields: headers, requested,
    received: seconds() });
  if (status === 304 && conditions.length > 0) {
    if (!validated.status) return send(url, init, { method, fields }, [], status_of_test);
    return answer(url, status_of_test, validated.status, validated.fields);
  }
  return answer(url, status_of_test, status, headers, content);
}

await runTests(groups, fetch_through_cache, false, base);
server.kill();
cache.kill();

const results = getResults();
const holds = (id) => results[id] === true && builds_on(tests.get(id));
const builds_on = (test) => (test.depends_on ?? []).every(holds);
const counts = {};
for (const [id, result] of Object.entries(results)) {
  const test = tests.get(id);
  const kind = test.kind ?? 'required';
  const outcome = !builds_on(test) ? 'not applicable'
    : result === true ? 'pass' : result[0] === 'Setup' ? 'set-up failed' : 'fail';
  counts[`${kind}: ${outcome}`] = (counts[`${kind}: ${outcome}`] ?? 0) + 1;
  if (kind === 'required' && ['fail', 'set-up failed'].includes(outcome)) {
    console.log(`required, ${outcome}: ${id}: ${result[1]}`);
  }
}
console.log(counts);
