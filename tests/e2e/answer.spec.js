// PyPI's answer to a file: its words, the tools that get it, and the way to the finding behind it and to the member.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { command, drop, picture, scratch, start, wheelWith } from "./browser.js";
import { answers, answersTo, badge, because, finding, json, line, picker, ready, result, sample, tools, tree, words } from "./page.js";

let site;
let folder;

before(async () => {
  folder = scratch();
  site = await start();
});
after(() => site?.close());

test("a refused file says why, and leads to the finding and to the line", async () => {
  const page = await site.open({ viewport: { width: 1440, height: 900 } });
  await ready(page);
  await sample(page, "Three disasters").click();
  assert.match(await result(page), /^PyPI would refuse this release/);
  const { artifacts, not_decided: notDecided } = JSON.parse(await json(page));
  const wheel = artifacts.find(({ kind }) => kind === "wheel");
  const answer = answers(answersTo(page, wheel.file));
  assert.equal(await answer.count(), 1);
  assert.equal((await badge(answer).innerText()).replace(/\s+/g, " ").trim(), "400 refused");
  assert.equal(await tools(answer).innerText(), "to twine and uv");
  assert.equal(await words(answer).innerText(), wheel.upload.message);
  await picture(page, "answer");
  // Twice, because the second time the hash says it already.
  for (let n = 0; n < 2; n += 1) {
    await because(answer).click();
    await finding(page, "dep-direct-url").and(page.locator(":focus")).waitFor();
  }
  await page.getByText("Not decided here").click();
  for (const item of notDecided) await page.getByText(item).waitFor();
  await finding(page, "entry-module-missing").getByRole("link", { name: /entry_points.txt/ }).click();
  await tree(page).waitFor();
  await page.locator("[role=treeitem][aria-selected=true]").filter({ hasText: "entry_points.txt" }).waitFor();
  await line(page, 2).locator("a:focus").waitFor();
  assert.equal(await line(page, 2).locator("code").innerText(), "lmstxt = lmstudiotxt_generator.cli:main");
  await page.goBack();
  await finding(page, "dep-direct-url").waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("tools that get different answers are told apart", async () => {
  const page = await site.open();
  const info = "hostile-1.0.dist-info";
  const wheel = wheelWith(folder, {
    "hostile/__init__.py": "",
    [`${info}/METADATA`]: "Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\nLicense-File: LICENSE\n",
    [`${info}/LICENSE`]: "MIT",
  });
  await picker(page).setInputFiles(wheel);
  await result(page);
  const [{ upload }] = JSON.parse(command("json", [wheel])).artifacts;
  const answer = answers(answersTo(page, "hostile-1.0-py3-none-any.whl"));
  assert.deepEqual(await tools(answer).allInnerTexts(), ["to twine", "to uv"]);
  const [twine, uv] = (await badge(answer).allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  assert.deepEqual([twine, uv], ["200 OK accepted", "400 refused"]);
  assert.equal(await words(answer.nth(1)).innerText(), upload.answers.find(({ uploader }) => uploader === "uv").message);
  assert.equal(await because(answer.nth(1)).innerText(), "metadata-field-too-new");
  await picture(page, "answer-by-tool");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a drop that is cut says so", async () => {
  const page = await site.open();
  await ready(page);
  const many = join(folder, "many");
  mkdirSync(many);
  for (let n = 0; n < 1003; n += 1) writeFileSync(join(many, `${n}.txt`), "");
  await drop(page, [many]);
  await result(page);
  await page.getByText("Only the first 1,000 files are read; 3 files of this drop stay out of the report.").waitFor();
  await page.context().close();
});
