// SPDX-License-Identifier: MIT
// Compares Onward's URLPattern with Node's, on generated patterns and subjects. On demand:
//
//   node tests/differential/pattern.mjs build/dev/tests/pattern_lines regexp 20000 1
//   node tests/differential/pattern.mjs build/dev/tests/pattern_lines urlpattern 20000 1
//
// Arguments: the driver, what to compare, how many patterns, a seed. "regexp": one group's regular
// expression with each modifier against RegExp with the v (and i) flag; Node from 20 on, better 24.
// "urlpattern": whole patterns against URLPattern; Node from 24 on.
import { spawnSync } from 'node:child_process';

const [driver, mode, count, seed] = process.argv.slice(2);
let state = BigInt(seed ?? 1) * 2654435761n + 1n;
const random = (n) => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
  return Number((state >> 33n) % BigInt(n));
};
const pick = (list) => list[random(list.length)];
const times = (n, make) => Array.from({ length: n }, make);

// --- regular expressions -------------------------------------------------------------------------

let ignoreCase = false;
const letters = [...'abkKsSz019_-.~'];
const escapes = ['\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\.', '\\/', '\\x61', '\\u0062',
  '\\u{63}', '\\u{17f}', '\\u212a', '\\t', '\\cA', '\\0', '\\ud83d\\ude00'];
const foldsComplements = !/\P{ASCII}/vi.test('k');  // Node 20 does not
const properties = ['\\p{Lu}', '\\P{Lu}', '\\p{Ll}', '\\P{L}', '\\p{ASCII_Hex_Digit}', '\\p{Nd}',
  '\\p{Script=Latin}', '\\p{scx=Zyyy}', '\\p{Alphabetic}', '\\p{punct}', '\\P{ASCII}', '\\p{Any}',
  '\\p{ID_Continue}', '\\p{RGI_Emoji}', '\\p{gc=P}', '\\p{Emoji}'];
const broken = ['\\y', '\\-', '[a-]', '[&&a]', '[(]', '{', 'a{2,1}', '\\1', '\\2', '\\k<a>', '(?=a)',
  '(?!a)', '(?<=a)', '(?<n>a)', '\\p{lu}', '\\p{Foo}', '[a--]', '[a&&b--c]', '[b-a]', '**', '\\u{',
  ']', '[!!]', '\\c1', '\\00', '[\\p{RGI_Emoji}]', '[^\\q{ab}]', '[^\\p{RGI_Emoji}]'];
const character = () => pick(letters) === '-' ? '\\-' : pick(['a', 'b', 'k', 'K', 's', 'S', 'z', '0', '9', '_']);

const property = () => ignoreCase && !foldsComplements ? pick(properties.filter((p) => p[1] !== 'P')) : pick(properties);
function classOperand(depth, alone) {
  switch (random(depth > 0 ? 7 : 5)) {
    case 0: return pick(escapes.filter((e) => !e.startsWith('\\ud')));
    case 1: return property();
    case 2: return alone ? `[${character()}]` : `${pick('aAk0')}-${pick('zzzz')}`;
    case 3: return alone && ignoreCase ? `[${character()}]` : character();
    // V8 does not fold \q{a} with the i flag either.
    case 4: return random(3) ? pick(ignoreCase ? ['\\q{ab}', '\\q{abc|}'] : ['\\q{ab|c}', '\\q{abc|a|}', '\\q{k}', '\\q{}']) : '\\b';
    default: return klass(depth - 1);
  }
}
// A lone character beside "--" or "&&" is not folded by V8 with the i flag; ECMA-262 folds it. An
// escape is one too, so with i every operand stands in brackets there.
function setOperand(depth) {
  const operand = classOperand(depth, true);
  return ignoreCase && !operand.startsWith('[') ? `[${operand}]` : operand;
}
function klass(depth) {
  const not = random(4) || !hasNegation ? '' : '^';
  if (random(4) === 0) {
    const operator = pick(['--', '&&']);
    return `[${not}${times(2 + random(2), () => setOperand(depth)).join(operator)}]`;
  }
  const least = hasNegation ? 0 : 1;
  return `[${not}${times(least + random(4), () => classOperand(depth, false)).join('')}]`;
}
function atom(depth) {
  switch (random(depth > 0 ? 12 : 9)) {
    case 0: case 1: case 2: case 3: return pick(['a', 'b', 'k', 'S', '0', '.', 'A', '_']);
    case 4: return pick(escapes);
    case 5: return property();
    case 6: return klass(2);
    case 7: return random(12) ? 'ab' : pick(broken);
    case 8: return pick(['', 'a', '\\b', '\\B', '^', '$']);
    case 9: return hasModifiers && random(4) === 0 ? `(?${pick(['s', '-s', 'm', 's-m'])}:${expression(depth - 1)})`
      : `(?:${expression(depth - 1)})`;
    default: return `(?:${expression(depth - 1)})`;
  }
}
const quantifiers = ['*', '+', '?', '*?', '+?', '??', '{2}', '{0,2}', '{1,}', '{1,2}?', '{0}', '{2,3}'];
const term = (depth) => atom(depth) + (random(3) ? '' : pick(quantifiers));
const alternative = (depth) => times(random(4), () => term(depth)).join('');
const expression = (depth) => times(1 + (random(3) ? 0 : random(3)), () => alternative(depth)).join('|');
// Node 20 matches negated classes wrongly in loops and groups: they are left out there.
const hasNegation = /^((?:[^ac]b)+)$/v.test('xb');
// Modifiers of i are left out: V8 13 compiles the classes behind (?-i:) as if they stood in it.
const hasModifiers = (() => { try { return new RegExp('(?i:a)', 'v').test('A'); } catch { return false; } })();
const subject = () => times(random(7), () => pick(['a', 'b', 'k', 'K', 's', 'S', 'A', 'z', '0', '9', '_', '-', 'ab'])).join('');

// URLPattern's own text for a group with each modifier, in a component without a prefix.
const shapes = {
  plain: (x) => [`(${x})`, `^(${x})$`],
  optional: (x) => [`(${x})?`, `^(${x})?$`],
  zero: (x) => [`(${x})*`, `^((?:${x})*)$`],
  one: (x) => [`(${x})+`, `^((?:${x})+)$`],
  braces: (x) => [`{a(${x})b}*`, `^(?:a((?:${x})(?:ba(?:${x}))*)b)?$`],
  followed: (x) => [`(${x})?:g`, `^(${x})?([^\\n]+?)$`],
};

function regexpQuestion() {
  ignoreCase = random(3) === 0;
  const source = expression(3);
  if (source === '' || source.startsWith('?') || /[^\x00-\x7f]/.test(source)) return regexpQuestion();
  if (source === '.*' || source === '[^]+?') return regexpQuestion();
  const [pattern, regexp] = pick(Object.values(shapes))(source);
  const subjects = times(8, subject);
  let expected;
  try {
    const compiled = new RegExp(regexp, ignoreCase ? 'vi' : 'v');
    expected = subjects.map((s) => {
      const found = compiled.exec(s);
      // A named group inside the expression is beyond the pattern's own groups.
      return found && found.slice(1, pattern.endsWith(':g') ? 3 : 2).map((g) => g ?? null);
    });
  } catch { expected = 'error'; }
  return { pattern: [{ hash: pattern }, { ignoreCase }], execs: subjects.map((s) => [{ hash: s }]),
    expected, actual: (match) => match && Object.values(match.hash.groups) };
}

// --- whole patterns ------------------------------------------------------------------------------

const pieces = ['/', '/', 'a', 'b', 'foo', '.', ':x', ':y', ':n', '*', '(a|b)', '(\\d+)', '([^\\/]+?)', '(.*)',
  '{', '}', '{a}', '{/b}?', '{:z}', '?', '+', '*', '\\', '\\:', 'é', ' ', '%20', '..', '-', '@', '#', ':', '[', ']',
  '1', '80', '443', '//', 'A', "'", '{:q.}', '{.:w}*', '(a*)', ':café', '\\?', '&', '=', '|', '^', '<', 'a\tb', '~'];
const hosts = ['example.com', '*.example.com', '{:sub.}?example.com', ':a.:b', '[\\:\\:1]', '*', 'EXAMPLE.com',
  '127.0.0.1', '0x7f.1', 'xn--caf-dma.com', 'café.com', '{*.}?b.com', '(a|b).com', '', 'a b', '[\\:\\:ab\\::n]', 'a%62.c'];
const schemes = ['https', 'http{s}?', '*', 'http', 'ws', 'data', 'foo', 'file', '(https|foo)', ':p', 'javascript', 'HTTP'];
const ports = ['', '80', '443', '8080', '*', ':p', '80{80}?', '(\\d+)', '65536', '8a'];
const soup = () => times(random(6), () => pick(pieces)).join('');
const path = () => (random(5) ? '/' : '') + soup();
const bases = ['https://example.com', 'http://example.com:8080/a/b?q#h', 'data:x/y', 'foo://h/p/q?r', 'https://u:p@example.com/x/',
  'file:///c/d', 'not a url', 'https://example.com/a+b/(c)?*'];
const urls = ['https://example.com/', 'https://example.com/foo', 'http://example.com/a/b', 'https://a.example.com/a/b/foo?a#b',
  'https://u:p@example.com:8080/a', 'foo://h/p/q?r#s', 'data:foo', 'data:a/b', 'https://example.com/1/2', 'http://[::1]/',
  'https://example.com/a/', 'https://example.com/foo/b/b', 'file:///a', 'https://example.com/?a', 'http://127.0.0.1:80/a.b', 'javascript:a',
  'https://x.y/a-b/80', 'ws://a.com/b', 'foo:bar', 'https://example.com/%20é?\'#\'', 'http://b.com:443/A'];

function init(forPattern) {
  const result = {};
  const set = (key, make) => { if (random(3) === 0) result[key] = make(); };
  set('protocol', () => pick(schemes) + pick(['', '', ':']));
  set('username', soup);
  set('password', soup);
  set('hostname', () => random(4) ? pick(hosts) : soup());
  set('port', () => pick(ports));
  if (random(3)) result.pathname = path();
  set('search', () => pick(['', '?']) + soup());
  set('hash', () => pick(['', '#']) + soup());
  if (random(4) === 0) result.baseURL = pick(bases);
  if (!forPattern) for (const key of Object.keys(result)) result[key] = result[key].replaceAll(/[(){}*?:\\]/g, (c) => random(2) ? '' : c);
  return result;
}
function constructorArguments() {
  const args = [];
  if (random(2)) args.push(init(true));
  else {
    args.push(pick(['', `${pick(schemes)}://`, `${pick(schemes)}:`, 'https://u:p@', 'https://']) +
      (random(2) ? pick(hosts) + pick(['', `:${pick(ports)}`]) : '') + path() +
      pick(['', '', '?' + soup(), '#' + soup(), '\\?' + soup()]));
    if (random(3) === 0) args.push(pick(bases));
  }
  if (random(4) === 0) args.push({ ignoreCase: true });
  return args;
}
const execArguments = () => random(2) ? [pick(urls)] : random(2) ? [init(false)] : [path(), pick(bases)];
const components = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

function normalized(match) {
  if (!match) return null;
  return Object.fromEntries(components.map((c) => [c, { input: match[c].input,
    groups: Object.fromEntries(Object.entries(match[c].groups).map(([k, v]) => [k, v ?? null])) }]));
}
// What Node (ada 4) does otherwise than the standard is left out: an opaque pathname that begins
// with "/" is parsed as a path there, and a piece of fixed text that a ".." empties is an error.
const special = ['http', 'https', 'ws', 'wss', 'ftp', 'file'];
const isOpaque = (protocol, base) => {
  try { return !special.some((s) => new URLPattern({ protocol: protocol ?? (base ? new URL(base).protocol : '*') }).test({ protocol: s })); }
  catch { return true; }
};
const knownConstructor = (args) => {
  const text = typeof args[0] === 'string' ? args[0] : args[0].pathname ?? '';
  if (text.includes('..')) return true;
  if (typeof args[0] !== 'string') return isOpaque(args[0].protocol, args[0].baseURL);
  const scheme = text.includes(':') ? text.slice(0, text.indexOf(':')) : undefined;
  return isOpaque(scheme, args.find((a, i) => i && typeof a === 'string'));
};
const knownExec = (args) => typeof args[0] !== 'string' && isOpaque(args[0].protocol, args[0].baseURL ?? 'http:x');

function urlpatternQuestion() {
  const args = constructorArguments();
  if (knownConstructor(args)) return urlpatternQuestion();
  const execs = times(6, () => { let e; do e = execArguments(); while (knownExec(e)); return e; });
  let expected;
  let expectedComponents;
  try {
    const pattern = new URLPattern(...args);
    expectedComponents = Object.fromEntries(components.map((c) => [c, pattern[c]]));
    expected = execs.map((e) => normalized(pattern.exec(...e)));
  } catch { expected = 'error'; }
  return { pattern: args, execs, expected, expectedComponents, actual: normalized };
}

// --- comparison ----------------------------------------------------------------------------------

const sorted = (v) => JSON.stringify(v, (_, o) => o && typeof o === 'object' && !Array.isArray(o)
  ? Object.fromEntries(Object.entries(o).sort()) : o);
const questions = times(Number(count), mode === 'regexp' ? regexpQuestion : urlpatternQuestion);
const run = spawnSync(driver, { maxBuffer: 1 << 30,
  input: questions.map((q) => JSON.stringify({ pattern: q.pattern, execs: q.execs })).join('\n') + '\n' });
if (run.status !== 0) throw new Error(`the driver ended with ${run.status ?? run.signal}`);
const answers = run.stdout.toString().trimEnd().split('\n').map((line) => JSON.parse(line));
const tally = { patterns: 0, bothRefuse: 0, cases: 0, matches: 0, differences: 0 };
const difference = (q, a, what) => {
  if (++tally.differences <= (Number(process.env.SHOWN ?? 40))) {
    console.log(JSON.stringify({ what, pattern: q.pattern, exec: a.exec, node: a.node, onward: a.onward }));
  }
};
questions.forEach((q, i) => {
  const a = answers[i];
  ++tally.patterns;
  if (a.error || q.expected === 'error') {
    if (a.error && q.expected === 'error') return ++tally.bothRefuse;
    if (/unsupported|complex/.test(a.error)) return (tally[a.error] = (tally[a.error] ?? 0) + 1);
    return difference(q, { node: q.expected === 'error' ? 'error' : 'accepted', onward: a.error ?? 'accepted' }, 'construct');
  }
  for (const c of q.expectedComponents ? components : []) {
    if (q.expectedComponents[c] !== a.components[c]) {
      difference(q, { node: q.expectedComponents[c], onward: a.components[c] }, c);
    }
  }
  q.expected.forEach((expected, j) => {
    ++tally.cases;
    if (expected) ++tally.matches;
    const actual = q.actual(a.execs[j]);
    if (sorted(actual) !== sorted(expected)) difference(q, { exec: q.execs[j], node: expected, onward: actual }, 'exec');
  });
});
console.log(tally);
process.exitCode = tally.differences ? 1 : 0;
