// What a distribution says of itself: metadata, tags, requirements where the visitor is, the README in its frame.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { picture, scratch, start, wheelWith } from "./browser.js";
import { fileLink, lines, picker, result, sheet } from "./page.js";

const METADATA = `Metadata-Version: 2.1
Name: hostile
Version: 1.0
Home-page: https://example.org
Requires-Python: >=3.10
Requires-Dist: colorama>=0.4; sys_platform == "win32"
Requires-Dist: rich~=13.7; extra == "pretty"
Requires-Dist: attrs
Provides-Extra: pretty
Description-Content-Type: text/markdown

# Title

![logo](https://example.org/logo.png)

<script>globalThis.attacked = 1</script><img src=x onerror="globalThis.attacked=1">

[away](https://example.org/) and [down](#title)
`;

let site;
let wheel;

before(async () => {
  wheel = wheelWith(scratch(), { "hostile/__init__.py": "", "hostile-1.0.dist-info/METADATA": METADATA });
  site = await start();
});
after(() => site?.close());

async function open(options) {
  const page = await site.open(options);
  await picker(page).setInputFiles(wheel);
  await result(page);
  await fileLink(page, ".whl").click();
  return page;
}

test("metadata stands beside its source, and a tag is told in words", async () => {
  const page = await open({ viewport: { width: 1440, height: 900 } });
  await sheet(page, "Metadata").click();
  await page.getByText("Installs on every Python 3, on every platform").waitFor();
  await page.locator(".fields [data-odd=true]").filter({ hasText: "Home-page" }).waitFor();
  await page.getByRole("button", { name: "Show the source beside it" }).click();
  await lines(page).first().waitFor();
  await picture(page, "metadata-beside");
  await page.locator(".fields dt").filter({ hasText: "Requires-Python" }).getByRole("link").click();
  await page.locator(".line.wanted").filter({ hasText: ">=3.10" }).waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("requirements apply where the visitor says", async () => {
  const page = await open();
  await sheet(page, "Requirements").click();
  const applies = async () =>
    Object.fromEntries(await page.locator(".requirements tbody tr").evaluateAll((rows) =>
      rows.map((row) => [row.querySelector("th").innerText, row.dataset.applies])));
  await page.getByText("1 of 3 requirements would be installed there.").waitFor();
  assert.deepEqual(await applies(), { colorama: "no", rich: "no", attrs: "yes" });
  await page.getByText("13.7 or later within 13.x").waitFor();
  await page.getByLabel("Platform").selectOption("Windows on x86-64");
  await page.getByText("2 of 3 requirements").waitFor();
  await page.getByLabel("pretty").check();
  await page.getByText("3 of 3 requirements").waitFor();
  await page.getByLabel("Python", { exact: false }).first().selectOption("3.9");
  await page.getByText("the chosen Python is none of them").waitFor();
  await picture(page, "requirements");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the README is shown as PyPI shows it, and can do nothing", async () => {
  const page = await open();
  const asked = [];
  page.context().on("request", (request) => !/^(blob|data|about):/.test(request.url()) && asked.push(request.url()));
  await sheet(page, "README").click();
  const frame = page.frameLocator("iframe.readme");
  await frame.getByRole("heading", { name: "Title" }).waitFor();
  assert.equal(await frame.locator("script").count(), 0);
  assert.equal(await frame.locator("h1").evaluate((heading) => getComputedStyle(heading).borderBottomStyle), "solid");
  await page.getByText("images are not loaded here").waitFor();
  await picture(page, "readme");
  await frame.getByRole("link", { name: "away" }).click();
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  assert.deepEqual(asked, []);
  await page.context().close();
});
