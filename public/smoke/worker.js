// The end of the runtime pack: one interpreter for one step, in a worker of the sealed frame. In front of it stand
// Pyodide's `loadPyodide` and `createPyodideModule`. All bytes come by message; the policy of the frame leaves no other way.
//
// In:  { module, stdlib, packs, blobs, step, limits }: the compiled interpreter, blobs by name, dropped files, what to do
// Out: { note } while it runs, and one { end } at last. The code under test can forge both: they are data, never trusted.
"use strict";
self.onmessage = async ({ data: { module, stdlib, packs, blobs, step, limits } }) => {
  self.onmessage = null;
  const tell = self.postMessage.bind(self);
  const output = { stdout: collector(limits.output), stderr: collector(limits.output) };
  let memory = 0;
  const missed = [];
  const end = (what) => tell({ end: { stdout: output.stdout.text(), stderr: output.stderr.text(), memory, missed, ...what } });

  // `os._exit` ends the interpreter with a status; anything else that gets here has broken it. Where stacks are switched,
  // such an error reaches nobody who waits.
  const broken = (error) => {
    const status = /exit\((\d+)\)/i.exec(error?.message)?.[1] ?? error?.status;
    end(status === undefined ? { dead: String(error?.message ?? error).slice(-2000) } : { exit: Number(status) });
  };
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    broken(event.reason);
  });

  // A bound on memory: Python gets a MemoryError, and the browser stays alive.
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > limits.memory) throw new RangeError("the bound on memory is reached");
    const before = grow.call(this, pages);
    memory = Math.max(memory, this.buffer.byteLength);
    return before;
  };

  const reader = new FileReaderSync();
  let python;
  try {
    // Pyodide fetches two files; here they are given to it. Afterwards `fetch` is the browser's own again.
    const { fetch } = self;
    const { instantiateStreaming } = WebAssembly;
    self.fetch = async (url) => new Response(String(url).endsWith(".zip") ? stdlib : new Uint8Array());
    WebAssembly.instantiateStreaming = async (response, imports) => {
      await response;
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    };
    python = await loadPyodide({
      createPyodideModule,
      indexURL: "https://py.invalid/",
      packageBaseUrl: "https://py.invalid/",
      lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten", version: "314.0.7", python: "3.14.2" }, packages: {} },
      env: { HOME: "/home/user", USER: "user", LOGNAME: "user", LANG: "C.UTF-8", PATH: "/env/bin", COLUMNS: "80", LINES: "24", PYTHONINSPECT: "", ...step.env },
    });
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
    memory = python._module.HEAPU8.length;
    python.setStdin({ stdin: () => undefined, isatty: false });
    for (const [name, sink] of Object.entries(output)) {
      const set = name === "stdout" ? "setStdout" : "setStderr";
      python[set]({ write: sink.write, isatty: false });
    }
    for (const [name, bytes] of Object.entries(packs)) {
      python.FS.mkdirTree("/preflight");
      python.FS.writeFile(`/preflight/${name}.zip`, new Uint8Array(reader.readAsArrayBuffer(bytes)));
    }
  } catch (error) {
    end({ dead: `the interpreter did not start: ${error}` });
    return;
  }

  tell({ note: "phase: started" });
  python.registerJsModule("_preflight_worker", {
    step: JSON.stringify(step),
    note: (text) => tell({ note: String(text).slice(0, 500) }),
    size: (name) => blobs[name].size,
    // A range of a dropped file: archives are read without a copy of the whole.
    read: (name, start, stop) => new Uint8Array(reader.readAsArrayBuffer(blobs[name].slice(start, stop))),
    place: (path, name, start, size, mode) =>
      place(python.FS, path, size, mode, () => new Uint8Array(reader.readAsArrayBuffer(blobs[name].slice(start, start + size)))),
    // A member that is not in the archive: what reads it is done again with it.
    leave: (path, size, mode, member) => place(python.FS, path, size, mode, () => { missed.push(member); return new Uint8Array(size); }),
  });
  try {
    const result = await python.runPythonAsync(
      "import sys; sys.path.insert(0, '/preflight/driver.zip')\nfrom _preflight import main\nawait main()",
    );
    const { result: text, file } = JSON.parse(result);
    const bytes = file ? python.FS.readFile(file) : null;
    end({ result: JSON.stringify(text), bytes });
  } catch (error) {
    broken(error);
  }
};

/** Takes bytes up to a bound and counts the rest. */
function collector(most) {
  const parts = [];
  let length = 0;
  return {
    write(buffer) {
      const room = Math.max(0, most - length);
      if (room > 0) parts.push(buffer.slice(0, room));
      length += buffer.length;
      return buffer.length;
    },
    text() {
      const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
      const text = new TextDecoder().decode(bytes);
      return length > most ? `${text}\n[${length - most} more bytes]` : text;
    },
  };
}

/** A file whose content is fetched when something reads it: most of a large sdist is never read by a build. */
function place(FS, path, size, mode, read) {
  FS.writeFile(path, new Uint8Array(0), { mode });
  const { node } = FS.lookupPath(path);
  let content;
  Object.defineProperty(node, "contents", {
    configurable: true,
    get: () => (content ??= read()),
    set: (value) => { content = value; },
  });
  node.usedBytes = size;
}
