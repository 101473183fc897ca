// undici's fetch with HTTP/2 allowed: node fetch.mjs URL CASE; ../http2_clients_test.py says what is
// printed. Of "expect" undici knows nothing.
import { createRequire } from 'node:module';

const require = createRequire(process.env.NODE_PATH ? `${process.env.NODE_PATH}/` : '/usr/share/nodejs/');
let undici;
try {
  undici = require('undici');
  const [major, minor] = require('undici/package.json').version.split('.').map(Number);
  if (major < 5 || (major === 5 && minor < 24)) throw new Error('it is too old');
} catch (error) {
  console.log(`skipped: no undici that knows HTTP/2 (${error.message.split('\n')[0]})`);
  process.exit(0);
}
const [url, what] = process.argv.slice(2);
const early = what === 'early';
const dispatcher = new undici.Agent({ allowH2: true, connect: { rejectUnauthorized: false } });
try {
  const answer = await undici.fetch(url, {
    method: 'POST',
    body: Buffer.alloc(early ? 10_000_000 : 100_000, 'u'),
    redirect: early ? 'manual' : 'follow',
    dispatcher,
  });
  console.log(`${answer.status} ${early ? '' : await answer.text()}`);
} catch (error) {
  console.log(`error: ${error} ${error.cause ?? ''}`);
}
process.exit(0);
