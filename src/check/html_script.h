// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// What the page of a report does: three lists, of which only the rows in sight are elements, and
// what is chosen, told beside them. Texts go in as text, never as markup.
namespace onward::check {

inline constexpr std::string_view kScript = R"js(
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const $ = id => document.getElementById(id);
const ROW = 46;
const state = {view: 'findings', shown: [], chosen: 0, off: new Set()};

function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (key === 'class') node.className = value; else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}
const RANK = {error: 0, warning: 1, note: 2};
data.findings.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
const near = p => p.file ? place(p).split('/').pop() : '';
const place = p => !p.file ? '' : p.file + (p.line ? ':' + p.line : '');

// The graph: redirects whose target is another's source, in groups that hang together.
function groups() {
  const parent = new Map();
  const find = x => { while (parent.get(x) !== x) { parent.set(x, parent.get(parent.get(x)));
    x = parent.get(x); } return x; };
  const sources = new Set(data.edges.map(e => e.from));
  const linked = data.edges.filter(e => e.hops !== 1 || sources.has(e.to));
  const ends = new Set(linked.map(e => e.to));
  const kept = data.edges.filter(e => e.hops !== 1 || sources.has(e.to) || ends.has(e.from));
  for (const e of kept) for (const x of [e.from, e.to]) if (!parent.has(x)) parent.set(x, x);
  for (const e of kept) parent.set(find(e.from), find(e.to));
  const found = new Map();
  for (const e of kept) {
    const root = find(e.from);
    if (!found.has(root)) found.set(root, {edges: [], hops: 0, loop: false});
    const group = found.get(root);
    group.edges.push(e);
    group.hops = Math.max(group.hops, e.hops);
    if (e.hops === 0) group.loop = true;
  }
  return [...found.values()].sort((a, b) => b.loop - a.loop || b.hops - a.hops ||
    b.edges.length - a.edges.length);
}
const views = {
  findings: {all: data.findings, text: f => (f.id + ' ' + f.message + ' ' + place(f)).toLowerCase(),
    row: f => [el('div', {}, el('span', {class: 'tag ' + f.severity}, f.id), f.message),
      el('div', {class: 'dim'}, f.url || near(f))], detail: showFinding},
  redirects: {all: data.edges, text: e => (e.from + ' ' + e.to + ' ' + place(e)).toLowerCase(),
    row: e => [el('div', {}, el('span', {class: 'tag ' + (e.hops === 0 ? 'error' :
      e.hops > 1 ? 'warning' : 'dim')}, String(e.status)), e.from + ' → ' + e.to),
      el('div', {class: 'dim'}, near(e) + (e.hops === 0 ? ' · never ends' :
        e.hops > 1 ? ' · ' + e.hops + ' redirects' : ''))], detail: showRedirect},
  graph: {all: null, text: g => g.edges.map(e => e.from + ' ' + e.to).join(' ').toLowerCase(),
    row: g => [el('div', {}, el('span', {class: 'tag ' + (g.loop ? 'error' : 'warning')},
      g.loop ? 'loop' : g.hops + ' hops'), g.edges[0].from),
      el('div', {class: 'dim'}, g.edges.length + (g.edges.length === 1 ? ' redirect' : ' redirects'))], detail: showGraph},
};

function filter() {
  const view = views[state.view];
  if (!view.all) view.all = groups();
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const id = $('id').value;
  state.shown = view.all.filter(item => {
    if (state.view === 'findings' && (state.off.has(item.severity) || (id && item.id !== id)))
      return false;
    if (!words.length) return true;
    const text = view.text(item);
    return words.every(word => text.includes(word));
  });
  state.chosen = 0;
  $('list').scrollTop = 0;
  $('shown').textContent = state.shown.length + ' of ' + view.all.length + ' shown';
  draw();
  choose(0, false);
}
function draw() {
  const list = $('list');
  const rows = $('rows');
  rows.style.height = Math.max(state.shown.length * ROW, 1) + 'px';
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const last = Math.min(state.shown.length, first + Math.ceil(list.clientHeight / ROW) + 9);
  rows.replaceChildren();
  for (let i = first; i < last; ++i) {
    const row = el('div', {class: 'row', role: 'option', id: 'row' + i,
      'aria-selected': String(i === state.chosen), 'aria-setsize': String(state.shown.length),
      'aria-posinset': String(i + 1)}, ...views[state.view].row(state.shown[i]));
    row.style.top = i * ROW + 'px';
    row.addEventListener('click', () => choose(i, false));
    rows.append(row);
  }
  if (!state.shown.length) rows.append(el('p', {class: 'empty'}, 'Nothing here.'));
}
function choose(index, scroll) {
  const list = $('list');
  if (!state.shown.length) { $('detail').replaceChildren(); return; }
  state.chosen = Math.min(Math.max(index, 0), state.shown.length - 1);
  if (scroll) {
    const top = state.chosen * ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + ROW > list.scrollTop + list.clientHeight)
      list.scrollTop = top + ROW - list.clientHeight;
  }
  draw();
  list.setAttribute('aria-activedescendant', 'row' + state.chosen);
  $('detail').replaceChildren(...views[state.view].detail(state.shown[state.chosen]));
  $('detail').scrollTop = 0;
}
function list_of(pairs) {
  const dl = el('dl');
  for (const [term, value] of pairs) if (value) dl.append(el('dt', {}, term), el('dd', {}, value));
  return dl;
}
function hops_of(hops) {
  const table = el('table');
  for (const hop of hops) table.append(el('tr', {}, el('td', {}, el('code', {}, hop.url)),
    el('td', {}, hop.status ? String(hop.status) : 'again')));
  const last = hops[hops.length - 1];
  if (last && last.location) table.append(el('tr', {}, el('td', {}, '→ ',
    el('code', {}, last.location)), el('td', {}, '')));
  return table;
}
function showFinding(f) {
  const id = data.ids[f.id] || {};
  const out = [el('h2', {}, el('span', {class: 'tag ' + f.severity}, f.severity), f.message)];
  out.push(list_of([['Where', f.url || place(f)], ['What to do', f.fix]]));
  if (f.request) out.push(el('dl', {}, el('dt', {}, 'A request that shows it')),
    el('pre', {tabindex: '0'}, f.request.curl), hops_of(f.request.hops));
  if (f.also) out.push(list_of([['Also', f.also.slice(0, 20).map(place).join(', ') +
    (f.count > 21 ? ' … ' + f.count + ' in all' : '')]]));
  out.push(list_of([['Why · ' + f.id, id.why]]));
  return out;
}
function chain_of(edge) {
  const by_source = views.redirects.index ||
    (views.redirects.index = new Map(data.edges.map(e => [e.from, e])));
  const edges = [];
  for (let at = edge; at && edges.length < 20 && !edges.includes(at); at = by_source.get(at.to))
    edges.push(at);
  return edges;
}
function showRedirect(e) {
  return [el('h2', {}, e.from), list_of([['Leads to', e.to], ['Status', String(e.status)],
    ['Where', place(e)]]), ...showGraph({edges: chain_of(e)})];
}
function showGraph(group) {
  // What is near the end first, so that where all come together is never left out.
  const MOST = 60;
  const drawn = without_crowds([...group.edges].sort((a, b) => a.hops - b.hops));
  const edges = drawn.slice(0, MOST);
  return [el('h2', {}, 'The redirects'),
    el('div', {class: 'graph', tabindex: '0'}, picture(edges, order_of(edges))),
    el('p', {class: 'dim'}, drawn.length > MOST ?
      MOST + ' of ' + drawn.length + ' redirects are drawn.' : '')];
}
// Of many sources with one target some stand for all.
function without_crowds(edges) {
  const MOST = 8;
  const targets = new Set(edges.map(e => e.to));
  const crowds = new Map();
  const kept = edges.filter(e => {
    if (targets.has(e.from)) return true;
    if (!crowds.has(e.to)) crowds.set(e.to, []);
    return crowds.get(e.to).push(e) <= MOST;
  });
  for (const [to, crowd] of crowds) if (crowd.length > MOST) kept.push({to, hops: crowd[0].hops,
    status: '', from: (crowd.length - MOST) + ' more to ' + to});
  return kept;
}
// From where one comes in to where it ends; a circle as it goes round.
function order_of(edges) {
  const next = new Map(edges.map(e => [e.from, e.to]));
  const hops = new Map(edges.map(e => [e.from, e.hops || Infinity]));
  const targets = new Set(next.values());
  const names = new Set(edges.map(e => e.from).filter(x => !targets.has(x)));
  if (!names.size) names.add(edges[0].from);
  for (const name of names) if (next.has(name)) names.add(next.get(name));
  for (const e of edges) names.add(e.from).add(e.to);
  const far = name => hops.get(name) || 0;
  return [...names].sort((a, b) => far(a) === far(b) ? 0 : far(b) - far(a));
}
// One below the other, so that it fits a narrow window; the arrow to the next goes straight down,
// all others along the left side.
function picture(edges, names) {
  const NS = 'http://www.w3.org/2000/svg', H = 28, GAP = 22, LEFT = 46;
  const W = Math.max(200, Math.min(620, $('detail').clientWidth - LEFT - 60));
  const make = (tag, props, ...children) => { const node = document.createElementNS(NS, tag);
    for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
    node.append(...children); return node; };
  const next = new Map(edges.map(e => [e.from, e.to]));
  const row = new Map(names.map((name, i) => [name, i]));
  const at = new Map();
  let height = 6;
  for (const [i, name] of names.entries()) {
    at.set(name, height);
    height += H + (next.get(name) === names[i + 1] ? GAP : GAP / 3);
  }
  const status = new Map(edges.map(e => [e.from, e.status]));
  const targets = new Set(edges.map(e => e.to));
  const width = LEFT + W + 40;
  const svg = make('svg', {viewBox: `0 0 ${width} ${height}`, width, height, role: 'img',
    'aria-label': edges.length + ' redirects'});
  for (const kind of ['tip', 'tip-loop']) svg.append(make('defs', {}, make('marker', {id: kind,
    viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto'},
    make('path', {d: 'M0 0L8 4L0 8z'}))));
  for (const e of edges) {
    const y1 = at.get(e.from), y2 = at.get(e.to), rows = row.get(e.to) - row.get(e.from);
    const bow = LEFT - Math.min(LEFT - 6, 8 + 3 * Math.abs(rows));
    const d = rows === 1 ? `M${LEFT + 30} ${y1 + H}V${y2 - 1}` : rows === 0
      ? `M${LEFT + W} ${y1 + 8}c34 -16 34 28 1 12`
      : `M${LEFT} ${y1 + H / 2}C${bow} ${y1 + H / 2} ${bow} ${y2 + H / 2} ${LEFT - 1} ${y2 + H / 2}`;
    const kind = e.hops === 0 ? 'loop' : '';
    svg.append(make('path', {d, class: kind, 'marker-end': kind ? 'url(#tip-loop)' : 'url(#tip)'}));
  }
  const most = Math.floor((W - 62) / 7.3);
  for (const [name, y] of at) {
    const label = name.length > most
      ? name.slice(0, Math.ceil(most * .4)) + '…' + name.slice(1 - Math.floor(most * .6)) : name;
    svg.append(make('g', {class: targets.has(name) ? '' : 'start'}, make('title', {}, name),
      make('rect', {class: 'box', x: LEFT, y, width: W, height: H, rx: 5}),
      make('text', {x: LEFT + 9, y: y + 18}, label),
      make('text', {class: 'status', x: LEFT + W - 9, y: y + 18}, String(status.get(name) || ''))));
  }
  return svg;
}
for (const button of document.querySelectorAll('nav button')) {
  button.addEventListener('click', () => {
    state.view = button.dataset.view;
    for (const other of document.querySelectorAll('nav button'))
      other.setAttribute('aria-selected', String(other === button));
    $('filters').hidden = state.view !== 'findings';
    filter();
  });
}
for (const button of document.querySelectorAll('.sev')) {
  button.addEventListener('click', () => {
    const name = button.dataset.severity;
    if (!state.off.delete(name)) state.off.add(name);
    button.setAttribute('aria-pressed', String(!state.off.has(name)));
    filter();
  });
}
$('search').addEventListener('input', filter);
$('id').addEventListener('change', filter);
$('list').addEventListener('scroll', draw);
addEventListener('resize', () => choose(state.chosen, false));
$('list').addEventListener('keydown', event => {
  const page = Math.max(1, Math.floor($('list').clientHeight / ROW) - 1);
  const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9};
  if (!(event.key in steps)) return;
  event.preventDefault();
  choose(state.chosen + steps[event.key], true);
});
addEventListener('keydown', event => {
  if (event.key === '/' && document.activeElement !== $('search')) {
    event.preventDefault();
    $('search').focus();
  }
});
const wanted = location.hash.slice(1);
const tab = document.querySelector('nav button[data-view="' + CSS.escape(wanted) + '"]');
if (tab) tab.click(); else filter();
)js";

}  // namespace onward::check
