// The smoke test in its sealed frame, on a bare page: what works, what fails and why, what cannot be decided, and that
// nothing gets out. The page around it has tests of its own (smoke_page.spec.js).

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { browse, realRelease, scratch } from "./browser.js";
import { barePage, inTurns, ROOT, samples, smoke } from "./smoke.js";

let site;
let sample;
let reached;
let collector;

before(async () => {
  reached = [];
  collector = createServer((request, response) => {
    reached.push(request.url);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("hit");
  });
  collector.on("upgrade", (request, socket) => {
    reached.push(request.url);
    socket.destroy();
  });
  await new Promise((listening) => collector.listen(0, "127.0.0.1", listening));
  sample = samples(scratch(), `http://localhost:${collector.address().port}/`);
  site = await browse(barePage());
});
after(async () => {
  await site?.close();
  collector?.close();
});

const wheel = (name) => sample(`${name}-1.0-py3-none-any.whl`);

/** The wheel, the step that decides, its verdict, and words of its cause. */
const WHEELS = [
  ["sound", "script", "works", /^$/],
  ["module_missing", "script", "fails", /^the module `demo.cli` is not in the wheel$/],
  ["attribute_missing", "script", "fails", /^`demo.cli` has no `run`, which the script calls$/],
  ["import_error", "module", "fails", /^ImportError: cannot import name 'nothing' from 'demo.core'/],
  ["inner_module_missing", "module", "fails", /^the module `demo.absent` is not in the wheel$/],
  ["exit_2", "script", "fails", /^`--help` ended with exit code 2$/, /nobody wrote a parser/],
  ["raises_at_import", "module", "fails", /^ValueError: not today$/, /Traceback/],
  ["only_stderr", "script", "fails", /^`--help` ended with exit code 1$/, /to the wrong stream\nand it failed/],
  // Many sound programs warn.
  ["warns", "script", "works", /^$/, /a warning/],
  ["never_ends", "script", "fails", /^it did not end within \d+ seconds and was stopped$/],
  // Importing may be slow here, so that alone condemns nobody.
  ["never_imported", "script", "undecided", /^it did not end within \d+ seconds and was stopped$/],
  ["undeclared", "module", "fails", /^`leftpad` is imported, and no requirement brings it$/],
  ["declared", "module", "undecided", /`leftpad` comes from the requirement leftpad/],
  ["syntax_error", "module", "fails", /^SyntaxError in demo\/__init__.py, line 1/],
  ["data_missing", "script", "fails", /^FileNotFoundError: .*demo\/help.txt/],
  ["old_python", "install", "undecided", /^Requires-Python is `<3.14`/],
  ["escapes", "install", "fails", /is no path inside an environment$/],
  ["bad_record", "install", "works", /^5 contradictions to RECORD/],
  ["threads", "script", "undecided", /threads are not available in a browser$/],
  ["threads_caught", "script", "undecided", /exit code 3, after it used what a browser lacks: it started a thread$/],
  ["program", "script", "undecided", /does not support processes/],
  ["network", "script", "undecided", /it opened a connection/],
  ["curses", "module", "undecided", /curses of the standard library is not in a browser's Python/],
  ["fork", "script", "undecided", /not available in a browser/],
  ["time_zone", "script", "undecided", /no time zone data/],
  ["users", "script", "works", /^$/],
  ["asynchronous", "script", "works", /^$/],
  ["ends_hard", "script", "fails", /^it ended the interpreter with status 4$/],
  ["recursion", "script", "undecided", /^the interpreter broke/],
  ["much_memory", "script", "undecided", /32 bits/],
  ["much_output", "script", "works", /^$/],
  // A result of another form than ours decides nothing and shows nothing.
  ["forges", "script", "undecided", /^$/],
];

test("every wheel of the samples gets its verdict, at the right step and in the right words", async () => {
  await inTurns(site, WHEELS, async (page, [name, kind, verdict, cause, stderr]) => {
    const { steps } = await smoke(page, [wheel(name)], name.startsWith("never") ? { seconds: { script: 8 } } : {});
    const step = steps.find((step) => step.kind === kind);
    assert.ok(step, `${name}: no step ${kind} in ${JSON.stringify(steps)}`);
    assert.equal(step.verdict, verdict, `${name}: ${step.cause}\n${step.stderr}`);
    assert.match(step.cause, cause, name);
    if (stderr) assert.match(step.stderr, stderr, name);
    const others = steps.filter((other) => other !== step && other.kind !== "script" && other.verdict === "fails");
    if (verdict !== "fails") assert.deepEqual(others, [], name);
    assert.ok(step.stdout.length < 70_000, `${name}: ${step.stdout.length} characters`);
  });
});

test("a wheel for another system is not run", async () => {
  const page = await site.open();
  const { steps } = await smoke(page, [sample("native-1.0-cp312-cp312-manylinux_2_17_x86_64.whl")]);
  assert.deepEqual(steps.map(({ kind, verdict }) => [kind, verdict]), [["install", "undecided"]]);
  await page.context().close();
});

test("dropped dependencies are installed, missing ones are named with who asks", async () => {
  const page = await site.open();
  const { steps } = await smoke(page, [wheel("undeclared"), wheel("leftpad")]);
  // It lies beside the wheel, but nothing asks for it.
  assert.equal(steps.find(({ kind }) => kind === "module").verdict, "fails");
  const asked = await smoke(page, [wheel("declared"), wheel("leftpad")]);
  assert.deepEqual(asked.steps[0].missing, ["leftpad>=2 (asked by declared; 1.0 is here)"]);
  const stood = await smoke(page, [wheel("declared")], { standIns: true });
  assert.deepEqual(stood.steps.map(({ verdict }) => verdict), ["works", "undecided", "undecided"]);
  assert.match(stood.steps[1].cause, /^it works with a stand-in for leftpad: a hint, no verdict$/);
  assert.match(stood.steps[1].notes.join(), /a stand-in for leftpad/);
  await page.context().close();
});

test("the real wheel runs as far as its dependencies allow, and says so", async () => {
  const page = await site.open();
  const release = realRelease(scratch());
  const folder = join(ROOT, ".wheels/tests");
  const some = readdirSync(folder).filter((name) => /^(requests|urllib3|idna|certifi|python_dotenv|charset_normalizer)-/.test(name));
  const { steps } = await smoke(page, [release.wheel, ...some.map((name) => join(folder, name))]);
  const step = (name) => steps.find((step) => step.name === name);
  assert.ok(steps[0].missing.includes("mcp (asked by lms-llmstxt)"), steps[0].missing.join());
  assert.equal(step("lmstxt").verdict, "works", step("lmstxt").cause);
  assert.match(step("lmstxt").stdout, /^usage: lmstxt/);
  assert.equal(step("lmstxt-mcp").verdict, "undecided");
  assert.match(step("lmstxt-mcp").cause, /`mcp` comes from the requirement mcp/);
  await page.context().close();
});

test("no door leads out of the frame", async () => {
  const page = await site.open();
  const asked = [];
  page.context().on("request", (request) => /^(blob|data|about):/.test(request.url()) || asked.push(request.url()));
  await page.evaluate(() => window.ready);
  asked.length = 0;
  reached.length = 0;
  const { steps } = await smoke(page, [wheel("doors")]);
  const { stdout, stderr } = steps.find(({ kind }) => kind === "script");
  assert.match(stdout, /all doors tried/, stderr);
  assert.equal(stdout.split("\n").filter((line) => line.includes(" -> ")).join("\n"), "", stdout);
  assert.ok(stdout.split("\n").length > 10, stdout);
  assert.deepEqual(reached, []);
  // A refused request is announced to the driver before it is refused, so only what was answered counts.
  assert.deepEqual(asked.filter((url) => reached.some((path) => url.endsWith(path))), []);
  await page.context().close();
});

test("everything that is served has its notice and its licence", async () => {
  const notices = readdirSync(join(ROOT, ".wheels")).filter((name) => name.endsWith(".whl"));
  const text = readFileSync(join(ROOT, "public/smoke/notices.txt"), "utf8");
  for (const file of notices) {
    const [name, version] = file.split("-");
    const plain = name.replaceAll("_", "-");
    assert.match(text, new RegExp(`^  ${plain} +${version.replaceAll(".", "[.]")} `, "m"), file);
    assert.ok(existsSync(join(ROOT, `public/smoke/licences/${plain}.txt`)), `no licence of ${plain}`);
  }
});
