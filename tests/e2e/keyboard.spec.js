// The page without a pointer: as a reviewer and a teacher use it. Every tree and every text is one tab stop.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { scratch, start } from "./browser.js";
import { compared, fileLink, lines, nav, picker, ready, result, sample, tree, treeItems } from "./page.js";

const SOUND = "A sound release";

let site;

before(async () => {
  scratch();
  site = await start();
});
after(() => site?.close());

/** Presses Tab until that element has the focus. */
async function tabTo(page, target, key = "Tab", most = 120) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press(key);
    const there = await target.evaluate((element) => {
      const { activeElement } = document;
      return element === activeElement || element.contains(activeElement);
    });
    if (there) return;
  }
  assert.fail(`${target} is not reached by ${most} times ${key}`);
}

const focused = (page, id) => page.waitForFunction((id) => document.activeElement?.id === id, id);

test("picker, sample, result and tree are reached", async () => {
  const page = await site.open();
  await ready(page);
  await tabTo(page, picker(page));
  await tabTo(page, sample(page, SOUND));
  await page.keyboard.press("Enter");
  assert.match(await result(page), /^No error in 3 files/);
  await focused(page, "verdict");
  await tabTo(page, fileLink(page, ".whl"));
  await page.keyboard.press("Enter");
  await tree(page).waitFor();
  await tabTo(page, tree(page));
  assert.equal(await tree(page).locator("[tabindex='0']").count(), 1);
  const at = treeItems(page).and(page.locator(":focus"));
  // The text as `hasText` sees it: without the lines of the layout.
  const first = await at.textContent();
  await page.keyboard.press("ArrowDown");
  await at.filter({ hasNotText: first }).waitFor();
  await page.keyboard.press("Home");
  await at.filter({ hasText: first }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.locator("[role=treeitem]:focus[aria-expanded=false]").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.locator("[role=treeitem]:focus[aria-expanded=true]").waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a reviewer: verdict, finding, its line, the comparison, and its text for the pull request", async () => {
  const page = await site.open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await ready(page);
  await tabTo(page, sample(page, "Three disasters"));
  await page.keyboard.press("Enter");
  await result(page);
  await focused(page, "verdict");
  const place = page.locator(".finding .places a").filter({ hasText: /METADATA:\d+/ }).first();
  await tabTo(page, place);
  await page.keyboard.press("Enter");
  await lines(page).first().waitFor();
  await page.waitForFunction(() => /^L\d+$/.test(document.activeElement?.id ?? ""));
  assert.equal(await page.locator(".code [tabindex='0']").count(), 1);
  await tabTo(page, page.getByRole("link", { name: "See the finding" }).first());
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id.startsWith("finding-"));
  const copy = page.getByRole("button", { name: "Copy for a pull request" });
  await tabTo(page, copy);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^## Preflight: PyPI would refuse/);
  // The way back to the top is short, because the header comes first.
  await page.keyboard.press("Control+Home");
  await tabTo(page, nav(page, "Check"), "Shift+Tab");
  await page.context().close();
});

test("a reviewer compares two files", async () => {
  const page = await site.open();
  await ready(page);
  await tabTo(page, sample(page, SOUND));
  await page.keyboard.press("Enter");
  await result(page);
  await tabTo(page, page.getByRole("link", { name: "Compare", exact: true }).last());
  await page.keyboard.press("Enter");
  await compared(page);
  await focused(page, "compare");
  await tabTo(page, page.locator(".compare-expected summary"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("List them among the files, too"));
  await page.keyboard.press("Space");
  await tree(page).waitFor();
  await tabTo(page, tree(page), "Shift+Tab");
  assert.equal(await tree(page).locator("[tabindex='0']").count(), 1);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.locator(".compare-files .viewer-head").waitFor();
  assert.match(page.url(), /#\/compare\?file=/);
  await page.context().close();
});

test("a teacher: guess, reveal, repair, check again", async () => {
  const page = await site.open();
  await ready(page);
  await tabTo(page, nav(page, "Learn"));
  await page.keyboard.press("Enter");
  const exercise = page.locator(".exercise").filter({ hasText: "Only the command says" });
  await exercise.waitFor();
  await tabTo(page, exercise.getByRole("radio").first(), "Tab", 200);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await exercise.getByText(/^Right\./).waitFor();
  await tabTo(page, exercise.getByRole("button", { name: /^Open/ }));
  await page.keyboard.press("Enter");
  assert.match(await result(page), /^This release would not run/);
  await tabTo(page, page.locator(".repair summary"));
  await page.keyboard.press("Enter");
  const text = page.getByLabel("Content");
  await text.waitFor();
  await tabTo(page, page.locator(".repair select"));
  const option = page.locator(".repair option").filter({ hasText: "entry_points.txt" });
  await page.locator(".repair select").selectOption(await option.getAttribute("value"));
  await tabTo(page, text);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("[console_scripts]\nstar-chart = star_chart.main:run\nstar-plot = star_chart.main:run\n");
  await tabTo(page, page.getByRole("button", { name: "Check again" }));
  await page.keyboard.press("Enter");
  await page.getByText(/findings? (is|are) gone/).first().waitFor({ timeout: 30_000 });
  await focused(page, "verdict");
  assert.equal(await page.locator(".finding[data-rule^=entry-]").count(), 0);
  await page.context().close();
});
