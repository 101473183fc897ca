// Our reader of vercel.json beside @vercel/routing-utils, which makes routes of it, and the way in
// which `vercel dev` asks those routes:
//
//   npm install --prefix build/npm @vercel/routing-utils
//   node tests/differential/vercel.mjs build/dev/tests/rule_lines build/npm FILE...
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Comparison, neighbours, ours } from "./support.mjs";

const [program, modules, ...files] = process.argv.slice(2);
const require = createRequire(resolve(modules, "node_modules", "x.js"));
const { getTransformedRoutes } = require("@vercel/routing-utils");
const { compile, parse } = createRequire(require.resolve("@vercel/routing-utils"))("path-to-regexp");

function conditionHolds(condition, request, groups) {
  const url = new URL(request.url);
  const values = {
    host: url.host,
    header: undefined,
    cookie: undefined,
    query: url.searchParams.get(condition.key) ?? undefined,
  };
  const value = values[condition.type];
  if (condition.value === undefined) {
    if (value !== undefined) groups[condition.key] = value;
    return value !== undefined;
  }
  const match = new RegExp(`^${condition.value}$`).exec(value ?? "");
  if (match) Object.assign(groups, match.groups);
  return match !== null;
}

function theirs(routes, request) {
  const { pathname, search } = new URL(request.url);
  for (const route of routes) {
    if (route.handle) break;
    const match = new RegExp(route.src, "i").exec(pathname);
    if (!match || route.continue) continue;
    if (route.methods && !route.methods.includes(request.method)) continue;
    const groups = { ...match.groups, host: new URL(request.url).host };
    if (!(route.has ?? []).every((one) => conditionHolds(one, request, groups))) continue;
    if ((route.missing ?? []).some((one) => conditionHolds(one, request, {}))) continue;
    const location = route.headers?.Location;
    if (location === undefined) return { status: 404 };
    const filled = location.replace(/\$([1-9a-zA-Z]+)/g, (_, name) => groups[name] ?? match[name] ?? "");
    const [before, fragment] = filled.split(/#(.*)/s);
    const query = search && (before.includes("?") ? `&${search.slice(1)}` : search);
    return { status: route.status, location: before + query + (fragment ? `#${fragment}` : "") };
  }
  return { status: 404 };
}

function samples(source) {
  const values = ["one", "two/three", "v6", "1", ""];
  const paths = new Set();
  for (const value of values) {
    try {
      const params = {};
      for (const token of parse(source)) {
        if (typeof token === "object") {
          const list = token.modifier === "*" || token.modifier === "+";
          const one = value === "" && token.pattern.startsWith("(") ? undefined : value;
          params[token.name] = list ? (value === "" ? [] : value.split("/")) : one;
        }
      }
      paths.add(compile(source, { validate: false })(params));
    } catch {
      // this value does not go there
    }
  }
  return paths;
}

const comparison = new Comparison();
for (const file of files) {
  const config = JSON.parse(readFileSync(file, "utf8"));
  const { routes, error } = getTransformedRoutes(config);
  if (error) {
    console.log(`${file}: ${error.message}`);
    continue;
  }
  const requests = [];
  for (const redirect of config.redirects ?? []) {
    const host = redirect.has?.find((one) => one.type === "host")?.value ?? "h.example";
    for (const path of samples(redirect.source)) {
      if (path.startsWith("/")) requests.push(...neighbours(path, `http://${host}`));
    }
  }
  const { summary, answers } = ours(program, file, "vercel", requests);
  console.log(`${file}: ${summary.redirects} redirects, ${summary.lost} lost`);
  requests.forEach((request, i) => comparison.add(file, request, theirs(routes, request), answers[i]));
}
process.exitCode = comparison.report() ? 0 : 1;
