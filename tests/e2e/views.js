// Every view of the page, and how to get there: what has to hold everywhere is tried on all of them.

import { basename } from "node:path";

import { compared, fileLink, lines, nav, picker, ready, result, sample, sheet, tree, treeItems } from "./page.js";

/** Views of a page that was just opened, in this order: name and the way from the one before. */
export const views = ({ wheel, pyproject }) => [
  ["home", (page) => ready(page)],
  ["home-fetch", (page) => page.getByText("Or fetch a published release").click()],
  ["compare-empty", async (page) => {
    await nav(page, "Compare").click();
    await page.getByRole("heading", { name: "Compare two distributions" }).waitFor();
  }],
  ["rules", async (page) => {
    await nav(page, "Rules").click();
    await page.locator(".stage").first().waitFor();
  }],
  ["rule", async (page) => {
    await page.getByRole("link", { name: "dep-direct-url" }).click();
    await page.getByRole("heading", { name: "Why" }).waitFor();
  }],
  ["learn", async (page) => {
    await nav(page, "Learn").click();
    await page.locator(".exercise").first().waitFor();
  }],
  ["result", async (page) => {
    await nav(page, "Check").click();
    await sample(page, "Three disasters").click();
    await result(page);
  }],
  ["result-open", async (page) => {
    for (const name of ["Repair it, and check again", "As steps of a workflow", "Not decided here"]) {
      await page.getByText(name).click();
    }
    await page.getByLabel("Content").waitFor();
  }],
  ["proof", (page) => page.getByText("Network off").first().click()],
  ["checks", async (page) => {
    await page.getByText("Network off").first().click();
    await page.getByRole("link", { name: /^Checks/ }).click();
    await page.locator(".check-group").first().waitFor();
  }],
  ["walk", async (page) => {
    await page.getByRole("link", { name: "Walk through the release" }).click();
    await page.locator("h1#walk").waitFor();
  }],
  ["compare", async (page) => {
    await page.getByRole("link", { name: "← Report" }).click();
    await page.getByRole("button", { name: "Check other files" }).click();
    await sample(page, "A sound release").click();
    await result(page);
    await nav(page, "Compare").click();
    await compared(page);
    await page.locator(".compare-expected summary").click();
    await page.getByLabel("List them among the files, too").check();
    await tree(page).waitFor();
    await treeItems(page).and(page.locator(":not([aria-expanded])")).first().click();
    await page.locator(".compare-files .viewer-head").waitFor();
  }],
  ["result-real", async (page) => {
    await nav(page, "Check").click();
    await page.getByRole("button", { name: "Check other files" }).click();
    await picker(page).setInputFiles([wheel, pyproject]);
    await result(page);
  }],
  ["files", async (page) => {
    await fileLink(page, basename(wheel)).click();
    await tree(page).waitFor();
  }],
  ["viewer", async (page) => {
    const folded = treeItems(page).and(page.locator("[aria-expanded=false]"));
    while ((await folded.count()) > 0) await folded.first().click();
    await treeItems(page).filter({ hasText: "METADATA" }).click();
    await lines(page).first().waitFor();
  }],
  ...["Sizes", "Metadata", "Requirements", "README", "RECORD"].map((name) => [
    name.toLowerCase(),
    async (page) => {
      await sheet(page, name).click();
      await page.locator(`h2#${name.toLowerCase()}, h2#core-metadata`).first().waitFor({ state: "attached" });
    },
  ]),
];

/** Views that last only while the engine does not come: each on a page of its own. */
export const passing = ({ wheel }) => [
  ["reading", async (page) => {
    await page.route("**/engine_bg.wasm", () => {}); // never answered
    await page.reload();
    await picker(page).setInputFiles(wheel);
    await page.getByRole("heading", { name: /^Reading/ }).waitFor();
  }],
  ["failed", async (page) => {
    await page.route("**/engine_bg.wasm", (route) => route.abort());
    await page.reload();
    await picker(page).setInputFiles(wheel);
    await page.getByRole("heading", { name: /^Preflight failed/ }).waitFor();
  }],
];
