// Dependencies by name: versions as `packaging` orders them, and what is taken from an index that is made up here.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, test } from "node:test";

import { asked, compare, dependencies, distribution, fits, requirement, version } from "../../public/smoke/dependencies.js";
import { ROOT } from "./smoke.js";

const VERSIONS = [
  "1", "1.0", "1.0.0", "1.0.1", "1.1", "1.10", "1.2", "2", "2.0.dev1", "2.0a1", "2.0a1.dev3", "2.0b2", "2.0rc1", "2.0.post1",
  "2.0-1", "2.0.post1.dev2", "1!0.1", "1.0+local.1", "v1.3", "1.3c1", "1.3-preview4", "2024.10.1", "0", "0.0.1.dev0", "x", "1..2",
];
const SPECIFIERS = [
  "", ">=1", ">1", "<2", "<=2.0", "==1.0", "==1.*", "!=1.*", "!=1.0.1", "~=1.0", "~=1.0.0", ">=1,<2", ">=1.2,!=1.10", "==2.0.post1",
  ">=2.0a1", "<2.0a1",
];

test("versions are ordered and chosen as packaging does", () => {
  const program = `
import json, sys
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version
versions, specifiers = json.load(sys.stdin)
def read(text):
    try: return Version(text)
    except InvalidVersion: return None
read = {text: read(text) for text in versions}
order = [[a, b, (read[a] > read[b]) - (read[a] < read[b])] for a in versions for b in versions if read[a] and read[b] and not (read[a].local or read[b].local)]
fits = [[a, s, SpecifierSet(s).contains(a, prereleases=True)] for a in versions for s in specifiers if read[a]]
json.dump({"none": [a for a in versions if read[a] is None], "order": order, "fits": fits}, sys.stdout)`;
  const input = JSON.stringify([VERSIONS, SPECIFIERS]);
  const expected = JSON.parse(execFileSync(join(ROOT, ".venv-reference/bin/python"), ["-c", program], { input }));
  assert.deepEqual(VERSIONS.filter((text) => version(text) === null), expected.none);
  for (const [one, other, order] of expected.order) assert.equal(compare(version(one), version(other)), order, `${one} ${other}`);
  // `>` and `<` of post- and pre-releases of the very version that is named are left out: they choose nothing else here.
  const odd = ([candidate, specifier]) => /^2\.0[-.a-z]/.test(candidate) && /^[<>]/.test(specifier);
  for (const [candidate, specifier, is] of expected.fits.filter((one) => !odd(one))) {
    assert.equal(fits(candidate, specifier), is, `${candidate} in ${specifier}`);
  }
});

test("requirements and markers are read as far as they choose what to fetch", () => {
  assert.deepEqual(requirement("My_Pack.age [Extra, b] >=1, <2 ; python_version > '3.8'"), {
    name: "my-pack-age", extras: ["extra", "b"], specifiers: ">=1, <2", marker: "python_version > '3.8'",
  });
  assert.equal(requirement("demo @ https://example.org/demo.whl"), null);
  assert.equal(requirement("../demo"), null);
  for (const [marker, extras, is] of [
    ["", [], true],
    ["python_version < '3.8'", [], false],
    ["python_full_version >= '3.11.0'", [], true],
    ["extra == 'tests'", [], false],
    ["extra == 'tests'", ["tests"], true],
    ["sys_platform == 'win32'", [], true],
    ["python_version < '3.8' or sys_platform == 'win32'", [], true],
  ]) {
    assert.equal(asked(marker, extras), is, marker);
  }
});

const { fetch } = globalThis;
afterEach(() => { globalThis.fetch = fetch; });

/** An index of `{ name: [[file name, what it requires, more fields]] }`; returns what was asked for. */
function index(projects) {
  const seen = [];
  const bytes = (name) => new TextEncoder().encode(`bytes of ${name}`);
  const files = {};
  globalThis.fetch = async (url) => {
    seen.push(String(url));
    const [, name] = /^https:\/\/pypi[.]org\/simple\/([^/]+)\/$/.exec(url) ?? [];
    if (name && projects[name]) {
      return Response.json({
        files: projects[name].map(([filename, requires = [], more = {}]) => {
          const at = `https://files.pythonhosted.org/${filename}`;
          files[at] = bytes(filename);
          files[`${at}.metadata`] = `Metadata-Version: 2.1\nName: x\n${requires.map((line) => `Requires-Dist: ${line}\n`).join("")}\nRequires-Dist: in-the-text\n`;
          const sha256 = createHash("sha256").update(bytes(filename)).digest("hex");
          return { filename, url: at, hashes: { sha256 }, size: 10, "core-metadata": { sha256: "" }, ...more };
        }),
      });
    }
    return files[url] ? new Response(files[url]) : new Response("", { status: 404 });
  };
  return seen;
}

test("the wheel is that of the newest version that fits, and has to be one that runs", async () => {
  index({
    demo: [
      ["demo-1.0-py3-none-any.whl"],
      ["demo-1.9-py2.py3-none-any.whl"],
      ["demo-2.0rc1-py3-none-any.whl"],
      ["demo-2.1-py3-none-any.whl", [], { yanked: "broken" }],
      ["demo-2.2-py3-none-any.whl", [], { "requires-python": ">=3.15" }],
      ["demo-1.9.tar.gz"],
    ],
    native: [["native-1.0-py3-none-any.whl"], ["native-2.0-cp314-cp314-manylinux_2_17_x86_64.whl"]],
    wasm: [["wasm-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"], ["wasm-1.0-cp314-cp314-win_amd64.whl"]],
    foreign: [["foreign-1.0-py3-none-any.whl", [], { url: "https://example.org/foreign-1.0-py3-none-any.whl" }]],
    changed: [["changed-1.0-py3-none-any.whl", [], { hashes: { sha256: "0".repeat(64) } }]],
  });
  assert.equal((await distribution("Demo")).file.name, "demo-1.9-py2.py3-none-any.whl");
  assert.equal((await distribution("demo==1.0")).version, "1.0");
  assert.equal((await distribution("wasm")).file.name, "wasm-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl");
  for (const [text, reason] of [
    ["native", /version 2.0 has no wheel that a browser can run/],
    ["demo>=3", /no wheel of it fits/],
    ["absent", /there is no such project/],
    ["foreign", /on another host/],
    ["changed", /another hash/],
    ["demo @ file:///etc/passwd", /no requirement by name/],
  ]) {
    await assert.rejects(distribution(text), reason, text);
  }
});

test("what a wheel requires is fetched too, each project once", async () => {
  const seen = index({
    a: [["a-1.0-py3-none-any.whl", ["b>=1", "c; extra == 'more'", "old; python_version < '3'", "a"]]],
    b: [["b-1.0-py3-none-any.whl", ["A", "gone"]]],
    c: [["c-1.0-py3-none-any.whl", ["b<1"]]],
  });
  const { files, problems } = await dependencies(["a[more]", "not a name"]);
  assert.deepEqual(files.map(({ name }) => name), ["a-1.0-py3-none-any.whl", "b-1.0-py3-none-any.whl", "c-1.0-py3-none-any.whl"]);
  assert.deepEqual(problems.sort(), [
    "b<1 (asked by c): 1.0 was taken before",
    "gone (asked by b): there is no such project",
    "not a name: this is no requirement by name",
  ]);
  assert.deepEqual(seen.filter((url) => url.includes("/simple/")), ["a", "b", "c", "gone"].map((name) => `https://pypi.org/simple/${name}/`));
});
