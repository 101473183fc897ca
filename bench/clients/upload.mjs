// Node: `node upload.mjs fetch|http URL CASE RUNS`. fetch is undici and knows no Expect; node:http
// does and tells of a 100. cases.py has the cases and how a client reports.
import http from 'node:http';

const kPiece = Buffer.alloc(64 << 10, 'u');
const kExpectBytes = 1 << 20, kLargeBytes = 32 << 20, kSlowBytes = 4 << 20, kSmallBytes = 1000;
const kPatienceMs = 60000, kAtOnceMs = 5000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function* pieces(size, pauseMs = 0) {
  for (let sent = 0; sent < size; sent += kPiece.length) {
    if (pauseMs) await pause(pauseMs);
    yield kPiece;
  }
}

function check(status, location) {
  if (status !== 307 || !location?.endsWith('/upload')) {
    throw new Error(`${status} with Location ${location}`);
  }
}

async function fetchOnce(url, body) {
  const answer = await fetch(`${url}/upload`, {
    method: 'POST', redirect: 'manual', body, duplex: 'half',
    signal: AbortSignal.timeout(kPatienceMs),
  });
  await answer.arrayBuffer();
  check(answer.status, answer.headers.get('location'));
}

async function fetchTwice(url) {
  for (let i = 0; i < 2; ++i) await fetchOnce(url, Buffer.alloc(kSmallBytes, 'u'));
}

const fetchCases = {
  length: (url) => fetchOnce(url, Buffer.alloc(kLargeBytes, 'u')),
  chunked: (url) => fetchOnce(url, pieces(kLargeBytes)),
  slow: (url) => fetchOnce(url, pieces(kSlowBytes, 10)),
  twice: fetchTwice,
};

function drained(request) {
  return new Promise((done) => {
    const either = () => {
      request.off('drain', either).off('close', either);
      done();
    };
    request.on('drain', either).on('close', either);
  });
}

// Resolves with the socket's local port, so that "on one connection" can be seen.
function httpOnce(url, headers, body, agent) {
  return new Promise((done, failed) => {
    const request = http.request(`${url}/upload`, {method: 'POST', headers, agent});
    request.setTimeout(kPatienceMs, () => request.destroy(new Error('timeout')));
    request.on('continue', () => failed(new Error('a 100 came first')));
    request.on('error', failed);
    request.on('response', (answer) => {
      const port = answer.socket.localPort;
      answer.resume().on('error', failed).on('end', () => {
        try {
          check(answer.statusCode, answer.headers.location);
          done(port);
        } catch (error) {
          failed(error);
        }
      });
    });
    if (body === null) {
      request.flushHeaders();  // held back for a 100 that must not come
      return;
    }
    // To the end, answered or not, as a client that pipes a file does.
    (async () => {
      for await (const piece of body) {
        if (request.destroyed) return;
        if (!request.write(piece)) await drained(request);
      }
      request.end();
    })().catch(failed);
  });
}

async function httpTwice(url) {
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  const small = () => [Buffer.alloc(kSmallBytes, 'u')];
  const headers = {'Content-Length': kSmallBytes};
  const ports = [];
  for (let i = 0; i < 2; ++i) ports.push(await httpOnce(url, headers, small(), agent));
  agent.destroy();
  if (ports[0] !== ports[1]) throw new Error('a new connection for the second');
}

const httpCases = {
  expect: (url) => httpOnce(url, {'Content-Length': kExpectBytes, Expect: '100-continue'}, null),
  length: (url) => httpOnce(url, {'Content-Length': kLargeBytes}, pieces(kLargeBytes)),
  chunked: (url) => httpOnce(url, {'Transfer-Encoding': 'chunked'}, pieces(kLargeBytes)),
  slow: (url) => httpOnce(url, {'Content-Length': kSlowBytes}, pieces(kSlowBytes, 10)),
  twice: httpTwice,
};

const [api, url, name, runs] = process.argv.slice(2);
const run = (api === 'fetch' ? fetchCases : httpCases)[name];
for (let i = 0; i < Number(runs); ++i) {
  if (!run) {
    console.log('-');
    continue;
  }
  const begin = performance.now();
  try {
    await run(url);
    const late = name === 'expect' && performance.now() - begin > kAtOnceMs;
    console.log(late ? '307, but late' : '307');
  } catch (error) {
    console.log(`${error.name}: ${error.message} ${error.cause?.code ?? ''}`.slice(0, 160));
  }
}
process.exit(0);
