// Our readers of _redirects and netlify.toml beside Netlify's own parser:
//
//   npm install --prefix build/npm @netlify/redirect-parser
//   node tests/differential/netlify.mjs build/dev/tests/rule_lines build/npm FILE...
//
// Its parser gives rules; which of them answers is worked out here, in their order. Each is asked for
// with a path, the query and the values of placeholders that it is meant for, and for its neighbours,
// in files of more than 100 rules for every nth.
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Comparison, neighbours, ours } from "./support.mjs";

const [program, modules, ...files] = process.argv.slice(2);
const entry = resolve(modules, "node_modules/@netlify/redirect-parser/lib/index.js");
const { parseAllRedirects } = await import(pathToFileURL(entry).href);

const withoutSlash = (path) => (path.length > 1 ? path.replace(/\/$/, "") : path);

/// A source as host and path.
function parts(from) {
  const url = from.match(/^(https?):\/\/([^/]*)(.*)$/);
  return url ? { host: url[2].toLowerCase(), path: url[3] || "/" } : { host: "", path: from };
}

/// A rule with the expression of its path, and the names of the groups.
function prepared(rule) {
  const { host, path } = parts(rule.from);
  const names = [];
  const end = path.endsWith("*") ? "" : "/?";
  const source = withoutSlash(path)
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\/\*$|\*|\/:(\w+)/g, (all, name) => {
      names.push(name ?? "splat");
      return name ? "/([^/]+)" : all === "*" ? "(.*)" : "(?:/(.*))?";
    });
  return { ...rule, host, path, names, source: new RegExp(`^${source}${end}$`) };
}

/// The values that a rule takes from a request; nothing where it is for others.
function taken(rule, url) {
  if (rule.host && rule.host !== url.hostname) return undefined;
  const found = url.pathname.match(rule.source);
  if (!found) return undefined;
  const values = {};
  for (const [name, value] of Object.entries(rule.query)) {
    const sent = url.searchParams.getAll(name);
    if (sent.length !== 1) return undefined;
    if (value.startsWith(":")) values[value.slice(1)] = sent[0];
    else if (value !== sent[0]) return undefined;
  }
  rule.names.forEach((name, i) => (values[name] = found[i + 1] ?? ""));
  return values;
}

function theirs(rules, request) {
  const url = new URL(request.url);
  for (const rule of rules) {
    const values = taken(rule, url);
    if (!values) continue;
    // What is about the slash takes its source alone.
    const isAboutSlash = withoutSlash(rule.to) === withoutSlash(rule.path) && rule.to !== rule.path;
    if (isAboutSlash && url.pathname.endsWith("/") !== rule.path.endsWith("/")) continue;
    const status = rule.status ?? 301;
    let location = rule.to.replace(/:([A-Za-z]\w*)/g, (all, name) => values[name] ?? all);
    const isAsked = Object.keys(rule.query).length > 0;
    const [head, hash] = location.split("#");
    if (!isAsked && !head.includes("?") && url.search.length > 1) {
      location = head + url.search + (hash === undefined ? "" : `#${hash}`);
    }
    return { status, location };
  }
  return { status: 404 };
}

const comparison = new Comparison();
const counts = { rules: 0, redirects: 0, errors: 0, ours: 0, lost: 0, conditions: 0 };
for (const file of files) {
  const isToml = basename(file).endsWith(".toml");
  const parsed = await parseAllRedirects({
    redirectsFiles: isToml ? [] : [resolve(file)],
    netlifyConfigPath: isToml ? resolve(file) : undefined,
    configRedirects: [],
    minimal: true,
  });
  const rules = parsed.redirects.map(prepared);
  const requests = [];
  const step = Math.ceil(rules.length / 100);
  for (const { host, path, ...rule } of rules.filter((_, i) => i % step === 0)) {
    const query = Object.entries(rule.query).map(([name, value]) => `${name}=${value.replace(":", "v-")}`);
    const asked = path.replace(/\*/g, "s/p").replace(/:(\w+)/g, "v-$1") + (query.length > 0 ? `?${query.join("&")}` : "");
    if (query.length > 0) requests.push({ method: "GET", url: `http://${host || "h.example"}${asked}` });
    else requests.push(...neighbours(asked, host || "h.example").filter(({ url }) => !/%C3|\?x$/.test(url)));
  }
  const { summary, answers } = ours(program, file, isToml ? "netlify-toml" : "netlify", requests);
  const conditional = rules.filter((rule) => Object.keys(rule.conditions).length > 0);
  const redirects = parsed.redirects.filter((rule) => [301, 302, 303, 307, 308, undefined].includes(rule.status));
  counts.rules += parsed.redirects.length;
  counts.redirects += redirects.length;
  counts.errors += parsed.errors.length;
  counts.conditions += conditional.length;
  counts.ours += summary.redirects;
  counts.lost += summary.lost;
  const errors = summary.diagnostics.filter(({ severity }) => severity === "error");
  if (parsed.errors.length > errors.length) {
    console.log(`${file}: it refuses ${parsed.errors.length} lines, we ${errors.length}`);
    for (const one of parsed.errors) console.log(`  ${String(one.message).replace(/\n/g, " ")}`);
  }
  requests.forEach((request, i) => {
    // Conditions on countries and the like cannot be asked.
    const url = new URL(request.url);
    if (conditional.some((rule) => taken(rule, url))) return;
    comparison.add(file, request, theirs(rules, request), answers?.[i] ?? { status: 404 });
  });
}
console.log(`its rules ${counts.rules}, of them redirects ${counts.redirects}, with conditions ${counts.conditions}, errors ${counts.errors}; our redirects ${counts.ours}, lost ${counts.lost}`);
process.exitCode = comparison.report() ? 0 : 1;
