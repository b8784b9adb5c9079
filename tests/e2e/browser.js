// What every browser test needs: a browser that reaches nothing but this machine, the site, files to drop, the command.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { serve } from "./server.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const SAMPLES = join(ROOT, "dist/samples");
const OUTPUT = join(ROOT, "tests/e2e/output");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Chromium as distributions install it. */
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Opens the browser and serves the site; `close` ends both. */
export const start = () => browse(join(ROOT, "dist"));

/** The same with another folder in the place of the site, and with more to tell the browser. */
export async function browse(folder, ...more) {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find(existsSync);
  if (!executablePath) throw new Error("no Chromium: script/setup installs it");
  const site = await serve(folder);
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox", // the tests may run as root, and open nothing but the site
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ...more,
    ],
  });
  mkdirSync(OUTPUT, { recursive: true });
  return {
    site,
    browser,
    /** A page of its own context, at the start of the site. `problems` collects what must not happen. */
    async open(options = {}) {
      const context = await browser.newContext({ acceptDownloads: true, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.problems = [];
      page.on("pageerror", (error) => page.problems.push(`error: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") page.problems.push(`console: ${message.text()}`);
      });
      page.on("dialog", (dialog) => {
        page.problems.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      await page.goto(site.url);
      return page;
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

/** What axe finds wrong with the page as it is now; empty where it is accessible. */
export async function violations(page) {
  // The page's policy refuses scripts that it does not know, so axe comes in beside it.
  await page.evaluate(AXE);
  // Targets of 24 pixels (WCAG 2.2, 2.5.8) are no rule that axe tries by itself.
  const rules = { "target-size": { enabled: true } };
  const { violations } = await page.evaluate((rules) => globalThis.axe.run({ iframes: false, rules }), rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Keeps a picture of the page for people; the folder is ignored by git. */
export function picture(page, name) {
  return page.screenshot({ path: join(OUTPUT, `${name}.png`), fullPage: true });
}

/** Drops files from the disk onto the page, as a file manager does: the page gets real `File` handles. */
export async function drop(page, paths) {
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize();
  const at = { x: width / 2, y: height / 2, data: { items: [], files: paths, dragOperationsMask: 1 } };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, ...at });
  }
  await session.detach();
}

/** The files of a sample, unpacked, so that the command sees what the page sees. */
export function unpacked(id, folder) {
  const to = join(folder, id);
  mkdirSync(to, { recursive: true });
  const program = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
  execFileSync("python3", ["-c", program, join(SAMPLES, `${id}.zip`), to]);
  return to;
}

/** The sample releases, as the page gets them: `{ id, title, file }`. */
export const samples = () => JSON.parse(readFileSync(join(SAMPLES, "index.json"), "utf8"));

/** Longest time in milliseconds for which the page did nothing else, while that was done. */
export async function longestTask(page, work) {
  await page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((task) => task.duration)))
      .observe({ type: "longtask" });
  });
  await work();
  await page.waitForTimeout(200);
  return page.evaluate(() => Math.max(0, ...globalThis.tasks));
}

/** An empty folder that is removed when the tests of a file are over. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "preflight-e2e-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The real release: its wheel, its sdist, and the pyproject.toml of the sdist. */
export function realRelease(folder) {
  const artifacts = join(ROOT, "artifacts");
  const names = existsSync(artifacts) ? readdirSync(artifacts) : [];
  const named = (pattern) => {
    const name = names.find((name) => pattern.test(name));
    if (!name) throw new Error(`no file ${pattern} in artifacts/: fetch it with script/setup`);
    return join(artifacts, name);
  };
  const wheel = named(/^lms_llmstxt-.*\.whl$/);
  const sdist = named(/^lms_llmstxt-.*\.tar\.gz$/);
  const top = sdist.split("/").at(-1).replace(/\.tar\.gz$/, "");
  execFileSync("tar", ["-xzf", sdist, "-C", folder, "--strip-components=1", `${top}/pyproject.toml`]);
  return { wheel, sdist, pyproject: join(folder, "pyproject.toml") };
}

/** What the command says of the same files, as bytes. In `folder`, names are as the page has them. */
export const command = (format, paths, folder) => preflight(["check", "--format", format, ...paths], folder);

/** What the command prints, as bytes. */
export function preflight(words, folder = ROOT) {
  const program = resolve(ROOT, process.env.PREFLIGHT ?? "target/release/preflight");
  if (!existsSync(program)) throw new Error("no command: build it with cargo build --release --bin preflight");
  const run = spawnSync(program, words, { maxBuffer: 1 << 28, cwd: folder });
  if (run.status === 2) throw new Error(run.stderr.toString());
  return run.stdout;
}

/** The bytes of the file that the browser saves when `act` is done. */
export async function downloaded(page, act) {
  const waiting = page.waitForEvent("download");
  await act();
  const download = await waiting;
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** Fails with the first line that differs: whole reports are too long to read in a log. */
export function sameText(actual, expected) {
  const [left, right] = [actual.toString().split("\n"), expected.toString().split("\n")];
  const line = left.findIndex((text, n) => text !== right[n]);
  if (line >= 0) assert.fail(`line ${line + 1}: ${left[line]}\ninstead of: ${right[line]}`);
  assert.ok(actual.equals(expected), `ends too early, after ${left.length} of ${right.length} lines`);
}

/** A wheel with members of these names and contents; the rest of it is sound. */
export function wheelWith(folder, members, extra = "", version = "1.0") {
  const path = join(folder, `hostile-${version}-py3-none-any.whl`);
  const source = join(folder, "members.json");
  writeFileSync(source, JSON.stringify(members));
  const program = `
import json, sys, zipfile
info = "hostile-${version}.dist-info/"
members = {
    info + "METADATA": "Metadata-Version: 2.1\\nName: hostile\\nVersion: ${version}\\n",
    info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    **json.load(open(sys.argv[1])),
}
${extra}
members[info + "RECORD"] = "".join('"' + name.replace('"', '""') + '",,\\n' for name in [*members, info + "RECORD"])
with zipfile.ZipFile(sys.argv[2], "w") as wheel:
    for name, text in members.items():
        wheel.writestr(name, text)
`;
  execFileSync("python3", ["-c", program, source, path]);
  return path;
}
