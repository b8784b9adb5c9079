// A release that failed, and the way out: the log explained, the publisher's forms, repairs, the kit, the runbook.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { command, downloaded, drop, picture, preflight, sameText, scratch, start, violations } from "./browser.js";
import {
  causes, findCause, finding, json, line, logBox, nav, paste, picker, publisher, ready, reason, repair, result, viewer,
} from "./page.js";

const LOGS = fileURLToPath(new URL("../fixtures/logs/", import.meta.url));
const IMAGE = '<img src=x onerror="globalThis.attacked=1">';

const PYPROJECT = `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "demo"
version = "1.0.0" # the next one
requires-python = ">=3.11"
dependencies = ["helper @ git+https://github.com/example/helper.git"]

[project.urls]
Source = "https://github.com/example/demo"

[project.scripts]
run-demo = "demo.cli:main"
`;

const WORKFLOW = `name: Release
on:
  push:
    tags: ["v*"]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - run: uv build
      - uses: actions/upload-artifact@v7
        with: { name: dist, path: dist/ }
  rehearse:
    needs: build
    runs-on: ubuntu-latest
    environment: testpypi
    permissions: { id-token: write }
    steps:
      - uses: actions/download-artifact@v8
        with: { name: dist, path: dist/ }
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: { repository-url: "https://test.pypi.org/legacy/" }
  publish:
    needs: build
    runs-on: ubuntu-latest
    environment: pypi
    permissions: { id-token: write }
    steps:
      - uses: actions/download-artifact@v8
        with: { name: dist, path: dist/ }
      - uses: pypa/gh-action-pypi-publish@release/v1
`;

let site;
let folder;
const file = (name) => join(folder, name);
const log = (name) => readFileSync(join(LOGS, name), "utf8");

before(async () => {
  folder = scratch();
  writeFileSync(file("pyproject.toml"), PYPROJECT);
  writeFileSync(file("publish.yml"), WORKFLOW);
  site = await start();
});
after(() => site?.close());

test("a pasted log names its cause, leads to its line, and sends nothing", async () => {
  const page = await site.open();
  await ready(page);
  await paste(page, log("claims-web.log"));
  await causes(page).first().waitFor();
  assert.match(await reason(page).innerText(), /knows no publisher/);
  assert.equal(await causes(page).first().getAttribute("data-rule"), "oidc-no-publisher");
  const reached = site.site.requests.length;
  await causes(page).first().getByText("Root cause").waitFor();
  await causes(page).first().getByRole("link", { name: "tp-environment-mismatch" }).waitFor();
  await page.locator(".triage-part").filter({ hasText: "acme/demo/.github/workflows/publish.yml" }).waitFor();
  await causes(page).first().getByRole("link", { name: "line 17" }).click();
  await page.locator("#L17:focus").waitFor();
  assert.match(await line(page, 17).innerText(), /invalid-publisher/);
  await page.getByText("Network off").waitFor();
  await page.waitForTimeout(300);
  assert.deepEqual(site.site.requests.slice(reached), []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the JSON of a triage is the command's, with and without files beside it", async () => {
  const page = await site.open();
  await ready(page);
  writeFileSync(file("pasted.log"), log("tag-mismatch-raw.log"));
  await paste(page, log("tag-mismatch-raw.log"));
  await causes(page).first().waitFor();
  sameText(await json(page), preflight(["triage", "--format", "json", file("pasted.log")]));
  // Dropped here, files join the log.
  await drop(page, [file("pyproject.toml"), file("publish.yml")]);
  await page.locator(".causes > li[data-role=comparison]").first().waitFor();
  const beside = [file("publish.yml"), file("pyproject.toml")];
  sameText(await json(page), preflight(["triage", "--format", "json", file("pasted.log"), ...beside]));
  await page.locator("li[data-role=comparison]").filter({ hasText: "The field that differs is the version" }).waitFor();
  await picture(page, "triage-compared");
  await page.locator("li[data-role=comparison]").getByRole("link", { name: /^line/ }).first().click();
  await viewer(page).locator(".line").first().waitFor();
  assert.match(page.url(), /#\/release\/\d\/file\/\?line=7/);
  await page.context().close();
});

test("what is not known is said, with the step and the last lines", async () => {
  const page = await site.open();
  await ready(page);
  await drop(page, [join(LOGS, "unknown-raw.log")]);
  await causes(page).first().waitFor();
  assert.match(await reason(page).innerText(), /no known cause was found/);
  await page.getByText("Failed in").waitFor();
  await page.getByRole("heading", { name: "The last lines" }).waitFor();
  await picture(page, "triage-unknown");
  await page.context().close();
});

test("the archive of logs that GitHub offers is opened, and its lines are shown", async () => {
  const page = await site.open();
  await ready(page);
  const logs = file("logs_42.zip");
  execFileSync("python3", ["-c", "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w') as z: z.write(sys.argv[2], '0_publish.txt')", logs, join(LOGS, "tag-mismatch-raw.log")]);
  await drop(page, [logs]);
  await causes(page).first().getByRole("link", { name: /^line/ }).click();
  await page.locator(".line.wanted").waitFor();
  assert.match(page.url(), /path=0_publish\.txt&line=\d+/);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("fifty megabytes do not stop the page, and the line at their end is shown", async () => {
  const page = await site.open();
  await ready(page);
  await page.evaluate(() => {
    globalThis.longest = 0;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    // Not the making of the text itself, which is the test's.
    globalThis.watch = () => {
      last = performance.now();
      tick();
    };
  });
  await logBox(page).evaluate((box) => {
    const quiet = "2026-11-19T10:11:12.1234567Z collected 1 item, and all is well with it so far\n";
    const end = "2026-11-19T10:11:13.1234567Z ##[error]HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/ Only one sdist may be uploaded per release.\n2026-11-19T10:11:13.2234567Z ##[error]Process completed with exit code 1.\n";
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", quiet.repeat(Math.ceil(5e7 / quiet.length)) + end);
    globalThis.watch();
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await causes(page).first().waitFor({ timeout: 120_000 });
  assert.equal(await causes(page).first().getAttribute("data-rule"), "second-sdist");
  const longest = await page.evaluate(() => globalThis.longest);
  console.log(`longest pause of the page: ${Math.round(longest)} ms`);
  assert.ok(longest < 1000, `${longest} ms`);
  await causes(page).first().getByRole("link", { name: /^line/ }).click();
  await page.locator(".line.wanted").filter({ hasText: "Only one sdist" }).waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("publisher cards stand side by side, copy their values, and take an owner and a repository", async () => {
  const page = await site.open({ permissions: ["clipboard-read", "clipboard-write"], viewport: { width: 1440, height: 900 } });
  await ready(page);
  await picker(page).setInputFiles([file("pyproject.toml"), file("publish.yml")]);
  await result(page);
  await page.getByRole("link", { name: "Publishers" }).click();
  for (const [index, environment] of [["PyPI", "pypi"], ["TestPyPI", "testpypi"]]) {
    const rows = publisher(page, index).locator(".facts > div");
    const values = Object.fromEntries(
      await rows.evaluateAll((rows) => rows.map((row) => [row.querySelector("dt").textContent, row.querySelector("code").textContent])),
    );
    assert.deepEqual(values, {
      "PyPI project name": "demo",
      Owner: "example",
      "Repository name": "demo",
      "Workflow name": "publish.yml",
      "Environment name": environment,
    });
  }
  const [left, right] = await Promise.all(["PyPI", "TestPyPI"].map((index) => publisher(page, index).boundingBox()));
  assert.ok(left.y === right.y && left.x < right.x, "side by side");
  await page.getByText("What a green run against TestPyPI does not prove").waitFor();
  await publisher(page, "PyPI").getByRole("button", { name: "Copy the environment for PyPI" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "pypi");
  await page.getByLabel("Owner", { exact: true }).fill("somebody");
  await page.getByLabel("Repository name", { exact: true }).fill("fork");
  await page.getByLabel("Repository name", { exact: true }).press("Tab");
  await publisher(page, "TestPyPI").getByText("somebody").waitFor();
  await page.getByLabel("Owner", { exact: true }).fill("no body");
  await page.getByLabel("Owner", { exact: true }).press("Tab");
  await page.getByText("is no owner and repository").waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a repair stands at its finding, and the file with it is saved", async () => {
  const page = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await ready(page);
  await picker(page).setInputFiles([file("pyproject.toml")]);
  await result(page);
  const card = finding(page, "dep-direct-url");
  await repair(card).getByText("Repair to be reviewed").waitFor();
  assert.match(await repair(card).locator("del").innerText(), /^-dependencies = \["helper @ git\+https/);
  assert.match(await repair(card).locator("ins").innerText(), /^\+dependencies = \["helper"\]/);
  await repair(card).getByRole("button", { name: /^Copy the diff/ }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^--- a\/pyproject\.toml\n\+\+\+ b\/pyproject\.toml\n@@/);
  const all = page.getByLabel("with those to be reviewed");
  if (await all.count()) await all.check();
  const fixed = await downloaded(page, () => page.getByRole("button", { name: "Download fixed pyproject.toml" }).click());
  assert.equal(fixed.name, "pyproject.toml");
  mkdirSync(file("fixed"));
  writeFileSync(file("fixed/pyproject.toml"), fixed.bytes);
  assert.match(fixed.bytes.toString(), /version = "1\.0\.0" # the next one/);
  const again = JSON.parse(command("json", [file("fixed/pyproject.toml")]));
  assert.deepEqual(again.findings.filter(({ rule }) => rule === "dep-direct-url"), []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a workflow is repaired like a pyproject, and the saved file is checked without the finding", async () => {
  const page = await site.open();
  await ready(page);
  const unsure = WORKFLOW.replaceAll("    permissions: { id-token: write }\n", "");
  mkdirSync(file("unsure"));
  writeFileSync(file("unsure/release.yml"), unsure);
  await picker(page).setInputFiles([file("unsure/release.yml")]);
  await result(page);
  const card = finding(page, "tp-missing-id-token").first();
  await repair(card).getByText("Repair to be reviewed").waitFor();
  assert.match(await repair(card).innerText(), /\+ +id-token: write/);
  await page.getByLabel("with those to be reviewed").check();
  await picture(page, "repaired-workflow");
  const fixed = await downloaded(page, () => page.getByRole("button", { name: "Download fixed release.yml" }).click());
  writeFileSync(file("unsure/release.yml"), fixed.bytes);
  const again = JSON.parse(command("json", [file("unsure/release.yml")]));
  assert.deepEqual(again.findings.filter(({ rule }) => rule === "tp-missing-id-token"), []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("what PyPI's record says is compared with the files, letter by letter", async () => {
  const page = await site.open();
  await ready(page);
  await picker(page).setInputFiles([file("pyproject.toml"), file("publish.yml")]);
  await result(page);
  await page.getByRole("link", { name: "Publishers" }).click();
  const record = page.getByLabel("Environment on PyPI's record, if there is one");
  await record.fill("release");
  await record.press("Tab");
  const note = page.locator(".publisher-note");
  await note.getByText("release").first().waitFor();
  await picture(page, "publisher-record");
  await record.fill("pypi");
  await record.press("Tab");
  await note.first().waitFor({ state: "detached" });
  const tag = page.getByLabel("Tag of this release, such as v1.2.0");
  await tag.fill("v9.9");
  await tag.press("Tab");
  await note.getByText("is of version 9.9").waitFor();
  await picture(page, "publisher-tag");
  await tag.fill("v1.0");
  await tag.press("Tab");
  await note.getByText("the files have its version").waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the kit of the page is the kit of the command", async () => {
  const page = await site.open();
  await ready(page);
  await picker(page).setInputFiles([file("pyproject.toml"), file("publish.yml")]);
  await result(page);
  await page.getByRole("link", { name: "Release kit" }).click();
  await page.getByText("Filled in for demo from pyproject.toml.").waitFor();
  for (const [name, variant, policy, label] of [
    ["action", "the action gh-action-pypi-publish", "static", "a file of the project"],
    ["uv", "uv publish, with attestations", "tag", "the tag"],
  ]) {
    await page.getByLabel(variant).check();
    await page.getByLabel(label, { exact: true }).check();
    await page.locator(".kit-file").filter({ hasText: name === "uv" ? "attest-action" : "gh-action-pypi-publish@" }).first().waitFor({ state: "attached" });
    await page.waitForTimeout(300);
    const zip = await downloaded(page, () => page.getByRole("button", { name: "Download release kit" }).click());
    assert.equal(zip.name, "demo-release-kit.zip");
    writeFileSync(file(`${name}.zip`), zip.bytes);
    const unpack = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])\nprint(oct(z.getinfo('demo/scripts/release/verify_install.sh').external_attr >> 16))";
    const mode = execFileSync("python3", ["-c", unpack, file(`${name}.zip`), file(`${name}-page`)]).toString().trim();
    assert.equal(mode, "0o100755");
    preflight(["kit", "--out", file(`${name}-command`), "--publisher", name, "--version-policy", policy, file("pyproject.toml")]);
    execFileSync("diff", ["-r", file(`${name}-page/demo`), file(`${name}-command`)]);
  }
  // What is shown is what is written.
  const shown = await page.locator(".kit-file").count();
  const written = readdirSync(file("uv-command"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.equal(shown, written.length);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("findings lead into the runbook, gates to the step that asks", async () => {
  const page = await site.open();
  await ready(page);
  await picker(page).setInputFiles([file("pyproject.toml"), file("publish.yml")]);
  await result(page);
  await finding(page, "dep-direct-url").getByRole("link", { name: "Runbook: Preflight" }).click();
  await page.locator("h2#publishing-preflight:focus").waitFor();
  await page.locator(".prose").getByRole("link", { name: "If it fails" }).first().click();
  await page.locator("h2#publishing-if-it-fails:focus").waitFor();
  await page.goBack();
  await page.goBack();
  await page.getByText("Where a release workflow asks them").click();
  await page.getByRole("link", { name: "build: Check the metadata" }).click();
  await page.locator("#kit-step:focus").filter({ hasText: "- name: Check the metadata" }).waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("at night, by keyboard alone: log, cause, repair, kit", async () => {
  const page = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await ready(page);
  const to = async (target) => {
    for (let n = 0; n < 90; n += 1) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element.contains(document.activeElement)).catch(() => false)) return;
    }
    assert.fail(`${target} is not reached`);
  };
  await picker(page).setInputFiles([file("pyproject.toml"), file("publish.yml")]);
  await result(page);
  await to(page.getByRole("link", { name: "Did it fail? Paste the log" }));
  await page.keyboard.press("Enter");
  await page.locator("h1#triage:focus").waitFor();
  await to(logBox(page));
  const text = "Run uv publish\n##[error]HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/ Can't have direct dependency: helper @ git+https://github.com/example/helper.git\n##[error]Process completed with exit code 1.\n";
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("Control+v");
  await page.locator("h1#triage:focus").filter({ hasText: /./ }).waitFor();
  await causes(page).first().waitFor();
  assert.equal(await causes(page).first().getAttribute("data-rule"), "direct-dependency");
  await to(causes(page).first().getByRole("link", { name: "dep-direct-url" }));
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.locator(".line.wanted").filter({ hasText: "direct dependency" }).waitFor();
  await page.goBack();
  await to(page.getByRole("link", { name: "← Report" }));
  await page.keyboard.press("Enter");
  await result(page);
  await to(page.getByRole("button", { name: "Download fixed pyproject.toml" }));
  const fixed = await downloaded(page, () => page.keyboard.press("Enter"));
  assert.doesNotMatch(fixed.bytes.toString(), /git\+https/);
  await to(finding(page, "dep-direct-url").getByRole("button", { name: /^Copy the diff/ }));
  await nav(page, "Check").focus();
  await to(page.getByRole("link", { name: "Release kit" }));
  await page.keyboard.press("Enter");
  await page.locator("h1#kit:focus").waitFor();
  await to(page.getByRole("button", { name: "Download release kit" }));
  const kit = await downloaded(page, () => page.keyboard.press("Enter"));
  assert.equal(kit.bytes.subarray(0, 2).toString(), "PK");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a log and a workflow that bring markup are shown letter by letter", async () => {
  const page = await site.open();
  await ready(page);
  const workflow = WORKFLOW.replaceAll("environment: pypi", `environment: '${IMAGE}'`).replaceAll("  publish:", "  publish: # <script>globalThis.attacked=1</script>");
  writeFileSync(file("hostile.yml"), workflow);
  const toml = PYPROJECT.replace('name = "demo"', `name = '${IMAGE}'`).replace("helper @", "helper[x] @").replace("# the next one", `# ${IMAGE}</pre>`);
  mkdirSync(file("hostile"));
  writeFileSync(file("hostile/pyproject.toml"), toml);
  await picker(page).setInputFiles([file("hostile.yml"), file("hostile/pyproject.toml")]);
  await result(page);
  await page.getByRole("link", { name: "Publishers" }).click();
  await publisher(page, "PyPI").getByText(IMAGE).first().waitFor();
  await page.getByRole("link", { name: "Did it fail? Paste the log" }).click();
  const claims = log("claims-web.log").replaceAll("acme/demo", `acme/${IMAGE}`);
  const tail = `\n##[error]</code></pre>${IMAGE}<script>globalThis.attacked=1</script>\u001b]8;;javascript:globalThis.attacked=1\u0007x\u202e\n##[error]Process completed with exit code 1.\n`;
  await paste(page, claims, { tail });
  await causes(page).first().waitFor();
  await viewer(page).locator(".line").first().waitFor();
  assert.ok((await page.getByText(IMAGE).count()) > 0, "it is on the page, letter by letter");
  assert.equal(await page.locator("main img, main script:not([type='application/json'])").count(), 0);
  assert.equal(await page.locator("main a[href]:not([href^='#'])").count(), 0);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  assert.ok(!(await page.locator("main").innerText()).includes("\u202e"), "what turns text round is shown as its number");
  await page.goto(`${site.site.url}#/kit`);
  await page.getByText("is no name of a project").waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 1440], ["light", 768], ["light", 390], ["dark", 390]]) {
  test(`no view of the pipeline has a violation or scrolls sideways, ${colorScheme} ${width}`, async () => {
    const page = await site.open({ colorScheme, viewport: { width, height: 900 } });
    await ready(page);
    const look = async (name) => {
      await picture(page, `pipeline-${name}-${colorScheme}-${width}`);
      assert.deepEqual(await violations(page), [], name);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, name);
    };
    await nav(page, "Failed?").click();
    await page.locator("h1#triage").waitFor();
    await look("triage-empty");
    await nav(page, "Publishing").click();
    await page.locator("h1#publishing").waitFor();
    await look("publishing");
    await nav(page, "Check").click();
    await picker(page).setInputFiles([file("pyproject.toml"), file("publish.yml"), join(LOGS, "shallow-local-gh.log")]);
    await result(page);
    await page.getByText("Where a release workflow asks them").click();
    await look("report");
    await page.getByRole("link", { name: "Publishers" }).click();
    await publisher(page, "PyPI").waitFor();
    await look("publishers");
    await page.getByRole("link", { name: "See why the run failed" }).click();
    await causes(page).first().waitFor();
    await viewer(page).locator(".line").first().waitFor();
    await look("triage");
    await page.getByRole("link", { name: "the release kit for your project" }).click();
    await page.locator(".kit-file summary").first().click();
    await look("kit");
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("the box takes what is typed, and says when it is empty", async () => {
  const page = await site.open();
  await ready(page);
  await findCause(page).click();
  await page.getByText("There is nothing in it yet").waitFor();
  await logBox(page).fill("Run uv publish\nerror: Failed to publish `dist/demo-1.0.tar.gz`\n  Caused by: Server says: 400 Only one sdist may be uploaded per release.\n");
  await findCause(page).click();
  await causes(page).first().waitFor();
  assert.equal(await causes(page).first().getAttribute("data-rule"), "second-sdist");
  await page.context().close();
});
