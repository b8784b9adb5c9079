// Two distributions side by side: as the command compares them, whichever way they came.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { drop, longestTask, picture, preflight, sameText, scratch, start, unpacked, wheelWith } from "./browser.js";
import { compared, copied, nav, picker, ready, result, sample, saved, tree, treeItems } from "./page.js";

let site;
let folder;

before(async () => {
  folder = scratch();
  site = await start();
});
after(() => site?.close());

const POINTS = "[console_scripts]\nrun = hostile.cli:main\n";

test("a wheel with its sdist, as the command compares them", async () => {
  const page = await site.open();
  await ready(page);
  const release = unpacked("broken", folder);
  const sound = unpacked("sound", folder);
  assert.ok(release);
  const names = readdirSync(sound);
  const [sdist, wheel] = [".tar.gz", ".whl"].map((end) => names.find((name) => name.endsWith(end)));
  await sample(page, "A sound release").click();
  await result(page);
  await page.getByRole("link", { name: "Compare", exact: true }).last().click();
  const expected = preflight(["compare", sdist, wheel], sound);
  const sentence = await compared(page);
  assert.ok(expected.toString().startsWith(sentence), sentence);
  sameText(Buffer.from(await copied(page, "Copy as .diff")), expected);
  const { name, bytes } = await saved(page, "Download .diff");
  assert.equal(name, "preflight.diff");
  sameText(bytes, expected);
  assert.equal(await copied(page, "Copy the command"), `preflight compare ${sdist} ${wheel}`);
  await page.getByRole("button", { name: "Swap" }).click();
  await page.locator(".compare-slot").first().getByText(/^wheel, /).waitFor();
  sameText(Buffer.from(await copied(page, "Copy as .diff")), preflight(["compare", wheel, sdist], sound));
  await picture(page, "compare-sdist");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a second version is dropped on the view, and a file leads to its lines", async () => {
  const page = await site.open({ viewport: { width: 1440, height: 900 } });
  await ready(page);
  const old = wheelWith(folder, { "hostile/__init__.py": "x = 1\ny = 2\n", "hostile/gone.py": "gone\n" });
  const next = wheelWith(
    folder,
    {
      "hostile/__init__.py": "x = 1\ny = '<script>globalThis.attacked=1</script>'\n",
      "hostile/<b>new</b>.py": "new\n",
      "hostile-1.1.dist-info/entry_points.txt": POINTS,
    },
    "",
    "1.1",
  );
  await picker(page).setInputFiles(next);
  await result(page);
  await nav(page, "Compare").click();
  await page.getByText("Drop the other wheel or sdist here").waitFor();
  await drop(page, [old]);
  const sentence = await compared(page);
  const expected = preflight(["compare", old, next]);
  assert.ok(expected.toString().startsWith(sentence), sentence);
  sameText(Buffer.from(await copied(page, "Copy as .diff")), expected);
  await tree(page).waitFor();
  const folded = treeItems(page).and(page.locator("[aria-expanded=false]"));
  while ((await folded.count()) > 0) await folded.first().click();
  await treeItems(page).filter({ hasText: "__init__.py" }).click();
  await page.locator(".diff [data-line=added]").filter({ hasText: "<script>" }).waitFor();
  assert.match(page.url(), /file=hostile\/__init__\.py/);
  await page.locator("tr").filter({ hasText: "console_scripts: run" }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  await picture(page, "compare");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("two files are dropped where nothing was checked yet", async () => {
  const page = await site.open();
  await ready(page);
  await nav(page, "Compare").click();
  await page.getByRole("heading", { name: "Compare two distributions" }).waitFor();
  const old = wheelWith(folder, { "hostile/__init__.py": "" });
  const next = wheelWith(folder, { "hostile/__init__.py": "", "hostile/a.py": "1\n" }, "", "1.1");
  await drop(page, [next, old]);
  assert.match(await compared(page), /^hostile: 1\.0 and 1\.1: /);
  await page.context().close();
});

test("what is no distribution says so, and the engine goes on", async () => {
  const page = await site.open();
  await ready(page);
  await sample(page, "A sound release").click();
  await result(page);
  await nav(page, "Compare").click();
  await compared(page);
  await page.locator("#pick-beside").setInputFiles({
    name: "broken-1.0-py3-none-any.whl",
    mimeType: "application/zip",
    buffer: Buffer.from("PK"),
  });
  await page.getByText("broken-1.0-py3-none-any.whl cannot be opened as a wheel.").waitFor();
  await page.context().close();
});

test("six thousand files that differ make a list that scrolls", async () => {
  const page = await site.open({ viewport: { width: 1440, height: 900 } });
  await ready(page);
  const many = (text) => `members.update({f"hostile/part{n // 500}/note{n}.txt": f"${text} = {n}\\n" for n in range(6000)})`;
  const old = wheelWith(folder, { "hostile/__init__.py": "" }, many("old"));
  const next = wheelWith(folder, { "hostile/__init__.py": "" }, many("new"), "1.1");
  await picker(page).setInputFiles(next);
  await result(page);
  await nav(page, "Compare").click();
  const longest = await longestTask(page, async () => {
    await page.locator("#pick-beside").setInputFiles(old);
    await compared(page);
    await tree(page).waitFor({ timeout: 60_000 });
  });
  console.log(`longest task while 6,000 differences came: ${longest} ms`);
  while ((await treeItems(page).and(page.locator("[aria-expanded=false]")).count()) > 0 && (await treeItems(page).count()) < 60) {
    await treeItems(page).and(page.locator("[aria-expanded=false]")).first().click();
  }
  assert.ok((await treeItems(page).count()) < 120, "only what is in sight is drawn");
  await page.context().close();
});
