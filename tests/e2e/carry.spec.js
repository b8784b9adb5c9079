// What is carried away: the report in every form as the command writes it, a link without contents, paper; and what is
// ignored stays in sight.

import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { SAMPLES, command, picture, sameText, samples, scratch, start, unpacked } from "./browser.js";
import { copied, json, picker, ready, result, sample, saved } from "./page.js";

let site;
let folder;

before(async () => {
  folder = scratch();
  site = await start();
});
after(() => site?.close());

/** A SARIF log without the texts of the rules' pages: the engine in the page has none. */
function findings(bytes) {
  const log = JSON.parse(bytes.toString());
  for (const { tool } of log.runs) {
    for (const rule of tool.driver.rules) {
      delete rule.shortDescription;
      delete rule.help;
    }
  }
  return log;
}

test("every form is what the command writes, and none is requested", async () => {
  const page = await site.open();
  await ready(page);
  const release = unpacked("broken", folder);
  const names = readdirSync(release).sort();
  await picker(page).setInputFiles(names.map((name) => join(release, name)));
  await result(page);
  const reached = site.site.requests.length;
  for (const [title, format, extension] of [
    ["text", "text", "txt"],
    ["Markdown", "markdown", "md"],
    ["JSON", "json", "json"],
    ["SARIF", "sarif", "sarif"],
    ["HTML", "html", "html"],
  ]) {
    const { name, bytes } = await saved(page, `Download ${title}`);
    assert.equal(name, `preflight.${extension}`);
    const own = command(format, names, release);
    if (format === "sarif") assert.deepEqual(findings(bytes), findings(own));
    else sameText(bytes, own);
  }
  sameText(Buffer.from(await copied(page, "Copy for a pull request")), command("markdown", names, release));
  sameText(Buffer.from(await copied(page, "Copy as text")), command("text", names, release));
  const line = await copied(page, "Copy the command");
  assert.equal(line, `preflight check ${names.join(" ")}`);
  assert.deepEqual(site.site.requests.slice(reached), []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the link says the view and holds nothing of the files", async () => {
  const page = await site.open();
  await ready(page);
  await sample(page, "Three disasters").click();
  await result(page);
  await page.getByLabel("Group findings by").selectOption("rule");
  const link = await copied(page, "Copy link");
  assert.equal(link, `${site.site.url}#/release?group=rule`);
  await page.goto("about:blank");
  await page.goto(link);
  await result(page);
  assert.equal(await page.getByLabel("Group findings by").inputValue(), "rule");
  await page.context().close();
});

test("the JSON of every sample is the command's", async () => {
  const page = await site.open();
  await ready(page);
  for (const { id, file } of samples()) {
    await picker(page).setInputFiles(join(SAMPLES, file));
    await result(page);
    sameText(await json(page), command("json", [join(SAMPLES, file)]));
    await page.getByRole("button", { name: "Check other files" }).click();
    await ready(page);
    assert.ok(id);
  }
  await page.context().close();
});

test("what is ignored is counted and shown with its reason", async () => {
  const page = await site.open();
  await ready(page);
  const release = unpacked("broken", folder);
  const ignore = '\n[tool.preflight]\nignore = [{ rule = "dep-direct-url", reason = "published <b>tomorrow</b>" }]\n';
  const wheel = readdirSync(release).find((name) => name.endsWith(".whl"));
  const pyproject = join(folder, "pyproject.toml");
  writeFileSync(pyproject, `[project]\nname = "lmstudio-llmstxt-generator"\nversion = "0.1.0"\n${ignore}`);
  const paths = [join(release, wheel), pyproject];
  await picker(page).setInputFiles(paths);
  assert.match(await result(page), /ignored\.$/);
  const ignored = page.locator(".ignored");
  await ignored.locator("summary").click();
  await ignored.getByText("published <b>tomorrow</b>").waitFor();
  await ignored.getByRole("link", { name: "dep-direct-url" }).waitFor();
  await picture(page, "ignored");
  sameText(await json(page), command("json", paths));
  await page.context().close();
});

test("on paper all is unfolded and nothing waits for a click", async () => {
  const page = await site.open({ colorScheme: "dark" });
  await ready(page);
  await sample(page, "Three disasters").click();
  await result(page);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("main button:visible, .site-header:visible, .tabs:visible").count(), 0);
  const background = await page.evaluate(() => getComputedStyle(document.body).color);
  assert.equal(background, "rgb(26, 30, 35)", "ink of the light theme");
  await picture(page, "print");
  await page.context().close();
});
