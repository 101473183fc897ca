// SPDX-License-Identifier: MIT
// Compares append_domain_to_ascii() with npm's tr46, domain by domain: every code point alone, then
// random domains made of what the rules are about. Run by hand, with a Node whose Unicode is 17.0
// (20.20 has it), after building the target idna_lines:
//
//   cp tests/differential/idna.mjs /tmp/idna && cd /tmp/idna && npm install tr46@6.0.0
//   node idna.mjs PATH/TO/idna_lines [random domains, 1000000] [seed, 1]
//
// Prints the first domains on which they differ; exit code 1 if there are any.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const tr46 = require('tr46');
const punycode = require('punycode/');
const table = require('tr46/lib/mappingTable.json');
assert.equal(process.versions.unicode, require('tr46/package.json').unicodeVersion.slice(0, 4));

const [program, random_count = '1000000', seed = '1'] = process.argv.slice(2);
const kBatch = 200_000;
const kOptions = { checkBidi: true, checkJoiners: true };

let compared = 0;
let failures = 0;
function compare(domains) {
  const run = spawnSync(program, { input: domains.join('\n') + '\n', maxBuffer: 1 << 30 });
  assert.equal(run.status, 0, String(run.stderr));
  const answers = run.stdout.toString().split('\n');
  domains.forEach((domain, i) => {
    const ours = answers[i] === 'REFUSED' ? null : answers[i];
    const theirs = tr46.toASCII(domain, kOptions);
    ++compared;
    if (ours === theirs) return;
    if (++failures <= 20) {
      const points = Array.from(domain, (c) => c.codePointAt(0).toString(16)).join(' ');
      console.log(`${points}\n  ours   ${ours}\n  theirs ${theirs}`);
    }
  });
}

// --- Every code point: alone, after a letter, in Punycode ----------------------------------------

let batch = [];
const add = (domain) => {
  if (/^[\x00-\x7f]*$/.test(domain)) return;
  batch.push(domain);
  if (batch.length === kBatch) { compare(batch); batch = []; }
};
for (let c = 0x80; c <= 0x10ffff; ++c) {
  if (c >= 0xd800 && c <= 0xdfff) continue;
  const s = String.fromCodePoint(c);
  add(s);
  add(`a${s}`);
  add(`xn--${punycode.encode(s)}.\u00fc`);
}
const finish = () => { if (batch.length) compare(batch); batch = []; };
finish();
console.log(`every code point: ${compared} domains, ${failures} differ`);

// --- What pairs and random domains are made of ----------------------------------------------------

const usable = [];
for (const [range, status] of table) {
  if (status === 3) continue;
  const [first, last] = Array.isArray(range) ? range : [range, range];
  for (let c = first; c <= last; ++c) if (c >= 0x80) usable.push(c);
}
const matching = (regex) => usable.filter((c) => regex.test(String.fromCodePoint(c)));
const kNewMarksOrLetters = [
  [0x897, 0x897], [0x1acf, 0x1aeb], [0x105c0, 0x105f3], [0x10d40, 0x10d8f], [0x10ec2, 0x10efc],
  [0x11380, 0x113e2], [0x116d0, 0x116e3], [0x11b60, 0x11b67], [0x16100, 0x16139],
  [0x16d40, 0x16d79], [0x16ea0, 0x16ed3], [0x1cc00, 0x1ccfc], [0x1e5d0, 0x1e5ff],
  [0x1e6c0, 0x1e6ff], [0x2ebf0, 0x2ebff], [0x323b0, 0x323bf],
].flatMap(([a, b]) => usable.filter((c) => c >= a && c <= b));
const composing = usable.filter((c) => {
  const s = String.fromCodePoint(c);
  return s.normalize('NFD') !== s;
});
const pools = [
  usable,
  kNewMarksOrLetters, kNewMarksOrLetters, kNewMarksOrLetters,
  composing.flatMap(
    (c) => Array.from(String.fromCodePoint(c).normalize('NFD'), (d) => d.codePointAt(0))),
  composing,
  matching(/\p{M}/u),
  [0x094d, 0x113ce, 0x1612f, 0x0dca, 0x200c, 0x200d, 0x200d],
  matching(/\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Mongolian}|\p{Script=Adlam}/u),
  matching(/\p{Script=Hebrew}|\p{Script=Garay}|\p{Script=Hanifi_Rohingya}|\p{Script=Sidetic}/u),
  [0x05d0, 0x0627, 0x0661, 0x06f1, 0x0031, 0x0061, 0x002d, 0x064e, 0x05b0, 0x200c],
  [0x0628, 0x0627, 0xa872, 0x1820, 0x064e, 0x10efc, 0x10ec2, 0x10ec3, 0x200c, 0x200c],
  Array.from('abcxyzABC0189-_~=<>', (c) => c.codePointAt(0)),
  [0x2e, 0x3002, 0xff0e, 0xad, 0xdf, 0x1e9e, 0x3c2],
  [0x1100, 0x1112, 0x1161, 0x1175, 0x11a7, 0x11a8, 0x11c2, 0xac00, 0xac01, 0xd7a3],
];

// --- Pairs: every new mark beside every mark, and the new ones among themselves -------------------

const marks = matching(/\p{M}/u);
for (const a of kNewMarksOrLetters) {
  const is_new_mark = marks.includes(a);
  for (const b of is_new_mark ? marks.concat(kNewMarksOrLetters) : kNewMarksOrLetters) {
    add(`a${String.fromCodePoint(a, b)}`);
    add(`a${String.fromCodePoint(b, a)}\u0301`);
    add(String.fromCodePoint(a, b));
  }
}
finish();
console.log(`with pairs: ${compared} domains, ${failures} differ`);

// --- Random domains ------------------------------------------------------------------------------

// mulberry32: small, seeded, the same everywhere.
let state = Number(seed) >>> 0;
function random(n) {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % n;
}

function text() {
  let s = '';
  const wide = random(2) === 0;
  let pool = pools[random(pools.length)];
  for (let n = 1 + random(random(4) === 0 ? 12 : 5); n > 0; --n) {
    if (wide || random(3) === 0) pool = pools[random(pools.length)];
    s += String.fromCodePoint(pool[random(pool.length)]);
  }
  return s;
}
function domain() {
  const labels = [];
  for (let n = 1 + random(3); n > 0; --n) {
    const s = text();
    const kind = random(8);
    if (kind === 0) labels.push(`xn--${punycode.encode(s)}`);
    else if (kind === 1) labels.push(`xn--${punycode.encode(s.normalize('NFC').toLowerCase())}`);
    else labels.push(s);
  }
  return labels.join('.');
}
for (let i = Number(random_count); i > 0; --i) add(domain());
finish();
console.log(`in all: ${compared} domains, ${failures} differ`);
process.exit(failures ? 1 : 0);
