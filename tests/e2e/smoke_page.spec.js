// The smoke test on the page itself: opt-in, told apart from what reading the files says, and no hole in the lock.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { drop, picture, scratch, start } from "./browser.js";
import { picker, ready, result, smokeButton, smokeResult, smokeSteps, smokeStop, smokeVerdict } from "./page.js";
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
