// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// How the page of a report looks, light and dark.
namespace onward::check {

inline constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --bg: #fafaf8; --panel: #fff; --ink: #1c1f23; --dim: #5b6470;
  --line: #dfe2e6; --pick: #e6effb; --accent: #1f5fbf; --error: #b3261e; --warning: #8a5a00;
  --note: #1f6f6b; --code: #f1f2f4; }
@media (prefers-color-scheme: dark) { :root { --bg: #14171a; --panel: #1b1f24; --ink: #e6e9ec;
  --dim: #9aa4b0; --line: #30363d; --pick: #22344d; --accent: #7fb0f5; --error: #ff8a80;
  --warning: #f0b94a; --note: #6fd0c8; --code: #262b31; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
body { background: var(--bg); color: var(--ink); font: 14px/1.45 system-ui, sans-serif;
  display: flex; flex-direction: column; }
header { padding: 14px 20px 10px; border-bottom: 1px solid var(--line); background: var(--panel); }
h1 { font-size: 18px; margin: 0 0 2px; }
h2 { font-size: 15px; margin: 0 0 6px; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 10px; }
nav button, .sev, .bar select, .bar input { font: inherit; color: inherit; background: var(--bg);
  border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
nav button[aria-selected="true"] { background: var(--accent); color: var(--panel);
  border-color: var(--accent); }
.sev { cursor: pointer; }
.sev[aria-pressed="false"] { opacity: .45; text-decoration: line-through; }
.bar input { flex: 1 1 220px; min-width: 140px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
main { flex: 1; min-height: 0; display: flex; }
#list { flex: 1 1 55%; overflow: auto; position: relative; border-right: 1px solid var(--line);
  background: var(--panel); }
#detail { flex: 1 1 45%; overflow: auto; padding: 16px 20px; }
#rows { position: relative; }
.row { position: absolute; left: 0; right: 0; height: 46px; padding: 4px 14px; cursor: default;
  border-bottom: 1px solid var(--line); overflow: hidden; }
.row[aria-selected="true"] { background: var(--pick); }
.row div { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.error { color: var(--error); } .warning { color: var(--warning); } .note { color: var(--note); }
.tag { font-weight: 600; margin-right: 6px; }
code, pre { font: 12.5px/1.5 ui-monospace, monospace; background: var(--code); border-radius: 5px; }
code { padding: 1px 4px; overflow-wrap: anywhere; }
pre { padding: 8px 10px; white-space: pre-wrap; overflow-wrap: anywhere; margin: 6px 0 14px; }
dt { font-weight: 600; margin-top: 10px; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 4px 0 14px; }
td { border-bottom: 1px solid var(--line); padding: 3px 8px 3px 0; vertical-align: top;
  overflow-wrap: anywhere; }
td:last-child { width: 1%; white-space: nowrap; text-align: right; }
.graph { overflow-x: auto; }
svg text { font: 12px ui-monospace, monospace; fill: var(--ink); }
svg .status { fill: var(--dim); text-anchor: end; }
svg .box { fill: var(--panel); stroke: var(--line); }
svg .start .box { stroke: var(--accent); }
svg path { fill: none; stroke: var(--dim); stroke-width: 1.4; }
svg path.loop { stroke: var(--error); }
svg marker path { fill: var(--dim); stroke: none; }
svg #tip-loop path { fill: var(--error); }
.empty { padding: 24px; color: var(--dim); }
@media (max-width: 800px) { main { flex-direction: column; } #list { border-right: 0;
  border-bottom: 1px solid var(--line); } }
@media print { body, main, #list, #detail { display: block; overflow: visible; height: auto; } }
)css";

}  // namespace onward::check
