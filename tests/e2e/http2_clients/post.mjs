// Node's http2 module: node post.mjs URL CASE; ../http2_clients_test.py says what is printed.
// It follows nothing by itself, so what a program would do stands here.
import http from 'node:http';
import http2 from 'node:http2';

const [url, what] = process.argv.slice(2);
const early = what === 'early';
const content = Buffer.alloc(early ? 10_000_000 : 100_000, 'u');

function report(text) {
  console.log(text);
  process.exit(0);
}

function follow(location) {
  const request = http.request(location, { method: 'POST', headers: { 'Content-Length': content.length } });
  request.on('response', async (answer) => {
    let text = '';
    for await (const piece of answer) text += piece;
    report(`${answer.statusCode} ${text}`);
  });
  request.on('error', (error) => report(`error: ${error}`));
  request.end(content);
}

const { origin, pathname } = new URL(url);
const session = http2.connect(origin, { rejectUnauthorized: false });
session.on('error', (error) => report(`error: ${error}`));
const fields = { ':method': 'POST', ':path': pathname, 'content-length': content.length };
if (what === 'expect') fields.expect = '100-continue';
const stream = session.request(fields);
let answer;
stream.on('response', (seen) => { answer = seen; });
stream.on('error', (error) => report(`error: ${error}`));
stream.on('end', () => (early ? report(`${answer[':status']} `) : follow(answer.location)));
stream.resume();
if (what === 'expect') {
  stream.on('continue', () => stream.end(content));
} else {
  stream.end(content);
}
