// A real release through the page: the verdict, the same answer as the command's, no request, and a check that is cancelled.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";

import { command, drop, longestTask, picture, realRelease, sameText, scratch, start, wheelWith } from "./browser.js";
import { cancel, json, picker, ready, result } from "./page.js";

let site;
let files;
let folder;

before(async () => {
  folder = scratch();
  files = realRelease(folder);
  site = await start();
});
after(() => site?.close());

test("a dropped release gets the verdict of the command", async () => {
  const page = await site.open();
  await ready(page);
  const paths = [files.wheel, files.sdist, files.pyproject];
  await drop(page, paths);
  const sentence = await result(page);
  assert.match(sentence, /^No error in 3 files/);
  assert.ok(command("text", paths).toString().startsWith(sentence), sentence);
  await picture(page, "release");
  sameText(await json(page), command("json", paths));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("chosen files give the same report as dropped ones", async () => {
  const page = await site.open();
  await picker(page).setInputFiles([files.wheel, files.pyproject]);
  await result(page);
  sameText(await json(page), command("json", [files.wheel, files.pyproject]));
  await page.context().close();
});

test("nothing is requested once files are dropped", async () => {
  const page = await site.open();
  await ready(page);
  // The engine may be loaded in the background until the first file is there.
  await page.getByText("Ready offline").waitFor({ timeout: 30_000 });
  const asked = [];
  const leaves = (url) => !/^(blob|data|about):/.test(url);
  page.context().on("request", (request) => leaves(request.url()) && asked.push(request.url()));
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", ({ request }) => leaves(request.url) && asked.push(request.url));
  session.on("Network.webSocketCreated", ({ url }) => asked.push(url));
  const reached = site.site.requests.length;
  await drop(page, [files.wheel, files.sdist, files.pyproject]);
  await result(page);
  await json(page);
  await page.waitForTimeout(500);
  assert.deepEqual(asked, []);
  assert.deepEqual(site.site.requests.slice(reached), []);
  await page.context().close();
});

test("after the check the page cannot send anything even if it tried", async () => {
  const page = await site.open();
  await picker(page).setInputFiles(files.wheel);
  await result(page);
  const reached = site.site.requests.length;
  const outcome = await page.evaluate(() => fetch("index.html").then(() => "sent", () => "refused"));
  assert.equal(outcome, "refused");
  assert.deepEqual(site.site.requests.slice(reached), []);
  await page.context().close();
});

test("a file is told of while others are still read", async () => {
  const page = await site.open();
  await ready(page);
  await drop(page, [files.wheel, files.sdist]);
  await page.locator(".reading-part").filter({ hasText: "PyPI: accepted" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Cancel" }).count(), 1, "the sdist is still being read");
  await picture(page, "partial");
  await result(page);
  await page.context().close();
});

test("a cancelled check makes room for the next one", async () => {
  const page = await site.open();
  await ready(page);
  await drop(page, [files.sdist]);
  await cancel(page).click();
  await cancel(page).waitFor({ state: "hidden" });
  await picker(page).setInputFiles(files.wheel);
  assert.match(await result(page), /^No error in 1 file\b/);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("pasted files are checked", async () => {
  const page = await site.open();
  await ready(page);
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["[project]\nname = 'demo'\n"], "pyproject.toml"));
    dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  });
  await result(page);
  await page.locator(".artifact-name").filter({ hasText: "pyproject.toml" }).waitFor();
  await page.context().close();
});

test("a dropped folder is read with what lies in it", async () => {
  const page = await site.open();
  await ready(page);
  const dist = join(folder, "dist");
  mkdirSync(join(dist, "deeper"), { recursive: true });
  copyFileSync(files.wheel, join(dist, basename(files.wheel)));
  copyFileSync(files.pyproject, join(dist, "deeper/pyproject.toml"));
  await drop(page, [dist]);
  assert.match(await result(page), /^No error in 2 files/);
  sameText(await json(page), command("json", [dist]));
  await page.context().close();
});

test("a release of thirty wheels is one verdict and a row for each", async () => {
  const page = await site.open({ viewport: { width: 1440, height: 900 } });
  await ready(page);
  const program = `
import sys, zipfile, shutil, os
out = sys.argv[2]
os.makedirs(out, exist_ok=True)
tags = [f"cp3{minor}-cp3{minor}-{platform}" for minor in (10, 11, 12, 13, 14) for platform in (
    "win_amd64", "win_arm64", "macosx_11_0_arm64", "macosx_10_13_x86_64", "manylinux_2_28_x86_64", "manylinux_2_28_aarch64")]
for tag in tags:
    with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(f"{out}/hostile-1.0-{tag}.whl", "w") as new:
        for item in old.infolist():
            text = old.read(item)
            if item.filename.endswith("/WHEEL"):
                text = text.replace(b"py3-none-any", tag.encode())
            new.writestr(item, text)
print(len(tags))`;
  const wheels = join(folder, "thirty");
  execFileSync("python3", ["-c", program, wheelWith(folder, { "hostile/__init__.py": "" }), wheels]);
  const longest = await longestTask(page, async () => {
    await drop(page, [wheels]);
    await result(page);
  });
  console.log(`longest task while 30 wheels were read: ${longest} ms`);
  assert.equal(await page.locator(".matrix tbody tr").count(), 30);
  sameText(await json(page), command("json", [wheels]));
  await picture(page, "thirty");
  await page.context().close();
});
