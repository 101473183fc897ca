// Our reader of firebase.json beside superstatic, which serves for Firebase's own tools:
//
//   npm install --prefix build/npm superstatic
//   node tests/differential/firebase.mjs build/dev/tests/rule_lines build/npm FILE...
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Comparison, neighbours, ours } from "./support.mjs";

const [program, modules, ...files] = process.argv.slice(2);
const require = createRequire(resolve(modules, "node_modules", "x.js"));
const redirects = require("superstatic/lib/middleware/redirects");

function theirs(config, request) {
  const url = new URL(request.url);
  let answer = { status: 404 };
  const req = { url: url.pathname + url.search, superstatic: config };
  const res = {
    superstatic: {
      handle: ({ redirect, status }) => (answer = { status, location: redirect }),
    },
  };
  redirects()(req, res, () => {});
  return answer;
}

/// Paths that a glob or a path with names is meant for.
function samples(source) {
  const paths = new Set();
  for (const [all, one, list] of [["x/y", "one", 0], ["", "v1.2", 1], ["deep/er/page.html", "a", 0]]) {
    let path = source.startsWith("/") ? source : `/${source}`;
    path = path.replace(/[?*+@!]\(([^)]*)\)/g, (_, choices) => choices.split("|")[list] ?? "");
    path = path.replace(/\{([^}]*)\}/g, (_, choices) => choices.split(",")[list] ?? "");
    path = path.replace(/:\w+\*/g, all).replace(/:\w+/g, one);
    path = path.replace(/\*\*/g, all).replace(/\*/g, one).replace(/[\\?]/g, "");
    paths.add(path.replace(/\/\/+/g, "/"));
  }
  return paths;
}

const comparison = new Comparison();
for (const file of files) {
  const config = JSON.parse(readFileSync(file, "utf8").replace(/^\s*\/\/.*$/gm, ""));
  const targets = [config.hosting ?? config].flat();
  const requests = [];
  const list = targets.flatMap((target) => target.redirects ?? []);
  for (const redirect of list) {
    for (const path of samples(redirect.source ?? redirect.glob ?? "/x")) {
      requests.push(...neighbours(path));
    }
  }
  const { summary, answers } = ours(program, file, "firebase", requests);
  console.log(`${file}: ${summary.redirects} redirects, ${summary.lost} lost`);
  requests.forEach((request, i) => comparison.add(file, request, theirs({ redirects: list }, request), answers[i]));
}
process.exitCode = comparison.report() ? 0 : 1;
