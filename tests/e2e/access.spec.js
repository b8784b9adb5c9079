// Everyone can use it: no violation that axe knows, light and dark; all by keyboard; on a narrow screen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";

import { picture, realRelease, scratch, start } from "./browser.js";
import { filesView, picker, ready, result, sample, showTree, tree, treeItems } from "./page.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SOUND = "A sound release";

let site;
let files;

before(async () => {
  files = realRelease(scratch());
  site = await start();
});
after(() => site?.close());

async function violations(page) {
  // The page's policy refuses scripts that it does not know, so axe comes in beside it.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  test(`home and result have no violation, ${colorScheme}`, async () => {
    const page = await site.open({ colorScheme });
    await ready(page);
    await picture(page, `home-${colorScheme}`);
    assert.deepEqual(await violations(page), []);
    await picker(page).setInputFiles([files.wheel, files.pyproject]);
    await result(page);
    await picture(page, `result-${colorScheme}`);
    assert.deepEqual(await violations(page), []);
    await showTree(page);
    await picture(page, `files-${colorScheme}`);
    assert.deepEqual(await violations(page), []);
    await page.context().close();
  });
}

/** Presses Tab until that element has the focus. */
async function tabTo(page, target, most = 60) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press("Tab");
    const there = await target.evaluate((element) => {
      const { activeElement } = document;
      return element === activeElement || element.contains(activeElement);
    });
    if (there) return;
  }
  assert.fail(`${target} is not reached by ${most} tabs`);
}

test("all is reached by keyboard: picker, sample, result, tree", async () => {
  const page = await site.open();
  await ready(page);
  await tabTo(page, picker(page));
  await tabTo(page, sample(page, SOUND));
  await page.keyboard.press("Enter");
  assert.match(await result(page), /^No error in 3 files/);
  await tabTo(page, filesView(page));
  await page.keyboard.press("Enter");
  await tree(page).waitFor();
  await tabTo(page, tree(page));
  const focused = treeItems(page).and(page.locator(":focus"));
  // The text as `hasText` sees it: without the lines of the layout.
  const first = await focused.textContent();
  await page.keyboard.press("ArrowDown");
  await focused.filter({ hasNotText: first }).waitFor();
  await page.keyboard.press("Home");
  await focused.filter({ hasText: first }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.locator("[role=treeitem]:focus[aria-expanded=false]").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.locator("[role=treeitem]:focus[aria-expanded=true]").waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a narrow screen needs no horizontal scrolling", async () => {
  const page = await site.open({ viewport: { width: 390, height: 844 } });
  await ready(page);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok((await overflow()) <= 0, "home");
  await picture(page, "home-narrow");
  await picker(page).setInputFiles([files.wheel, files.pyproject]);
  await result(page);
  await picture(page, "result-narrow");
  assert.ok((await overflow()) <= 0, "result");
  await page.context().close();
});
