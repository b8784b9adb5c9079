// Everyone can use it: no violation that axe knows, light and dark; all by keyboard; on a narrow screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { picture, realRelease, scratch, start, violations } from "./browser.js";
import { fileLink, nav, picker, ready, result, sample, sheet, showTree, tree, treeItems, viewer } from "./page.js";

const SOUND = "A sound release";

let site;
let files;

before(async () => {
  files = realRelease(scratch());
  site = await start();
});
after(() => site?.close());

for (const colorScheme of ["light", "dark"]) {
  test(`no view has a violation, ${colorScheme}`, async () => {
    const page = await site.open({ colorScheme });
    await ready(page);
    await picture(page, `home-${colorScheme}`);
    assert.deepEqual(await violations(page), []);
    await picker(page).setInputFiles([files.wheel, files.pyproject]);
    await result(page);
    await picture(page, `result-${colorScheme}`);
    assert.deepEqual(await violations(page), []);
    await showTree(page);
    await treeItems(page).filter({ hasText: "METADATA" }).click();
    await viewer(page).locator(".line").first().waitFor();
    await picture(page, `files-${colorScheme}`);
    assert.deepEqual(await violations(page), []);
    for (const name of ["Sizes", "Metadata", "Requirements", "README", "RECORD"]) {
      await sheet(page, name).click();
      await page.locator(`h2#${name.toLowerCase()}, h2#core-metadata`).first().waitFor({ state: "attached" });
      await picture(page, `${name.toLowerCase()}-${colorScheme}`);
      assert.deepEqual(await violations(page), [], name);
    }
    await page.goto(`${site.site.url}#/release/walk`);
    await page.locator("h1#walk").waitFor();
    await picture(page, `walk-${colorScheme}`);
    assert.deepEqual(await violations(page), []);
    for (const name of ["Rules", "Learn"]) {
      await nav(page, name).click();
      await page.locator(`h1#${name.toLowerCase()}`).waitFor();
      await picture(page, `${name.toLowerCase()}-${colorScheme}`);
      assert.deepEqual(await violations(page), [], name);
    }
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
  await tabTo(page, fileLink(page, ".whl"));
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

// 320 pixels are what a screen of 1280 has at 400 %.
for (const width of [390, 320]) test(`${width} pixels need no horizontal scrolling`, async () => {
  const page = await site.open({ viewport: { width, height: 844 } });
  await ready(page);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok((await overflow()) <= 0, "home");
  await picture(page, "home-narrow");
  await picker(page).setInputFiles([files.wheel, files.pyproject]);
  await result(page);
  await picture(page, "result-narrow");
  assert.ok((await overflow()) <= 0, "result");
  await showTree(page);
  await treeItems(page).filter({ hasText: "METADATA" }).click();
  await viewer(page).locator(".line").first().waitFor();
  await picture(page, "files-narrow");
  assert.ok((await overflow()) <= 0, "files");
  for (const name of ["Sizes", "Metadata", "Requirements", "README", "RECORD"]) {
    await sheet(page, name).click();
    await page.locator(`h2#${name.toLowerCase()}, h2#core-metadata`).first().waitFor({ state: "attached" });
    await picture(page, `${name.toLowerCase()}-narrow`);
    assert.ok((await overflow()) <= 0, name);
  }
  for (const name of ["Rules", "Learn"]) {
    await nav(page, name).click();
    await page.locator(`h1#${name.toLowerCase()}`).waitFor();
    assert.ok((await overflow()) <= 0, name);
  }
  await page.context().close();
});
