// Learning: the reference as a course, exercises, the walk, and a second look after a repair.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { drop, picture, scratch, start, wheelWith } from "./browser.js";
import { finding, nav, ready, result, sample } from "./page.js";

let site;
let folder;

before(async () => {
  folder = scratch();
  site = await start();
});
after(() => site?.close());

test("every rule has a page, in the order of the way to PyPI", async () => {
  const page = await site.open();
  await nav(page, "Rules").click();
  await page.locator(".stage").first().waitFor();
  assert.ok((await page.locator(".rule-list li").count()) > 100);
  assert.equal((await page.locator(".stage h2").first().innerText()).replace(/\s+/g, " "), "1 Describe the project");
  await page.getByLabel("Find").fill("direct");
  await page.getByRole("link", { name: "dep-direct-url" }).click();
  await page.getByRole("heading", { name: "Why" }).waitFor();
  assert.match(page.url(), /#\/rules\/dep-direct-url$/);
  await picture(page, "rule");
  await page.reload();
  await page.getByRole("heading", { name: "Why" }).waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a guess is answered, and the sample is opened", async () => {
  const page = await site.open();
  await nav(page, "Learn").click();
  const exercise = page.locator(".exercise").filter({ hasText: "Only the command says" });
  await exercise.getByLabel("Will PyPI accept it?").check();
  await exercise.getByText("Not that one.").waitFor();
  await exercise.getByLabel("Will it run?").check();
  await exercise.getByText("Right.").filter({ hasText: "A command that does not start" }).waitFor();
  await exercise.getByRole("button", { name: /^Open/ }).click();
  assert.match(await result(page), /^This release would not run/);
  await finding(page, "entry-module-missing").getByRole("link", { name: "entry-module-missing" }).click();
  await page.getByText("in your release: found something").waitFor();
  await nav(page, "Check").click();
  await result(page);
  await page.getByRole("link", { name: "Walk through the release" }).click();
  await page.getByText("star-chart==0.9.0").first().waitFor();
  await picture(page, "walk");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("all samples open, and one of them is sound", async () => {
  const page = await site.open();
  await nav(page, "Learn").click();
  await page.locator(".exercise").first().waitFor();
  const count = await page.locator(".exercise").count();
  assert.ok(count >= 11, `${count} samples`);
  let sound = 0;
  for (let number = 1; number <= count; number += 1) {
    await page.getByRole("button", { name: `Open release ${number}`, exact: true }).click();
    if (/^No error/.test(await result(page))) sound += 1;
    await nav(page, "Learn").click();
    await page.locator(".exercise").first().waitFor();
  }
  assert.equal(sound, 1);
  await page.context().close();
});

test("a sample is repaired by a text, by a new file, and by another name", async () => {
  const page = await site.open();
  const options = (words) => page.locator(".repair option").filter({ hasText: words });
  const choose = async (words) =>
    page.locator(".repair select").selectOption(await options(words).first().getAttribute("value"));
  await nav(page, "Learn").click();
  await page.locator(".exercise").filter({ hasText: "Only the command says" }).getByRole("button", { name: /^Open/ }).click();
  await result(page);
  await finding(page, "entry-module-missing").waitFor();
  await page.getByText("Repair it, and check again").click();
  await choose("star_chart/main.py");
  await page.getByRole("button", { name: "Add a text" }).click();
  await page.getByLabel("Name").fill("star_chart/cli.py");
  await page.getByLabel("Content").fill("def main():\n    return 0\n");
  await choose("entry_points.txt");
  const text = page.getByLabel("Content");
  await text.fill((await text.inputValue()).replace("main:start", "main:run"));
  await picture(page, "repair");
  await page.getByRole("button", { name: "Check again" }).click();
  await page.locator(".since").waitFor({ timeout: 30_000 });
  assert.equal(await page.locator(".finding[data-rule^=entry-], .finding[data-rule^=record-]").count(), 0);
  await picture(page, "repaired");
  // The text that was edited is still before one's eyes.
  assert.match(await page.getByLabel("Content").inputValue(), /main:run/);
  await page.getByRole("button", { name: "Start over" }).click();
  await finding(page, "entry-module-missing").waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a second look at a dropped folder says what changed since", async () => {
  const page = await site.open();
  await ready(page);
  const dist = join(folder, "dist");
  mkdirSync(dist);
  const build = (members) => copyFileSync(wheelWith(folder, members), join(dist, "hostile-1.0-py3-none-any.whl"));
  const points = { "hostile-1.0.dist-info/entry_points.txt": "[console_scripts]\nrun = hostile.cli:main\n" };
  build({ "hostile/__init__.py": "", ...points });
  await drop(page, [dist]);
  await result(page);
  await finding(page, "entry-module-missing").waitFor();
  build({ "hostile/__init__.py": "", "hostile/cli.py": "def main(): ...\n", ...points });
  await page.getByRole("button", { name: "Check again" }).click();
  await page.getByText(/findings? (is|are) gone/).first().waitFor({ timeout: 30_000 });
  await page.locator(".since").filter({ hasText: "hostile-1.0-py3-none-any.whl changed" }).waitFor();
  await picture(page, "since");
  assert.equal(await finding(page, "entry-module-missing").count(), 0);
  rmSync(dist, { recursive: true });
  await page.context().close();
});

test("findings are grouped, and the address says how", async () => {
  const page = await site.open({ viewport: { width: 1440, height: 900 } });
  await ready(page);
  await sample(page, "Three disasters").click();
  await result(page);
  await page.getByLabel("Group findings by").selectOption("gate");
  assert.match(page.url(), /group=gate/);
  await page.locator(".finding-group").filter({ hasText: "Will it run?" }).waitFor();
  await page.getByRole("button", { name: "remark" }).click();
  assert.match(page.url(), /hide=info&group=gate/);
  await picture(page, "grouped");
  const cell = page.locator(".matrix tbody tr").filter({ hasText: ".whl" }).locator("td[data-label=Run] a");
  await cell.click();
  await page.getByText("Only findings on “Will it run?”").waitFor();
  await page.context().close();
});
