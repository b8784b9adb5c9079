// A published release by its name: two hosts, before the network is turned off, and only when it is asked for. The index is a
// stand-in: no test leaves this machine.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { command, picture, realRelease, sameText, scratch, start } from "./browser.js";
import { json, picker, ready, result } from "./page.js";

let site;
let files;

before(async () => {
  files = realRelease(scratch());
  site = await start();
});
after(() => site?.close());

const HEADERS = { "access-control-allow-origin": "*" };

/** Answers as PyPI does, for one project with one wheel; returns what was asked. */
async function index(page, { wheel = readFileSync(files.wheel), sha256, size = wheel.length } = {}) {
  const asked = [];
  const filename = files.wheel.split("/").at(-1);
  await page.context().route(/^https:/, async (route) => {
    const request = route.request();
    asked.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`.trim());
    const { host, pathname } = new URL(request.url());
    if (host === "pypi.org" && pathname === "/pypi/lms-llmstxt/0.1.4/json") {
      const digests = { sha256: sha256 ?? createHash("sha256").update(wheel).digest("hex") };
      const url = `https://files.pythonhosted.org/packages/${filename}`;
      const other = { filename: "elsewhere-1.0-py3-none-any.whl", url: "https://example.com/a.whl", size: 1, digests };
      await route.fulfill({ headers: HEADERS, json: { urls: [{ filename, url, size, digests }, other] } });
    } else if (host === "files.pythonhosted.org") {
      await route.fulfill({ headers: HEADERS, body: wheel });
    } else {
      await route.fulfill({ status: 404, headers: HEADERS, json: { message: "Not Found" } });
    }
  });
  return asked;
}

async function fetchByName(page, name) {
  await page.getByText("Or fetch a published release").click();
  await page.getByLabel("Name and version").fill(name);
  await page.getByRole("button", { name: "Fetch", exact: true }).click();
}

test("nothing is asked of any other host until a visitor asks", async () => {
  const page = await site.open();
  const asked = await index(page);
  await page.getByText("Ready offline").waitFor({ timeout: 30_000 });
  await page.getByText("Or fetch a published release").click();
  await page.getByText("files.pythonhosted.org", { exact: true }).waitFor();
  await page.waitForTimeout(300);
  await picture(page, "fetch");
  assert.deepEqual(asked, []);
  await page.context().close();
});

test("a release is fetched, compared with its hash and judged; then the network is off", async () => {
  const page = await site.open();
  await ready(page);
  const asked = await index(page);
  await fetchByName(page, " lms-llmstxt == 0.1.4");
  await result(page);
  assert.deepEqual(asked, [
    "GET https://pypi.org/pypi/lms-llmstxt/0.1.4/json",
    `GET https://files.pythonhosted.org/packages/${files.wheel.split("/").at(-1)}`,
  ]);
  sameText(await json(page), command("json", [files.wheel]));
  const again = await page.evaluate(() =>
    fetch("https://pypi.org/pypi/lms-llmstxt/0.1.4/json").then(() => "sent", () => "refused"));
  assert.equal(again, "refused");
  assert.equal(asked.length, 2);
  assert.equal(await page.getByText("Check again").count(), 0, "a published release stays as it is");
  await page.getByRole("button", { name: "Check other files" }).click();
  await page.getByText("Or fetch a published release").click();
  await page.getByText("The network is off since a file was read").waitFor();
  await page.context().close();
});

for (const [what, options, name, words] of [
  ["a wrong hash", { sha256: "0".repeat(64) }, "lms-llmstxt==0.1.4", /its SHA-256 differs/],
  ["an unknown version", {}, "lms-llmstxt==9", "PyPI has no lms-llmstxt 9."],
  ["an unknown name", {}, "nobody-has-this", "PyPI has no nobody-has-this."],
  ["what is no name", {}, "https://evil.example/x", /Write a name and a version/],
  ["too much", { size: 200_000_000 }, "lms-llmstxt==0.1.4", /larger than 100 MB/],
]) {
  test(`${what} is told, and the network stays on`, async () => {
    const page = await site.open();
    await ready(page);
    await index(page, options);
    await fetchByName(page, name);
    await page.locator(".fetch").getByText(words).waitFor();
    assert.equal(await page.locator(".network").count(), 0);
    await page.context().close();
  });
}

test("a host that does not answer is named", async () => {
  const page = await site.open();
  await ready(page);
  await page.context().route(/^https:/, (route) => route.abort());
  await fetchByName(page, "lms-llmstxt==0.1.4");
  await page.getByText("pypi.org was not reached, or does not let this page read its answer.").waitFor();
  await page.context().close();
});

test("a file that is dropped meanwhile ends what is fetched", async () => {
  const page = await site.open();
  await ready(page);
  await page.context().route(/^https:/, () => {}); // never answered
  await fetchByName(page, "lms-llmstxt==0.1.4");
  await page.getByText("Asking pypi.org").waitFor();
  await picker(page).setInputFiles(files.wheel);
  assert.match(await result(page), /^No error in 1 file/);
  await page.context().close();
});

test("no other host can be asked even before a file is there", async () => {
  const page = await site.open();
  await ready(page);
  const asked = await index(page);
  const outcome = await page.evaluate(() => fetch("https://example.com/").then(() => "sent", () => "refused"));
  assert.equal(outcome, "refused");
  assert.deepEqual(asked, []);
  await page.context().close();
});
