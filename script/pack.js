#!/usr/bin/env node
// Packs what the smoke test downloads into public/generated/smoke/, which Trunk copies to dist/smoke/.
//
// The interpreter is the npm package pyodide as it is, but for three changes of form, which its licence (MPL-2.0) wants told:
//   python_stdlib.zip  is compiled to bytecode by the same interpreter, and stored, so that the host's compression works on it
//   pyodide.asm.mjs    becomes a classic script: two expressions that only modules have are replaced (`classic` below)
//   all JavaScript     is one file, with public/smoke/worker.js at its end
//
// The same input gives the same bytes. Needs node_modules/ and .wheels/, both made by script/setup.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { loadPyodide } from "pyodide";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const OUT = "public/generated/smoke";
const PYODIDE = "node_modules/pyodide";

/** The wheels of a pack, as script/smoke-requirements.txt groups them. */
const READER = /^packaging-/;
const README = /^(readme_renderer|docutils|pygments)-/;

/** Pyodide knows no Buffer. */
const read = (path) => new Uint8Array(readFileSync(path));
const text = (path) => readFileSync(path, "utf8");
const wheels = readdirSync(".wheels").filter((name) => name.endsWith(".whl")).sort();
if (wheels.length === 0) throw new Error("no wheels in .wheels/: run script/setup");

/** All files below a folder, by their paths in it. */
function tree(folder) {
  const entries = readdirSync(folder, { recursive: true }).sort();
  return entries.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

/** The module as a classic script, which a sealed frame's worker has to be. */
function classic(source) {
  let changes = 0;
  const change = (from, to) => {
    changes += source.split(from).length - 1;
    source = source.replaceAll(from, to);
  };
  change("import.meta.url", '"https://py.invalid/pyodide.asm.mjs"');
  change("export default _createPyodideModule;", "globalThis.createPyodideModule=_createPyodideModule;");
  if (changes !== 4) throw new Error(`pyodide.asm.mjs has another form than expected (${changes} changes)`);
  return source;
}

const python = await loadPyodide();
python.FS.writeFile("/pack.py", text("script/pack.py"));
python.runPython("import sys; sys.path.insert(0, '/')");
const packer = python.pyimport("pack");
const bytes = (proxy) => {
  const copy = proxy.toJs();
  proxy.destroy();
  return new Uint8Array(copy);
};
/** A stored zip of [name, bytes]. */
const zip = (files) => bytes(packer.stored(files));

const stdlib = bytes(packer.compile_library(read(`${PYODIDE}/python_stdlib.zip`)));
const withoutMap = (source) => source.replace(/^\/\/# sourceMappingURL=.*$/m, "");
const runtime = ["pyodide.js", "pyodide.asm.mjs"].map((name) => withoutMap(classicIf(name, text(`${PYODIDE}/${name}`))));
function classicIf(name, source) {
  return name.endsWith(".mjs") ? classic(source) : source;
}
const driver = tree("public/smoke/_preflight").filter((path) => path.endsWith(".py")).map((path) => [relative("public/smoke", path), read(path)]);
/** Wheels inside are stored too: the host compresses once, over all of them. */
const pack = (test) => zip(wheels.filter(test).map((name) => [name, bytes(packer.restored(read(`.wheels/${name}`)))]));

const notices = ["notices.txt", ...tree("public/smoke/licences").map((path) => relative("public/smoke", path))];

const files = [
  ["core", "pyodide.asm", "wasm", read(`${PYODIDE}/pyodide.asm.wasm`)],
  ["core", "runtime", "js", Buffer.from([...runtime, text("public/smoke/worker.js")].join("\n;\n"))],
  ["core", "stdlib", "zip", stdlib],
  ["core", "driver", "zip", zip(driver)],
  ["core", "reader", "zip", pack((name) => READER.test(name))],
  ["core", "frame", "js", read("public/smoke/frame.js")],
  ["core", "notices", "txt", Buffer.from(notices.map((name) => `${heading(name)}${text(`public/smoke/${name}`)}`).join("\n"))],
  ["backends", "backends", "zip", pack((name) => !README.test(name) && !READER.test(name))],
  ["readme", "readme", "zip", pack((name) => README.test(name))],
];

function heading(name) {
  return name === "notices.txt" ? "" : `\n${"=".repeat(80)}\n${name.replace("licences/", "")}\n${"=".repeat(80)}\n\n`;
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const list = [];
for (const [group, name, extension, content] of files) {
  // The name changes with the content, so that a browser may keep a file for ever and still never mix two versions.
  const file = `${name}-${createHash("sha256").update(content).digest("hex").slice(0, 12)}.${extension}`;
  writeFileSync(join(OUT, file), content);
  list.push({ group, name, file, size: content.length });
}
// A module of the page, which is fetched when somebody asks for dependencies by name.
copyFileSync("public/smoke/dependencies.js", join(OUT, "dependencies.js"));
writeFileSync(join(OUT, "index.json"), `${JSON.stringify(list, null, 1)}\n`);
console.log(`script/pack.js: ${list.length} files, ${list.reduce((sum, { size }) => sum + size, 0)} bytes in ${OUT}`);
