// The smoke test beside what the same tools say natively: real programs, builds of sdists, descriptions.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { browse, realRelease, scratch } from "./browser.js";
import { barePage, inTurns, ROOT, samples, smoke } from "./smoke.js";

const WHEELS = join(ROOT, ".wheels/tests");
const ARTIFACTS = join(ROOT, "artifacts");
let site;
let sample;

before(async () => {
  sample = samples(scratch());
  site = await browse(barePage());
});
after(() => site?.close());

/** A Python with what PyPI's server runs renders descriptions; for the rest any does. */
function native(...args) {
  const python = args[0] === "readme" ? ".venv-reference/bin/python" : ".venv/bin/python";
  const output = execFileSync(join(ROOT, python), [join(ROOT, "tests/e2e/smoke_native.py"), ...args], { maxBuffer: 1 << 28 });
  return JSON.parse(output.toString());
}

/** Programs that were not looked at while the stand-ins were written. */
const PROGRAMS = ["codespell", "flake8", "invoke", "isort", "pylint", "sqlparse", "uvicorn", "vulture", "waitress", "yapf"];

/** What differs from native, and why. */
const DIFFERENT = {
  // Both compare the number of an error with 2; here a file that is not there gives 44.
  "invoke inv": "undecided",
  "invoke invoke": "undecided",
};

/** Options in the order of their first mention: what help is about, without the layout that changes with Python's version. */
const options = (text) => [...new Set(text.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? [])].sort();

test("ten real programs end as natively and offer the same options", async () => {
  const expected = native("programs", WHEELS);
  const files = readdirSync(WHEELS).filter((name) => name.endsWith(".whl"));
  const texts = { same: 0, different: [] };
  await inTurns(site, PROGRAMS, async (page, program) => {
    const target = files.find((name) => name.startsWith(`${program}-`));
    const others = files.filter((name) => name !== target);
    const { steps } = await smoke(page, [target, ...others].map((name) => join(WHEELS, name)));
    assert.deepEqual(steps[0].missing, [], program);
    assert.equal(steps.find(({ kind }) => kind === "module").verdict, "works", program);
    const scripts = steps.filter(({ kind }) => kind === "script");
    assert.deepEqual(scripts.map(({ name }) => name).sort(), Object.keys(expected[program]).sort());
    for (const script of scripts) {
      const other = expected[program][script.name];
      const name = `${program} ${script.name}`;
      if (DIFFERENT[name]) {
        assert.equal(script.verdict, DIFFERENT[name], `${name}: ${script.cause}`);
        continue;
      }
      assert.equal(script.exit, other.exit, `${name}: ${script.cause}\n${script.stderr}`);
      assert.equal(script.verdict, other.exit === 0 ? "works" : "fails", name);
      assert.deepEqual(options(script.stdout + script.stderr), options(other.stdout + other.stderr), name);
      if (script.stdout === other.stdout) texts.same += 1;
      else texts.different.push(name);
    }
  });
  // Python 3.13 changed how argparse writes options, so a text that differs is no fault.
  console.log(`${texts.same} help texts are equal to the letter; other layout: ${texts.different.join(", ") || "none"}`);
});

test("an sdist becomes the wheel that it becomes natively, with five backends", async () => {
  const own = readdirSync(join(ROOT, ".wheels")).filter((name) => name.endsWith(".whl"));
  const real = realRelease(scratch());
  const named = (pattern) => join(ARTIFACTS, readdirSync(ARTIFACTS).find((name) => pattern.test(name)));
  const sdists = [
    ...["setuptools", "hatch", "flit", "pdm", "poetry", "old", "large"].map((name) => sample(`made_${name}-1.0.tar.gz`)),
    named(/^attrs-.*\.tar\.gz$/),
    named(/^flit_core-.*\.tar\.gz$/),
    real.sdist,
  ];
  await inTurns(site, sdists, async (page, path) => {
    const { steps } = await smoke(page, [path]);
    const step = steps.find(({ kind }) => kind === "build");
    assert.equal(step.verdict, "works", `${path}: ${step.cause}\n${step.stderr}`);
    const wheels = step.versions.map((line) => {
      const [name, version] = line.split(" ");
      return join(ROOT, ".wheels", own.find((file) => file.startsWith(`${name.replaceAll("-", "_")}-${version}-`)));
    });
    const expected = native("build", path, wheels.join(","), "out");
    assert.equal(step.wheel, expected.wheel);
    assert.deepEqual(step.hashes, expected.hashes, path);
    assert.ok(step.memory < 300 * 2 ** 20, `${path}: ${step.memory} bytes`);
    assert.equal(steps.find(({ kind }) => kind === "install").verdict, "works", path);
  });
});

test("an sdist that a browser cannot build says why, one that is broken fails", async () => {
  const cases = [
    ["made_native", "undecided", /maturin>=1 \(asked by the sdist\)/],
    ["made_pinned", "undecided", /setuptools==60.0.0 \(asked by the sdist; 84.* is here\)/],
    ["made_c", "undecided", /does not support processes/],
    ["made_broken", "fails", /this sdist does not build/],
  ];
  await inTurns(site, cases, async (page, [name, verdict, cause]) => {
    const { steps } = await smoke(page, [sample(`${name}-1.0.tar.gz`)]);
    assert.deepEqual(steps.map(({ kind }) => kind), ["build"], name);
    assert.equal(steps[0].verdict, verdict, `${name}: ${steps[0].cause}`);
    assert.match(steps[0].cause, cause, name);
  });
});

test("the real sdist and the dropped wheel differ only in what the backend's version leaves", async () => {
  const page = await site.open();
  const { wheel, sdist } = realRelease(scratch());
  const { steps } = await smoke(page, [sdist, wheel]);
  const { different } = steps.find(({ kind }) => kind === "install");
  assert.deepEqual(different.map((line) => line.split("dist-info/")[1]).sort(), ["RECORD", "WHEEL"]);
  await page.context().close();
});

test("descriptions in reStructuredText get PyPI's verdict and HTML", async () => {
  const expected = native("readme");
  assert.ok(expected.length >= 200);
  if (!process.env.PREFLIGHT_UPLOAD_CORPUS) console.log("PREFLIGHT_UPLOAD_CORPUS names no folder of artifacts: only generated descriptions are compared");
  const page = await site.open();
  await page.evaluate(() => window.ready);
  const texts = expected.map(({ text }) => text);
  const answer = await page.evaluate((texts) => window.ask({ task: "readme", texts }), texts);
  assert.equal(answer.problem, "");
  const wrong = expected.filter(({ rendered, html }, n) => {
    const { rendered: here, html: htmlHere } = answer.texts[n];
    return here !== rendered || htmlHere !== html;
  });
  assert.deepEqual(wrong.map(({ text }) => text), []);
  const refused = expected.filter(({ rendered }) => !rendered).length;
  assert.ok(refused > 20 && refused < expected.length - 20, `${refused} of ${expected.length} are refused`);
  console.log(`${expected.length} descriptions, ${refused} refused, in ${answer.seconds.toFixed(1)} s`);
  await page.context().close();
});
