// The sealed frame of the smoke test: an opaque origin without network, in which every step of a test gets a worker with an
// interpreter of its own. The page gives it bytes and tasks through a port; what it sends back is JSON text.
//
// The code under test runs in the workers. It can forge every message of its worker, so what a worker says is bounded and
// typed here, and again by the page. It cannot reach this script, nor the page, nor what an earlier step left behind.
"use strict";

const LIMITS = {
  /** Bytes of each of standard output and error. */
  output: 64 * 1024,
  /** Bytes of an interpreter's memory. */
  memory: 1024 * 1024 * 1024,
  /** Bytes of a text in a result. */
  text: 16 * 1024,
  /** Bytes of a result as JSON. */
  result: 2 * 1024 * 1024,
  /** Bytes of a wheel that an sdist became. */
  wheel: 256 * 1024 * 1024,
  /** Bytes that an sdist may unpack to. */
  unpacked: 2 * 1024 * 1024 * 1024,
  /** Of a larger one, files that are larger, or that come after so many bytes, are left out until a build reads them. */
  whole: 64 * 1024 * 1024,
  small: 256 * 1024,
  kept: 32 * 1024 * 1024,
  /** Modules and scripts that are tried; more are counted. */
  tried: 25,
};

/** Seconds, with the start of the interpreter. */
const BOUNDS = { plan: 60, module: 60, script: 30, requires: 90, build: 240, readme: 60 };

let SECONDS = BOUNDS;
let port;
let assets;

addEventListener("message", function start({ data, ports, source }) {
  if (source !== parent || !ports[0]) return;
  removeEventListener("message", start);
  port = ports[0];
  port.onmessage = async ({ data: request }) => {
    try {
      await tasks[request.task](request);
    } catch (error) {
      tell({ event: "failed", id: request.id, message: String(error?.message ?? error) });
    }
  };
  tell({ event: "ready" });
}, false);

const tell = (event) => port.postMessage(JSON.stringify(event));

const tasks = {
  /** Takes what was downloaded; compiles the interpreter once for all workers. */
  async assets({ core, module }) {
    assets = {
      module: await WebAssembly.compileStreaming(new Response(core["pyodide.asm"], { headers: { "content-type": "application/wasm" } })),
      runtime: URL.createObjectURL(new Blob([core.runtime], { type: "text/javascript" })),
      stdlib: core.stdlib,
      packs: { driver: core.driver, reader: core.reader },
    };
    tell({ event: "assets" });
  },
  /** Takes a pack that `need` has asked for. */
  async pack({ name, bytes }) {
    assets.packs[name] = bytes;
    waiting[name]?.();
  },

  /** The smoke test of one artifact, with the others beside it. */
  async check({ id, target, files, platform, standIns, seconds }) {
    SECONDS = { ...BOUNDS, ...seconds };
    const blobs = {};
    for (const { name, blob } of files) {
      if (/\.zip$/i.test(name)) Object.assign(blobs, await distributions(blob));
      else blobs[name] = blob;
    }
    if (!blobs[target]) throw new Error(`${target} was not found again in what was dropped`);
    const report = (step) => tell({ event: "step", id, step });
    if (/\.whl$/i.test(target)) await wheel(id, report, blobs, target, { platform, standIns });
    else await sdist(id, report, blobs, target, { platform, standIns });
    tell({ event: "done", id });
  },

  /** What PyPI's renderer makes of descriptions in reStructuredText. */
  async readme({ id, texts }) {
    await need("readme");
    const outcome = await runStep({ do: "readme", texts }, {}, ["readme"], SECONDS.readme);
    const answers = Array.isArray(outcome.result?.texts) ? outcome.result.texts : [];
    const typed = (answer) => ({
      rendered: typeof answer?.rendered === "boolean" ? answer.rendered : null,
      html: clip(answer?.html, LIMITS.result),
      warnings: clip(answer?.warnings),
    });
    const problems = outcome.result ? "" : problem(outcome);
    tell({ event: "readme", id, texts: texts.map((_, n) => typed(answers[n])), problem: problems, seconds: outcome.seconds });
  },
};

/** Installs, imports and runs; each module and each script in an interpreter that nothing else has touched. */
async function wheel(id, report, blobs, target, options, first = {}) {
  const found = await runStep({ do: "plan", target, ...options, ...first }, blobs, ["reader"], SECONDS.plan);
  const plan = found.result;
  report(step("install", target, found, plan && {
    files: count(plan.files), missing: list(plan.missing), dependencies: list(plan.installed),
    different: list(plan.different), project: clip(plan.name), version: clip(plan.version),
  }));
  if (!plan || plan.verdict !== "works") return;
  const install = { target, platform: options.platform, standIns: options.standIns, facts: plan };
  const modules = names(plan.modules);
  const scripts = names(plan.scripts);
  for (const module of modules.slice(0, LIMITS.tried)) {
    const outcome = await runStep({ do: "module", module, ...install }, blobs, [], SECONDS.module);
    report(step("module", module, outcome));
  }
  for (const script of scripts.slice(0, LIMITS.tried)) {
    const outcome = await runStep({ do: "script", script, ...install }, blobs, [], SECONDS.script);
    report(step("script", script, outcome));
  }
  const left = Math.max(0, modules.length - LIMITS.tried) + Math.max(0, scripts.length - LIMITS.tried);
  if (left > 0) report(unknown("more", `${left} more`, `only the first ${LIMITS.tried} modules and scripts are tried`));
}

/** Builds a wheel with the sdist's own backend, then goes on as with a dropped wheel, and compares with that. */
async function sdist(id, report, blobs, target, options) {
  await need("backends");
  // A build that reads what was left out is done again with that; one that goes on so, with all.
  const read = new Set();
  let found = null;
  for (let all = await isSmall(blobs[target]), round = 0; ; round += 1, all = round === 3) {
    let unpacked;
    try {
      unpacked = await apart(unpack, blobs[target], all ? null : read);
    } catch (error) {
      report(unknown("unpack", target, `it could not be unpacked: ${error.message}`));
      return;
    }
    const { steps, missed, wheel } = await built(blobs, target, unpacked, options);
    if (missed.length === 0 || all) {
      steps.forEach(report);
      found = wheel;
      break;
    }
    missed.forEach((place) => read.add(place));
  }
  if (!found) return;
  const { name, bytes } = found;
  const dropped = blobs[name] ? { compare: `dropped/${name}` } : {};
  const beside = Object.entries(blobs).filter(([other]) => other !== target && other !== name);
  const files = { ...Object.fromEntries(beside), [name]: new Blob([bytes]) };
  if (blobs[name]) files[`dropped/${name}`] = blobs[name];
  await wheel(id, report, files, name, options, dropped);
}

/** The steps of a build, the wheel that came of it, and places of members that were left out and read. */
async function built(blobs, target, { tar, leftOut }, options) {
  const steps = [];
  const report = (step) => steps.push(step);
  const missed = [];
  const source = { ...blobs, [target]: tar };
  const packs = ["reader", "backends"];
  const run = async (what, ...more) => {
    const outcome = await runStep({ ...what, leftOut }, ...more);
    missed.push(...outcome.missed);
    return outcome;
  };
  const nothing = { steps, missed, wheel: null };
  let build = await run({ do: "backend", target, ...options }, source, packs, SECONDS.plan);
  if (build.result?.verdict === "works") {
    // A backend may ask for more once it has seen the project.
    const asked = await run({ do: "requires", target, backend: build.result }, source, packs, SECONDS.requires);
    if (asked.result?.verdict !== "works") {
      report(step("build", target, asked, about(build.result)));
      return nothing;
    }
    if (names(asked.result.requires).length > 0) {
      build = await run({ do: "backend", target, more: asked.result.requires, ...options }, source, packs, SECONDS.plan);
    }
  }
  if (build.result?.verdict !== "works") {
    report(step("build", target, build, about(build.result)));
    return nothing;
  }
  const end = await run({ do: "build", target, backend: build.result }, source, packs, SECONDS.build);
  const name = clip(end.result?.wheel, 300);
  const whole = end.bytes && end.bytes.length <= LIMITS.wheel && /^[\w.+!-]+\.whl$/.test(name);
  report(step("build", target, end, { ...about(build.result), wheel: name, hashes: list(end.result?.hashes, 20000) }));
  return { steps, missed, wheel: whole && end.result.verdict === "works" ? { name, bytes: end.bytes } : null };
}

/** What `work` makes of its arguments, in a worker that ends with it: what hundreds of megabytes leave behind goes at once. */
function apart(work, ...given) {
  const script = `"use strict"; const LIMITS = ${JSON.stringify(LIMITS)};\n${[inflate, without, work].join("\n")}
    onmessage = ({ data }) => ${work.name}(...data).then((made) => postMessage({ made }), ({ message }) => postMessage({ message }));`;
  const place = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(place, { name: work.name });
  return new Promise((settle, fail) => {
    worker.onmessage = ({ data }) => (data.made ? settle(data.made) : fail(new Error(data.message)));
    worker.onerror = (error) => fail(new Error(error.message));
    worker.postMessage(given);
  }).finally(() => {
    worker.terminate();
    URL.revokeObjectURL(place);
  });
}

/** Waits for a pack that only some releases need; the page has it downloaded. */
async function need(name) {
  if (assets.packs[name]) return;
  const arrived = new Promise((arrive) => { waiting[name] = arrive; });
  tell({ event: "needs", pack: name });
  await arrived;
}

const waiting = {};

const about = (backend) => ({ backend: clip(backend?.backend, 200), versions: list(backend?.versions), missing: list(backend?.missing) });

/** One step in one interpreter, which is gone when the promise is settled. */
function runStep(what, blobs, packs, seconds) {
  const started = performance.now();
  const worker = new Worker(assets.runtime, { name: "interpreter" });
  running.add(worker);
  return new Promise((settle) => {
    const notes = [];
    let phase = "";
    let start = null;
    const finish = (outcome) => {
      clearTimeout(timer);
      worker.terminate();
      running.delete(worker);
      settle({ stdout: "", stderr: "", memory: 0, missed: [], ...outcome, notes, phase, start, seconds: (performance.now() - started) / 1000 });
    };
    let timer = setTimeout(() => finish({ late: seconds }), seconds * 1000);
    worker.onerror = (error) => finish({ dead: clip(error.message) });
    worker.onmessageerror = () => finish({ dead: "a message of the interpreter could not be read" });
    worker.onmessage = ({ data }) => {
      if (typeof data?.note === "string") {
        if (data.note.startsWith("phase: ") && phase !== "running") {
          phase = clip(data.note.slice(7), 50);
          start ??= (performance.now() - started) / 1000;
          if (phase !== "running") return;
          // A slow or busy machine shows in how long the start took, and its programs get as much more time.
          clearTimeout(timer);
          const bound = Math.min(300, Math.max(seconds, Math.round((20 * (performance.now() - started)) / 1000)));
          timer = setTimeout(() => finish({ late: bound }), bound * 1000);
        } else if (notes.length < 20 && !notes.includes(data.note)) notes.push(clip(data.note, 500));
      } else if (data?.end) {
        finish(checked(data.end));
      }
    };
    const chosen = Object.fromEntries(["driver", ...packs].filter((name) => assets.packs[name]).map((name) => [name, assets.packs[name]]));
    const { module, stdlib } = assets;
    worker.postMessage({ module, stdlib, packs: chosen, blobs, step: { ...what, files: Object.keys(blobs) }, limits: LIMITS });
  });
}

const running = new Set();

/** What a worker says at its end, as far as it has the form that an honest one has. */
function checked(end) {
  const outcome = {
    stdout: clip(end.stdout, LIMITS.output + 100),
    stderr: clip(end.stderr, LIMITS.output + 100),
    memory: count(end.memory),
    missed: Array.isArray(end.missed) ? end.missed.filter(Number.isInteger).slice(0, 50000) : [],
  };
  if (end.bytes instanceof Uint8Array) outcome.bytes = end.bytes;
  if (Number.isInteger(end.exit)) return { ...outcome, exit: end.exit };
  if (typeof end.result !== "string" || end.result.length > LIMITS.result) return { ...outcome, dead: clip(end.dead) || "no result" };
  try {
    const result = JSON.parse(end.result);
    return result && typeof result === "object" ? { ...outcome, result } : { ...outcome, dead: "no result" };
  } catch {
    return { ...outcome, dead: "no result" };
  }
}

/** A step as the page gets it. */
function step(kind, name, outcome, more = {}) {
  const result = outcome.result;
  const judged = result
    ? { verdict: ["works", "fails"].includes(result.verdict) ? result.verdict : "undecided", cause: clip(result.cause) }
    : judge(kind, outcome);
  const stood = outcome.notes.filter((note) => note.startsWith("a stand-in for"));
  if (stood.length > 0 && judged.verdict === "works") {
    Object.assign(judged, { verdict: "undecided", cause: `it works with ${stood.join(", ")}: a hint, no verdict` });
  }
  return {
    kind,
    name: clip(name, 300),
    ...judged,
    exit: Number.isInteger(result?.exit) ? result.exit : Number.isInteger(outcome.exit) ? outcome.exit : null,
    stdout: outcome.stdout,
    stderr: outcome.stderr,
    notes: outcome.notes,
    seconds: outcome.seconds,
    start: outcome.start,
    memory: outcome.memory,
    ...more,
  };
}

const unknown = (kind, name, cause) => step(kind, name, { result: { verdict: "undecided", cause }, stdout: "", stderr: "", notes: [], seconds: 0, memory: 0 });

/** An interpreter that came to no result of its own. */
function judge(kind, outcome) {
  const tried = outcome.notes.length > 0 ? `; before that it tried what a browser lacks: ${outcome.notes.join("; ")}` : "";
  if (outcome.exit === 0 && kind === "script") return { verdict: "works", cause: "it ended the interpreter with status 0" };
  if (Number.isInteger(outcome.exit)) {
    return { verdict: tried ? "undecided" : "fails", cause: `it ended the interpreter with status ${outcome.exit}${tried}` };
  }
  // Importing is several times slower here than on a machine, so only a program that has been started is held to the bound.
  const hangs = outcome.late > 0 && kind === "script" && outcome.phase === "running" && !tried;
  return { verdict: hangs ? "fails" : "undecided", cause: `${problem(outcome)}${tried}` };
}

function problem(outcome) {
  if (outcome.late) return `it did not end within ${outcome.late} seconds and was stopped`;
  return `the interpreter broke: ${clip(outcome.dead, 2000) || "it said nothing"}`;
}

const clip = (text, most = LIMITS.text) => (typeof text === "string" ? text.slice(0, most) : "");
const count = (number) => (Number.isFinite(number) && number >= 0 ? Math.floor(number) : 0);
const list = (value, most = 200) => (Array.isArray(value) ? value.slice(0, most).map((item) => clip(item, 1000)) : []);
const names = (value) => (Array.isArray(value) ? value.filter((item) => typeof item === "string" && item.length <= 500).slice(0, 2000) : []);

/** What is packed in a blob, within the bound, through what else is to be done with it; held by the browser. */
function inflate(blob, format, ...more) {
  let size = 0;
  const bounded = new TransformStream({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > LIMITS.unpacked) controller.error(new Error("it unpacks to more than 2 GiB"));
      else controller.enqueue(chunk);
    },
  });
  const steps = [new DecompressionStream(format), bounded, ...more];
  return new Response(steps.reduce((stream, step) => stream.pipeThrough(step), blob.stream())).blob();
}

/** Whether a gzip file says at its end that it unpacks to little. One that lies costs memory, up to the bound. */
async function isSmall(blob) {
  if (blob.size > LIMITS.whole || blob.size < 4) return blob.size < 4;
  const end = new DataView(await blob.slice(-4).arrayBuffer());
  return end.getUint32(0, true) <= LIMITS.whole;
}

/** An sdist as a tar: `{ tar, leftOut }`, sizes by place of members whose content is not in it. Without `read` all is in it. */
async function unpack(blob, read) {
  const leftOut = {};
  const tar = await inflate(blob, "gzip", ...(read ? [without(leftOut, read)] : []));
  return { tar, leftOut };
}

/** Takes the content of large members out of a tar, but for those at the places in `read`. A member stays as an empty file. */
function without(leftOut, read) {
  const BLOCK = 512;
  const number = (block, from, to) => parseInt(new TextDecoder().decode(block.subarray(from, to)).replace(/[\0 ]/g, " ").trim() || "0", 8);
  let rest = new Uint8Array(0);
  let place = 0;
  let kept = 0;
  // What follows the header: bytes to hand on, or to leave out.
  let more = 0;
  let drop = false;
  let extended = false;
  const header = (block) => {
    const size = number(block, 124, 136);
    const type = String.fromCharCode(block[156] || 48);
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    more = Number.isFinite(padded) ? padded : 0;
    drop = false;
    if (block.every((byte) => byte === 0)) return block;
    if ("xgLKX".includes(type)) {
      extended ||= type === "x" || type === "X";
      return block;
    }
    const mine = place++;
    // A size in base 256 or in an extended header is read by Python alone.
    const plain = type === "0" && (block[124] & 0x80) === 0 && !(extended && size === 0);
    extended = false;
    kept += size;
    if (!plain || size === 0 || read.has(mine) || (size <= LIMITS.small && kept <= LIMITS.kept)) return block;
    kept -= size;
    drop = true;
    leftOut[mine] = size;
    const empty = block.slice();
    const write = (text, at) => empty.set(new TextEncoder().encode(text), at);
    write("00000000000\0", 124);
    write("        ", 148);
    write(`${empty.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `, 148);
    return empty;
  };
  return new TransformStream({
    transform(chunk, controller) {
      let at = 0;
      while (at < chunk.length) {
        if (more > 0) {
          const part = chunk.subarray(at, at + more);
          if (!drop) controller.enqueue(part);
          more -= part.length;
          at += part.length;
        } else {
          const part = chunk.subarray(at, at + BLOCK - rest.length);
          const block = new Uint8Array(rest.length + part.length);
          block.set(rest);
          block.set(part, rest.length);
          at += part.length;
          rest = block;
          if (block.length < BLOCK) break;
          rest = new Uint8Array(0);
          controller.enqueue(header(block));
        }
      }
    },
    flush(controller) {
      controller.enqueue(rest);
    },
  });
}

/** Wheels and sdists in a zip, such as the artifact of a CI run, by their names without folders. */
async function distributions(zip) {
  const found = {};
  const view = async (start, length) => new DataView(await zip.slice(start, start + length).arrayBuffer());
  const tail = await view(Math.max(0, zip.size - 65557), 65557);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) return found;
  const directory = await view(tail.getUint32(at + 16, true), tail.getUint32(at + 12, true));
  for (let entry = 0; entry + 46 <= directory.byteLength && directory.getUint32(entry, true) === 0x02014b50; ) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => directory.getUint16(entry + offset, true));
    const path = new TextDecoder().decode(new Uint8Array(directory.buffer, entry + 46, nameLength));
    const method = directory.getUint16(entry + 10, true);
    const size = directory.getUint32(entry + 20, true);
    const start = directory.getUint32(entry + 42, true);
    const name = path.split(/[/\\]/).at(-1);
    entry += 46 + nameLength + extra + comment;
    if (!/\.(whl|tar\.gz)$/i.test(name) || found[name] || Object.keys(found).length >= 100) continue;
    const local = await view(start, 30);
    const data = start + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    const packed = zip.slice(data, data + size);
    if (method === 0) found[name] = packed;
    else if (method === 8) found[name] = await inflate(packed, "deflate-raw");
  }
  return found;
}
