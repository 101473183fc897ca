// Our readers of _redirects and netlify.toml beside Netlify's own engine, which its tools serve with:
//
//   npm install --prefix build/npm @netlify/redirects
//   node tests/differential/netlify.mjs build/dev/tests/rule_lines build/npm FILE...
//
// It reads a query as a form and writes it anew ("?x" becomes "?x="), so queries are compared as
// forms. Each rule is asked for with a path, the query and the values of placeholders that it is meant
// for, and for its neighbours, in files of more than 100 rules for every nth.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Comparison, isRedirect, neighbours, ours } from "./support.mjs";

const [program, modules, ...files] = process.argv.slice(2);
const engine = (name, path) =>
  import(pathToFileURL(resolve(modules, "node_modules/@netlify", name, path)).href);
const { parseAllRedirects } = await engine("redirect-parser", "lib/index.js");
const { RedirectsHandler } = await engine("redirects", "dist/main.js");

/// The rules of a file, and what answers by them.
async function read(file, isToml) {
  const folder = mkdtempSync(join(tmpdir(), "netlify-"));
  if (!isToml) copyFileSync(file, join(folder, "_redirects"));
  const configPath = isToml ? resolve(file) : undefined;
  const parsed = await parseAllRedirects({
    redirectsFiles: isToml ? [] : [join(folder, "_redirects")],
    netlifyConfigPath: configPath,
    configRedirects: [],
    minimal: true,
  });
  const said = console.log;
  console.log = () => {};  // its errors, which the parser gave as well
  const handler = new RedirectsHandler({ projectDir: folder, configPath, jwtRoleClaim: "role", jwtSecret: "" });
  await handler.rewriter;
  console.log = said;
  rmSync(folder, { recursive: true });
  return { parsed, handler };
}

async function theirs(handler, request) {
  const match = await handler.match(new Request(request.url, { method: request.method }));
  if (!match || !isRedirect(match.statusCode)) return { status: 404 };
  return { status: match.statusCode, location: match.target.href };
}

/// A source as origin and path. Its scheme counts there; with us it does only where the target differs
/// in nothing else (docs/decisions/0015-*), so each is asked for with its own.
function parts(from) {
  const url = from.match(/^(https?:\/\/[^/]*)(.*)$/);
  return url ? { origin: url[1].toLowerCase(), path: url[2] || "/" } : { origin: "http://h.example", path: from };
}

/// Whether a rule with conditions on countries and the like, which cannot be asked, may be meant.
function mayTake(rule, url) {
  const { path } = parts(rule.from);
  const begin = path.replace(/[:*].*$/, "").replace(/\/$/, "");
  return decodeURIComponent(url.pathname).startsWith(begin);
}

function requestsFor(rule) {
  const { origin, path } = parts(rule.from);
  const query = Object.entries(rule.query).map(([name, value]) => `${name}=${value.replace(":", "v-")}`);
  const asked = path.replace(/\*/g, "s/p").replace(/:(\w+)/g, "v-$1");
  if (query.length === 0) return neighbours(asked, origin);
  const url = `${origin}${asked}?${query.join("&")}`;
  return [url, `${url}&more=1`, `${origin}${asked}`].map((one) => ({ method: "GET", url: one }));
}

const comparison = new Comparison({ asForms: true });
const counts = { rules: 0, redirects: 0, errors: 0, ours: 0, lost: 0, conditions: 0 };
for (const file of files) {
  const isToml = basename(file).endsWith(".toml");
  const { parsed, handler } = await read(file, isToml);
  const step = Math.ceil(parsed.redirects.length / 100);
  const requests = parsed.redirects.filter((_, i) => i % step === 0).flatMap(requestsFor);
  const { summary, answers } = ours(program, file, isToml ? "netlify-toml" : "netlify", requests);
  const conditional = parsed.redirects.filter((rule) => Object.keys(rule.conditions).length > 0);
  counts.rules += parsed.redirects.length;
  counts.redirects += parsed.redirects.filter(({ status }) => isRedirect(status ?? 301)).length;
  counts.errors += parsed.errors.length;
  counts.conditions += conditional.length;
  counts.ours += summary.redirects;
  counts.lost += summary.lost;
  const errors = summary.diagnostics.filter(({ severity }) => severity === "error");
  if (parsed.errors.length > errors.length) {
    console.log(`${file}: it refuses ${parsed.errors.length} lines, we ${errors.length}`);
    for (const one of parsed.errors) console.log(`  ${String(one.message).replace(/\n/g, " ")}`);
  }
  for (const [i, request] of requests.entries()) {
    if (conditional.some((rule) => mayTake(rule, new URL(request.url)))) continue;
    comparison.add(file, request, await theirs(handler, request), answers?.[i] ?? { status: 404 });
  }
}
console.log(`its rules ${counts.rules}, of them redirects ${counts.redirects}, with conditions ${counts.conditions}, errors ${counts.errors}; our redirects ${counts.ours}, lost ${counts.lost}`);
process.exitCode = comparison.report() ? 0 : 1;
