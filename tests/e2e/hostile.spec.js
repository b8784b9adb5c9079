// Files that attack the page: names are text wherever they are shown, and a broken file never ends the engine.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { command, drop, sameText, scratch, start, wheelWith } from "./browser.js";
import { json, picker, ready, result, saved, showTree } from "./page.js";

const IMAGE = '<img src=x onerror="globalThis.attacked=1">';

let site;
let folder;

before(async () => {
  folder = scratch();
  site = await start();
});
after(() => site?.close());

test("names of members are shown as text", async () => {
  const page = await site.open();
  await ready(page);
  const wheel = wheelWith(folder, {
    [`hostile/${IMAGE}.py`]: "",
    "hostile/<script>globalThis.attacked=1</script>.py": "",
    "hostile/__init__.py": "",
    "hostile/\u202egnp.exe": "",
    "../../outside.py": "",
  });
  await drop(page, [wheel]);
  await result(page);
  await showTree(page);
  assert.ok((await page.getByText(IMAGE).count()) > 0, "the name is on the page, letter by letter");
  assert.equal(await page.locator("main img, main script:not([type='application/json'])").count(), 0);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("names of files are shown as text", async () => {
  const page = await site.open();
  const name = "<img src=x onerror=globalThis.attacked=1>-1.0-py3-none-any.whl";
  await picker(page).setInputFiles({ name, mimeType: "application/zip", buffer: Buffer.from("PK") });
  await result(page);
  assert.ok((await page.getByText(name).count()) > 0);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  await page.context().close();
});

test("a broken file gets its finding, and the page goes on", async () => {
  const page = await site.open();
  const broken = join(folder, "demo-1.0-py3-none-any.whl");
  writeFileSync(broken, "PK\u0003\u0004 and nothing that follows");
  await picker(page).setInputFiles(broken);
  assert.match(await result(page), /^PyPI would refuse this release/);
  sameText(await json(page), command("json", [broken]));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("what is carried away is text wherever it is read", async () => {
  const page = await site.open();
  await ready(page);
  const attack = "</script><script>globalThis.attacked=1</script>";
  const wheel = wheelWith(folder, {
    [`hostile/${IMAGE}.py`]: "",
    "hostile/__init__.py": attack,
    "../../outside.py": "",
    "hostile-1.0.dist-info/entry_points.txt": `[console_scripts]\n${IMAGE} = hostile:main\n`,
  });
  await drop(page, [wheel]);
  await result(page);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  const { bytes } = await saved(page, "Download HTML");
  const other = await page.context().newPage();
  await other.setContent(bytes.toString());
  await other.waitForTimeout(200);
  assert.equal(await other.evaluate(() => globalThis.attacked), undefined);
  assert.equal(await other.locator("img, script").count(), 0);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
