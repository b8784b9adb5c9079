// The smoke test on a bare page, without Preflight's own: the sealed frame, its files, a page that is locked as the real one.

import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { scratch } from "./browser.js";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKS = join(ROOT, "public/generated/smoke");

/** The policy that the page adds when files are dropped (src/web/client.rs), with the hash of the frame's script. */
function lock() {
  const client = readFileSync(join(ROOT, "src/web/client.rs"), "utf8");
  const text = /LOCK: &str = "([^"]*)"/.exec(client)[1].replace(/\\\n\s*/g, "");
  const script = readFileSync(join(ROOT, "public/smoke/frame.js"));
  const hash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  if (!text.includes(hash)) throw new Error(`the lock in src/web/client.rs lacks the hash of public/smoke/frame.js: ${hash}`);
  return text;
}

/** A folder with a page that downloads the packs, locks itself, and then opens the frame. */
export function barePage() {
  const folder = scratch();
  if (!existsSync(PACKS)) throw new Error("nothing is packed: run script/pack.js");
  symlinkSync(PACKS, join(folder, "smoke"));
  writeFileSync(join(folder, "bare.js"), BARE.replace("LOCK", JSON.stringify(lock())));
  const policy = /content="(default-src[^"]*)"/.exec(readFileSync(join(ROOT, "index.html"), "utf8"))[1];
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,"><title>bare</title><input type="file" multiple><script src="bare.js"></script>`,
  );
  return folder;
}

const BARE = `
"use strict";
window.ready = (async () => {
  const list = await (await fetch("smoke/index.json")).json();
  const groups = {};
  const download = async (wanted) => {
    for (const { group, name, file } of list.filter(wanted)) {
      const response = await fetch("smoke/" + file);
      (groups[group] ??= {})[name] = /[.]js$|[.]txt$/.test(file) ? await response.text() : await response.blob();
    }
  };
  const begin = performance.now();
  await download(({ group }) => group === "core");
  const core = performance.now();
  await download(({ group }) => group !== "core");
  const all = performance.now();
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = LOCK;
  document.head.append(meta);
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.srcdoc = '<!doctype html><meta http-equiv="Content-Security-Policy" content="' + POLICY + '"><script>' + groups.core.frame + '</' + 'script>';
  const { port1, port2 } = new MessageChannel();
  const events = [];
  let wake;
  port1.onmessage = ({ data }) => { events.push(JSON.parse(data)); wake?.(); };
  window.until = async (test) => {
    for (;;) {
      const found = events.find(test) ?? events.find(({ event }) => event === "failed");
      if (found) return found;
      await new Promise((go) => { wake = go; });
    }
  };
  frame.onload = () => frame.contentWindow.postMessage(null, "*", [port2]);
  document.body.append(frame);
  await window.until(({ event }) => event === "ready");
  port1.postMessage({ task: "assets", core: groups.core });
  await window.until(({ event }) => event === "assets");
  // As on the page, which downloads the rest only where a release needs it.
  window.compiled = (performance.now() - begin - (all - core)) / 1000;
  for (const name of ["backends", "readme"]) port1.postMessage({ task: "pack", name, bytes: groups[name][name] });
  let id = 0;
  window.ask = async (request) => {
    id += 1;
    const mine = id;
    port1.postMessage({ ...request, id: mine });
    const last = await window.until((event) => event.id === mine && ["done", "readme", "failed"].includes(event.event));
    return { ...last, steps: events.filter((event) => event.id === mine && event.event === "step").map(({ step }) => step) };
  };
})();
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'";
`;

/** Runs the smoke test of the first file on a bare page that is open; the others lie beside it. */
export async function smoke(page, paths, options = {}) {
  await page.locator("input").setInputFiles(paths);
  return page.evaluate(
    async ([first, options]) => {
      await window.ready;
      const files = [...document.querySelector("input").files].map((file) => ({ name: file.name, blob: file }));
      return window.ask({ task: "check", target: first, files, platform: "linux", standIns: false, ...options });
    },
    [basename(paths[0]), options],
  );
}

/** Wheels and sdists made by tests/e2e/smoke_samples.py; one of them tries to reach `url`. */
export function samples(folder, url = "http://localhost:9/") {
  execFileSync("python3", [join(ROOT, "tests/e2e/smoke_samples.py"), folder, url]);
  return (name) => join(folder, name);
}

/** Does something with each item, on two pages at a time: most of the time an interpreter starts on one core. */
export async function inTurns(site, items, action) {
  const waiting = [...items];
  const worker = async () => {
    const page = await site.open();
    while (waiting.length > 0) await action(page, waiting.shift());
    await page.context().close();
  };
  await Promise.all([worker(), worker()]);
}
