// The smoke test on the page itself: opt-in, told apart from what reading the files says, and no hole in the lock.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { drop, picture, scratch, start, violations } from "./browser.js";
import {
  answersTo, badge, dependencies, gate, notes, picker, ready, result, sheet, smokeButton, smokeResult, smokeSteps, smokeStop,
  smokeVerdict, fileLink,
} from "./page.js";
import { ROOT, samples } from "./smoke.js";

const LONG = { timeout: 180_000 };
let site;
let sample;

before(async () => {
  sample = samples(scratch());
  site = await start();
});
after(() => site?.close());

/** What the loader may ask for: the list, and the files of the groups, each once. */
function files(...groups) {
  const list = JSON.parse(readFileSync(join(ROOT, "dist/smoke/index.json"), "utf8"));
  const names = list.filter(({ group }) => groups.includes(group)).map(({ file }) => file);
  return ["index.json", ...names].map((name) => `GET /smoke/${name}`).sort();
}

test("a visitor who asks for it gets wheel and sdist tried, and nothing is fetched before", async () => {
  const page = await site.open();
  await ready(page);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(site.site.requests.filter((request) => request.includes("/smoke/")), []);
  await drop(page, [sample("sound-1.0-py3-none-any.whl")]);
  await result(page);
  const before = site.site.requests.length;
  await smokeButton(page).click();
  const wheel = smokeResult(page, "sound-1.0-py3-none-any.whl");
  await wheel.waitFor(LONG);
  assert.equal(await smokeVerdict(wheel).innerText(), "works");
  assert.equal(await smokeSteps(wheel).count(), 3);
  assert.deepEqual(site.site.requests.slice(before).sort(), files("core"));
  await picture(page, "smoke");
  // Again, without a download.
  const between = site.site.requests.length;
  await smokeButton(page).click();
  await smokeStop(page).waitFor();
  await wheel.waitFor(LONG);
  assert.deepEqual(site.site.requests.slice(between), []);
  const outcome = await page.evaluate(() => fetch("index.html").then(() => "sent", () => "refused"));
  assert.equal(outcome, "refused");
  assert.deepEqual(page.problems.filter((problem) => !/Content Security Policy/.test(problem)), []);
  await page.context().close();
});

test("an sdist is built and tried beside its wheel, from a zip too", async () => {
  const folder = scratch();
  const names = ["made_flit-1.0.tar.gz", "module_missing-1.0-py3-none-any.whl"];
  execFileSync("python3", ["-m", "zipfile", "-c", join(folder, "run.zip"), ...names.map((name) => sample(name))]);
  const page = await site.open();
  await picker(page).setInputFiles(join(folder, "run.zip"));
  await result(page);
  const before = site.site.requests.length;
  await smokeButton(page).click();
  const sdist = smokeResult(page, names[0]);
  await sdist.waitFor(LONG);
  assert.equal(await smokeVerdict(sdist).innerText(), "works");
  assert.match(await sdist.textContent(), /flit-core 4/);
  assert.deepEqual(site.site.requests.slice(before).sort(), files("core", "backends"));
  await page.locator(".smoke-choice select").selectOption({ index: 1 });
  await smokeButton(page).click();
  const broken = smokeResult(page, names[1]);
  await broken.waitFor(LONG);
  assert.equal(await smokeVerdict(broken).innerText(), "fails");
  assert.match(await broken.textContent(), /the module `demo.cli` is not in the wheel/);
  await page.context().close();
});

test("a smoke test can be stopped, and the loader hears nothing but its bell", async () => {
  const page = await site.open();
  await picker(page).setInputFiles(sample("never_imported-1.0-py3-none-any.whl"));
  await result(page);
  const before = site.site.requests.length;
  await smokeButton(page).click();
  await page.locator(".smoke-step").first().waitFor(LONG);
  await smokeStop(page).click();
  await smokeStop(page).waitFor({ state: "hidden" });
  assert.equal(await page.locator("iframe").count(), 0);
  // Whatever the page tells the loader, only the list of the bell is asked for.
  await page.evaluate(async () => {
    const { readme } = await window.preflight.bells;
    const done = new Promise((go) => readme.addEventListener("message", ({ data }) => data.files && go()));
    readme.start();
    readme.postMessage({ secret: "secret", url: "https://example.org/?secret", file: "../secret" });
    await done;
    readme.postMessage("secret");
  });
  await page.waitForTimeout(300);
  assert.deepEqual(site.site.requests.slice(before).sort(), files("core", "readme"));
  await page.context().close();
});

/** The gate, once running has added to its answer. */
const told = async (page, name, words) => {
  await gate(page, name).filter({ hasText: words }).waitFor(LONG);
};

test("PyPI's own renderer decides what reading leaves open, in the gate, the answer and the README", async () => {
  const page = await site.open();
  const [good, bad] = ["described", "unrenderable"].map((name) => `${name}-1.0-py3-none-any.whl`);
  await picker(page).setInputFiles([sample(good), sample(bad)]);
  await result(page);
  for (const file of [good, bad]) assert.match(await badge(answersTo(page, file)).innerText(), /not decided/);
  assert.equal(await gate(page, "upload").getAttribute("data-verdict"), "undecided");
  // From the README alone, without a smoke test: nothing of the release runs.
  await fileLink(page, good).click();
  await sheet(page, "README").click();
  const before = site.site.requests.length;
  await page.getByRole("button", { name: "Render it as PyPI does" }).click();
  const readme = page.frameLocator("iframe.readme");
  await readme.getByRole("cell", { name: "rїght" }).waitFor(LONG);
  assert.deepEqual(site.site.requests.slice(before).sort(), files("core", "readme"));
  await picture(page, "smoke-readme");
  assert.deepEqual(await violations(page), []);
  await page.goBack();
  await page.goBack();
  await told(page, "upload", "No (description rendered; read: cannot be decided here)");
  assert.equal(await gate(page, "upload").getAttribute("data-verdict"), "rejected");
  assert.match(await badge(answersTo(page, good)).innerText(), /200 OK/);
  assert.match(await notes(answersTo(page, good)).innerText(), /^Executed: .* renders[.] Reading could not decide it[.]$/);
  assert.match(await badge(answersTo(page, bad)).innerText(), /400/);
  assert.match(await notes(answersTo(page, bad)).innerText(), /does not render: .*csv/i);
  await picture(page, "smoke-descriptions");
  await page.context().close();
});

test("the gate says for samples what was read and what was executed", async () => {
  const every = JSON.parse(readFileSync(join(ROOT, "dist/samples/index.json"), "utf8"));
  const said = {};
  const page = await site.open();
  for (const { id, file } of every) {
    await picker(page).setInputFiles(join(ROOT, "dist/samples", file));
    await result(page);
    const read = await gate(page, "run").locator(".gate-answer").innerText();
    if ((await smokeButton(page).count()) > 0) {
      await smokeButton(page).click();
      await smokeStop(page).waitFor();
      await smokeStop(page).waitFor({ state: "hidden", ...LONG });
      await told(page, "run", /executed/);
    }
    said[id] = [read, await gate(page, "run").locator(".gate-answer").innerText()];
    await page.getByRole("button", { name: "Check other files" }).click();
  }
  console.log(said);
  for (const [id, [read, both]] of Object.entries(said)) {
    const known = { Yes: "Yes (read and executed)", No: "No (read and executed)" }[read];
    assert.ok(both === known || both === read || /^(Yes|No|Not checked|Cannot be decided here) [(](read; executed|executed; read): /.test(both), `${id}: ${both}`);
  }
  assert.equal(said.sound[1], "Yes (read and executed)");
  await page.context().close();
});

test("dependencies are fetched by name before the drop, from the hosts that are named, and installed", async () => {
  const page = await site.open();
  const asked = [];
  const json = (name) => JSON.stringify({
    files: [{
      filename: `${name}-1.0-py3-none-any.whl`,
      url: `https://files.pythonhosted.org/${name}-1.0-py3-none-any.whl`,
      hashes: { sha256: createHash("sha256").update(readFileSync(sample(`${name}-1.0-py3-none-any.whl`))).digest("hex") },
      "core-metadata": { sha256: "" },
    }],
  });
  await page.context().route(/^https:/, (route) => {
    const url = new URL(route.request().url());
    asked.push(url.href);
    const [, name] = /^[/]simple[/]([^/]+)[/]$|^[/](leftpad|rightpad)-/.exec(url.pathname)?.filter(Boolean) ?? [];
    const headers = { "access-control-allow-origin": "*" };
    if (url.host === "pypi.org" && /pad$/.test(name)) return route.fulfill({ body: json(name), contentType: "application/json", headers });
    const path = sample(`${name}-1.0-py3-none-any.whl`);
    if (url.host !== "files.pythonhosted.org") return route.fulfill({ status: 404, headers });
    const metadata = `Metadata-Version: 2.1\nName: ${name}\n${name === "leftpad" ? "Requires-Dist: rightpad; python_version >= '3'\n" : ""}\n`;
    return route.fulfill({ body: url.pathname.endsWith(".metadata") ? metadata : readFileSync(path), headers });
  });
  await ready(page);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(asked, []);
  await dependencies(page).locator("summary").click();
  assert.match(await dependencies(page).innerText(), /pypi[.]org and files[.]pythonhosted[.]org hear these names/);
  await dependencies(page).getByRole("textbox").fill("leftpad\nabsent>=1");
  await dependencies(page).getByRole("button").click();
  await dependencies(page).getByText("2 wheels").waitFor();
  assert.match(await dependencies(page).locator("output").innerText(), /absent>=1: there is no such project/);
  assert.deepEqual([...new Set(asked.map((url) => new URL(url).host))].sort(), ["files.pythonhosted.org", "pypi.org"]);
  assert.deepEqual(await violations(page), []);
  await picture(page, "smoke-dependencies");
  const before = asked.length;
  const file = "wants-1.0-py3-none-any.whl";
  await drop(page, [sample(file)]);
  await result(page);
  await smokeButton(page).click();
  await smokeResult(page, file).waitFor(LONG);
  assert.equal(await smokeVerdict(smokeResult(page, file)).innerText(), "works");
  assert.match(await smokeResult(page, file).textContent(), /leftpad-1.0-py3-none-any.whl/);
  const outcome = await page.evaluate(() => fetch("https://pypi.org/simple/secret/").then(() => "sent", () => "refused"));
  assert.equal(outcome, "refused");
  assert.equal(asked.length, before);
  await page.context().close();
});

test("what is missing is named, and stands-in are marked and decide nothing", async () => {
  const page = await site.open();
  const file = "declared-1.0-py3-none-any.whl";
  await picker(page).setInputFiles(sample(file));
  await result(page);
  await smokeButton(page).click();
  const tried = smokeResult(page, file);
  await tried.waitFor(LONG);
  assert.match(await tried.textContent(), /leftpad>=2 [(]asked by declared[)]/);
  await told(page, "run", /executed: cannot be decided/);
  await page.getByRole("button", { name: "Try again with stand-ins" }).click();
  await smokeStop(page).waitFor();
  await tried.waitFor(LONG);
  assert.equal(await smokeVerdict(tried).innerText(), "cannot be decided here");
  assert.match(await tried.textContent(), /a stand-in for leftpad/);
  await tried.getByText("The same on a machine").click();
  const lines = await tried.locator("pre").last().innerText();
  assert.match(lines, new RegExp(`^uv run --isolated --no-project --with [.]/${file} tests/smoke_test[.]py$`, "m"));
  assert.match(lines, /^bash scripts[/]release[/]verify_install[.]sh declared 1[.]0$/m);
  assert.match(await page.getByText("Licences of what was downloaded").locator("..").textContent(), /Mozilla Public License Version 2[.]0/);
  assert.deepEqual(await violations(page), []);
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await picture(page, `smoke-${colorScheme}-${width}`);
    }
  }
  await page.context().close();
});
