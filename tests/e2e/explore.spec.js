// Looking into a release: the tree, texts with their findings, bytes, sizes, RECORD; and an archive of 50,000 members.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { drop, picture, realRelease, scratch, start, wheelWith } from "./browser.js";
import { fileLink, finding, line, lines, picker, ready, result, sample, sheet, tree, treeItems, viewer } from "./page.js";

let site;
let folder;
let files;

before(async () => {
  folder = scratch();
  files = realRelease(folder);
  site = await start();
});
after(() => site?.close());

test("a file is read with colours, and its address leads back to the line", async () => {
  const page = await site.open({ viewport: { width: 1440, height: 900 } });
  await ready(page);
  await drop(page, [files.wheel, files.sdist, files.pyproject]);
  await result(page);
  await fileLink(page, ".whl").click();
  await treeItems(page).filter({ hasText: "dist-info" }).click();
  await treeItems(page).filter({ hasText: "METADATA" }).click();
  await lines(page).first().waitFor();
  assert.equal(await line(page, 2).locator("code").innerText(), "Name: lms-llmsTxt");
  assert.ok((await viewer(page).locator(".d").count()) > 5, "fields are coloured");
  await page.getByText("What is this file?").click();
  await page.getByText("The core metadata of the wheel").waitFor();
  await line(page, 5).locator("a").click();
  assert.match(page.url(), /file\/.*METADATA\?line=5$/);
  await picture(page, "viewer");
  const address = page.url();
  await page.goBack();
  await page.goto(address);
  await line(page, 5).and(page.locator(".wanted")).waitFor();
  // The sdist can be read only as one stream; what was read beside is there at once.
  await page.getByLabel("File of this release").selectOption({ label: files.sdist.split("/").at(-1) });
  await treeItems(page).filter({ hasText: "pyproject.toml" }).click();
  await lines(page).first().waitFor({ timeout: 60_000 });
  assert.match(await viewer(page).innerText(), /TOML/);
  await page.getByLabel("File of this release").selectOption({ label: "pyproject.toml" });
  await page.getByRole("heading", { name: "pyproject.toml", level: 1 }).waitFor();
  await lines(page).first().waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a finding leads to its line, and stands beside it", async () => {
  const page = await site.open();
  await ready(page);
  await sample(page, "Three disasters").click();
  await result(page);
  await finding(page, "dep-direct-url").getByRole("link", { name: /METADATA/ }).click();
  await page.locator(".line.wanted").waitFor();
  await viewer(page).locator(".note-line[data-mark=error]").filter({ hasText: "PyPI refuses direct URLs" }).waitFor();
  // A sample is there again after a reload, in the same view.
  const wanted = page.url();
  await page.reload();
  await page.locator(".line.wanted").waitFor();
  assert.equal(page.url(), wanted);
  await viewer(page).locator(".note-line[data-mark=error]").getByRole("link").click();
  await finding(page, "dep-direct-url").and(page.locator(":focus")).waitFor();
  await page.context().close();
});

test("bytes that are no text are shown as bytes, and what is known of them", async () => {
  const page = await site.open();
  const png = Buffer.from("89504e470d0a1a0a0000000d494844520000002000000010", "hex").toString("latin1");
  const wheel = wheelWith(folder, { "hostile/__init__.py": "\u001b[31mred\u202e" }, `members["hostile/logo.png"] = ${JSON.stringify(png)}.encode("latin-1")`);
  await picker(page).setInputFiles(wheel);
  await result(page);
  await fileLink(page, ".whl").click();
  await treeItems(page).filter({ hasText: "hostile" }).first().click();
  await treeItems(page).filter({ hasText: "logo.png" }).click();
  await page.getByText("A PNG image, 32 by 16 pixels").waitFor();
  await picture(page, "binary");
  await treeItems(page).filter({ hasText: "__init__.py" }).click();
  await lines(page).first().waitFor();
  assert.equal(await line(page, 1).locator("code").innerText(), "\\u{1b}[31mred\\u{202e}");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("sizes are a map and the same as a table; RECORD is compared", async () => {
  const page = await site.open({ viewport: { width: 1440, height: 900 } });
  await ready(page);
  await drop(page, [files.wheel]);
  await result(page);
  await fileLink(page, ".whl").click();
  await sheet(page, "Sizes").click();
  const map = page.locator("svg.treemap");
  assert.ok((await map.locator("rect").count()) >= 2);
  const rows = page.locator("table.data").first().locator("tbody tr");
  assert.equal(await rows.count(), await map.locator("> svg").count());
  await rows.first().getByRole("link").click();
  await page.getByRole("navigation", { name: "Folder" }).getByRole("link", { name: "All files" }).waitFor();
  assert.match(page.url(), /sizes\?path=/);
  await picture(page, "sizes");
  await sheet(page, "RECORD").click();
  await page.getByText(/need(s)? no hash, \d+ match/).waitFor();
  assert.equal(await page.getByText("from the file").count(), 0);
  await page.context().close();
});

test("a wheel of 50,000 files scrolls smoothly and blocks nothing", async () => {
  const page = await site.open();
  await page.evaluate(() => {
    globalThis.long = [];
    new PerformanceObserver((list) => globalThis.long.push(...list.getEntries().map((entry) => entry.duration)))
      .observe({ type: "longtask" });
  });
  const wheel = wheelWith(folder, {}, 'members.update({f"hostile/part{n % 40}/module{n}.py": "" for n in range(50_000)})');
  const dropped = performance.now();
  await picker(page).setInputFiles(wheel);
  await result(page, 120_000);
  console.log(`  verdict after ${((performance.now() - dropped) / 1000).toFixed(1)} s`);
  await fileLink(page, ".whl").click();
  await tree(page).waitFor();
  await treeItems(page).filter({ hasText: "hostile" }).first().click();
  // All folders, from the last to the first.
  const folders = treeItems(page).filter({ hasText: /part\d+/ });
  for (const name of ["part3", "part2", "part1", "part0"]) await folders.filter({ hasText: new RegExp(`^${name}\\d*,?\\d* files`) }).first().click();
  assert.ok((await treeItems(page).count()) < 120, "only the rows in sight are in the document");
  const frames = await page.evaluate(async () => {
    const scroller = document.querySelector(".tree-scroll");
    const times = [];
    let last = performance.now();
    for (let n = 0; n < 120; n += 1) {
      scroller.scrollTop += 400;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times.sort((a, b) => a - b);
  });
  const longest = await page.evaluate(() => Math.max(0, ...globalThis.long));
  console.log(`  median frame ${frames[60].toFixed(1)} ms, slowest of 95 % ${frames[113].toFixed(1)} ms, longest task ${longest.toFixed(0)} ms`);
  assert.ok(frames[60] < 18, `median frame ${frames[60]} ms`);
  assert.ok(longest < 75, `longest task ${longest} ms`);
  // The keyboard goes to the end and back, and the focus is never lost.
  await treeItems(page).and(page.locator("[tabindex='0']")).focus();
  await page.keyboard.press("End");
  await page.locator("[role=treeitem]:focus").waitFor();
  await page.keyboard.press("Home");
  await page.locator("[role=treeitem]:focus").filter({ hasText: "hostile" }).waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
