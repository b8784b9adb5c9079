// Times the command and the page on a real release beside what else reads the same files. All of a group run in turn, N
// times, and the best of each counts: what disturbs the machine disturbs them all, and the best is the least disturbed.

import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { realRelease, scratch, start } from "../e2e/browser.js";
import { picker, ready, verdict, VERDICT } from "../e2e/page.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const [yardstick, upload, n] = process.argv.slice(2);
process.chdir(ROOT);
const { wheel, sdist } = realRelease(scratch());

/** Seconds of a whole process. Its exit code is its own business: some of the tools find something. */
function seconds(program, ...args) {
  const start = process.hrtime.bigint();
  const { error } = spawnSync(program, args, { stdio: "ignore" });
  if (error) throw error;
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Runs each in turn, N times, and keeps the best. */
async function race(runners) {
  const best = {};
  for (let round = 0; round < Number(n); round += 1) {
    for (const [name, run] of Object.entries(runners)) {
      best[name] = Math.min(best[name] ?? Infinity, await run());
    }
  }
  return best;
}

const check = (file) => seconds("target/release/preflight", "check", "--format", "json", file);
const inflate = () => Number(execFileSync(yardstick, [sdist]).toString());
const LIST = "import sys, tarfile; tarfile.open(sys.argv[1]).getnames()";

/** Seconds from the files in the page to the verdict on it; `inspect` is the engine's own share, if the page tells it. */
async function inPage(site, file) {
  const page = await site.open();
  await ready(page);
  // A little more than it took: the message that asks is counted too.
  const opened = await page.evaluate(() => performance.now());
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  // A visitor is slower at finding a file than the engine at getting ready for it.
  await page.waitForFunction(() => performance.getEntriesByName("preflight:warm").length > 0);
  const input = await picker(page).elementHandle();
  const took = input.evaluate(
    (input, [pattern]) =>
      new Promise((done) => {
        const verdict = new RegExp(pattern);
        input.addEventListener("change", () => {
          const start = performance.now();
          const look = () => {
            if ([...document.querySelectorAll("main h1")].some((heading) => verdict.test(heading.innerText.trim()))) {
              done(performance.now() - start);
            } else requestAnimationFrame(look);
          };
          look();
        }, { capture: true, once: true });
      }),
    [VERDICT.source],
  );
  await input.setInputFiles(file);
  const whole = (await took) / 1000;
  await verdict(page).waitFor();
  const inspect = await page.evaluate(() => performance.getEntriesByName("preflight:inspect").at(-1)?.duration);
  await page.context().close();
  return { whole, inspect: inspect && inspect / 1000, opened, painted };
}

function line(what, ratio, target, holds) {
  const verdict = target ? `  target ${target}: ${holds(ratio) ? "held" : "MISSED"}` : "";
  console.log(`  ${what.padEnd(58)} ${ratio.toFixed(2).padStart(7)}x${verdict}`);
}

const atMost = (most) => (ratio) => ratio <= most;
const atLeast = (least) => (ratio) => ratio >= least;
const times = (best) => Object.entries(best).map(([name, time]) => `${name} ${time.toFixed(3)} s`).join(", ");

console.log(`The sdist (${sdist.split("/").at(-1)}), best of ${n}:`);
const native = await race({
  "bare inflate": inflate,
  preflight: () => check(sdist),
  "python tarfile": () => seconds(".venv/bin/python", "-c", LIST, sdist),
});
console.log(`  ${times(native)}`);
line("command / bare inflate", native.preflight / native["bare inflate"], "<= 1.3x", atMost(1.3));
line("python's tarfile, names only / command", native["python tarfile"] / native.preflight);
const share = Number(execFileSync(upload, [sdist, n]).toString());
line("of the whole check, predicting PyPI's answer", share, "<= 0.10x", atMost(0.1));

console.log(`\nThe wheel (${wheel.split("/").at(-1)}), best of ${n}:`);
const peers = await race({
  preflight: () => check(wheel),
  "twine check": () => seconds(".venv/bin/twine", "check", "--strict", wheel),
  "check-wheel-contents": () => seconds(".venv/bin/check-wheel-contents", wheel),
});
console.log(`  ${times(peers)}`);
const both = peers["twine check"] + peers["check-wheel-contents"];
line("twine check --strict and check-wheel-contents / command", both / peers.preflight, ">= 30x", atLeast(30));

console.log(`\nLogs of a run, best of ${n}:`);
const folder = scratch();
const log = (megabytes) => {
  const path = join(folder, `${megabytes}.log`);
  const lines = Array.from({ length: 10_000 }, (_, i) =>
    `test\tRun tests\t2026-11-19T10:11:12.1234567Z \x1b[32mtests/test_${i % 97}.py::test[${i}]\x1b[0m PASSED\n`).join("");
  writeFileSync(path, lines.repeat(Math.ceil((megabytes * 1e6) / lines.length)));
  return () => seconds("target/release/preflight", "triage", path);
};
const logs = await race({ "25 MB": log(25), "50 MB": log(50) });
console.log(`  ${times(logs)}`);
line("twice as long a log, time", logs["50 MB"] / logs["25 MB"], "<= 2.5x", atMost(2.5));

console.log(`\nThe page, files to verdict, best of ${n}:`);
const site = await start();
try {
  const engine = {};
  const opening = { opened: Infinity, painted: Infinity };
  const timed = (name, file) => async () => {
    const { whole, inspect, opened, painted } = await inPage(site, file);
    opening.opened = Math.min(opening.opened, opened);
    opening.painted = Math.min(opening.painted, painted ?? Infinity);
    if (inspect !== undefined) engine[name] = Math.min(engine[name] ?? Infinity, inspect);
    return whole;
  };
  const page = await race({
    "bare inflate": inflate,
    "page, sdist": timed("engine, sdist", sdist),
    "page, wheel": timed("engine, wheel", wheel),
  });
  console.log(`  ${times({ ...page, ...engine })}`);
  const { opened, painted } = opening;
  console.log(`  first paint ${painted.toFixed(0).padStart(46)} ms`);
  console.log(`  ready to drop ${opened.toFixed(0).padStart(44)} ms  target <= 1000 ms: ${opened <= 1000 ? "held" : "MISSED"}`);
  const first = page["page, wheel"] * 1000;
  console.log(`  small wheel, drop to verdict ${first.toFixed(0).padStart(29)} ms  target <= 300 ms: ${first <= 300 ? "held" : "MISSED"}`);
  line("page, sdist / bare inflate", page["page, sdist"] / page["bare inflate"], "<= 2.5x", atMost(2.5));
  if (engine["engine, sdist"]) line("engine alone, sdist / bare inflate", engine["engine, sdist"] / page["bare inflate"]);
} finally {
  await site.close();
}
