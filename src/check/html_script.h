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
  const MOST = 60;
  const edges = group.edges.slice(0, MOST);
  const depth = new Map();
  const targets = new Set(edges.map(e => e.to));
  const starts = edges.map(e => e.from).filter(x => !targets.has(x));
  const queue = starts.length ? [...new Set(starts)] : [edges[0].from];
  queue.forEach(x => depth.set(x, 0));
  const next = new Map();
  edges.forEach(e => next.set(e.from, e.to));
  for (let i = 0; i < queue.length; ++i) {
    const to = next.get(queue[i]);
    if (to === undefined || depth.has(to)) continue;
    depth.set(to, depth.get(queue[i]) + 1);
    queue.push(to);
  }
  edges.forEach(e => { for (const x of [e.from, e.to]) if (!depth.has(x)) depth.set(x, 0); });
  return [el('h2', {}, 'The redirects'),
    el('div', {class: 'graph', tabindex: '0'}, picture(edges, depth)),
    el('p', {class: 'dim'}, group.edges.length > MOST ?
      'The first ' + MOST + ' of ' + group.edges.length + ' redirects are drawn.' : '')];
}
function picture(edges, depth) {
  const NS = 'http://www.w3.org/2000/svg', W = 250, H = 26, GX = 292, GY = 40;
  const make = (tag, props, ...children) => { const node = document.createElementNS(NS, tag);
    for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
    node.append(...children); return node; };
  const used = [], at = new Map();
  for (const [name, x] of depth) {
    used[x] = (used[x] || 0) + 1;
    at.set(name, [10 + x * GX, 10 + (used[x] - 1) * GY]);
  }
  const width = used.length * GX - (GX - W) + 40, height = Math.max(...used) * GY + 30;
  const svg = make('svg', {viewBox: `0 0 ${width} ${height}`, width, height, role: 'img',
    'aria-label': edges.length + ' redirects'});
  svg.append(make('defs', {}, make('marker', {id: 'tip', viewBox: '0 0 8 8', refX: 8, refY: 4,
    markerWidth: 8, markerHeight: 8, orient: 'auto'}, make('path', {d: 'M0 0L8 4L0 8z'}))));
  for (const e of edges) {
    const [x1, y1] = at.get(e.from), [x2, y2] = at.get(e.to);
    const back = x2 <= x1;
    const d = e.from === e.to ? `M${x1 + W} ${y1 + 8}c34 -18 34 30 0 12` : back
      ? `M${x1 + W / 2} ${y1 + H}C${x1 + W / 2} ${y1 + 66} ${x2 + W / 2} ${y2 + 66} ${x2 + W / 2} ${y2 + H}`
      : `M${x1 + W} ${y1 + H / 2}C${x1 + W + 40} ${y1 + H / 2} ${x2 - 40} ${y2 + H / 2} ${x2} ${y2 + H / 2}`;
    svg.append(make('path', {d, class: e.hops === 0 ? 'loop' : '', 'marker-end': 'url(#tip)'}));
  }
  for (const [name, [x, y]] of at) {
    const label = name.length > 32 ? name.slice(0, 12) + '…' + name.slice(-19) : name;
    svg.append(make('g', {class: x === 10 ? 'start' : ''}, make('title', {}, name),
      make('rect', {class: 'box', x, y, width: W, height: H, rx: 5}),
      make('text', {x: x + 9, y: y + 17}, label)));
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
addEventListener('resize', draw);
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
