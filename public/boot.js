// Starts the page and fetches all that is needed later, so that nothing has to be fetched once files are dropped.
//
// The page (wasm) finds what is here as `window.preflight`:
//   engine    promise of { glue, module }: the text of the engine's JavaScript and its compiled WebAssembly.Module
//   samples   promise of [{ id, title, description, blob }]
//   rules     promise of the text of rules.json
//   runbook   promise of the text of publishing.html
//   offline   promise of whether the site is kept for use without a network: "kept", "none" or "new" (a newer one waits)
//   fetching  promise that ends when no request is under way any more
//   stop()    forbids requests that have not begun
//   early     entries of what was dropped before the page could take it
//   launched  files that the system opened this page with; the event `preflight:launched` tells of more
//   worker()  starts the engine in a worker that inherits the page's policy: a blob, because a URL would not
//   release(text, say)  fetches a published release from PyPI, where a visitor asks for it: { files, left }
//   arm()     starts the loader of the smoke test, which has to be done before the page is locked
//   bells     promise of { core, backends, readme }: ports of the loader, once it was armed
//   dependencies  wheels that the visitor had fetched by name for the smoke test, before the page was locked
//
// Nothing of this waits for a visitor, and nothing here is told what a visitor drops.
"use strict";
(() => {
  const { js, wasm } = document.currentScript.dataset;
  const here = document.currentScript.src;
  const at = (name) => new URL(name, here).href;

  try {
    const theme = JSON.parse(localStorage.getItem("theme") ?? "null");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // A browser that stores nothing follows the system.
  }

  let stopped = false;
  const get = async (name) => {
    if (stopped) throw new Error(`${name} was not fetched, because files were dropped first`);
    // The engine's names carry no hash: ask whether they changed.
    const response = await fetch(at(name), { cache: "no-cache" });
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response;
  };

  const engine = Promise.all([
    get("engine.js").then((response) => response.text()),
    WebAssembly.compileStreaming(get("engine_bg.wasm")),
  ]).then(([glue, module]) => ({ glue, module }));

  const samples = engine.then(async () => {
    const list = await (await get("samples/index.json")).json();
    const sample = async (one) => ({ ...one, blob: await (await get(`samples/${one.file}`)).blob() });
    return Promise.all(list.map(sample));
  }).catch(() => []);

  const rules = engine.then(async () => (await get("reference/rules.json")).text()).catch(() => "");

  const runbook = rules.then(async () => (await get("reference/publishing.html")).text()).catch(() => "");

  // Last, because it is not needed today: the site for the next visit. What was asked for is waited for before the lock.
  const offline = Promise.allSettled([samples, rules, runbook]).then(async () => {
    if (stopped || !("serviceWorker" in navigator)) return navigator.serviceWorker?.controller ? "kept" : "none";
    const registration = await navigator.serviceWorker.register(at("sw.js"));
    const fresh = registration.installing;
    if (fresh) {
      await new Promise((ended) => {
        fresh.addEventListener("statechange", () => fresh.state !== "installing" && ended());
      });
    }
    if (registration.waiting && registration.active) return "new";
    return fresh?.state === "redundant" ? "none" : "kept";
  }).catch(() => "none");

  const page = import(at(js)).then((bindings) => bindings.default({ module_or_path: at(wasm) }));
  page.catch((error) => {
    const note = document.getElementById("start-up");
    if (note) note.textContent = `The page could not start: ${error.message}. It needs WebAssembly and a current browser.`;
  });

  // Runs in the worker, behind the engine's own JavaScript.
  const start = `
self.onmessage = async ({ data: { module } }) => {
  self.onmessage = null;
  await __wbg_init({ module_or_path: module });
};`;
  let url;
  const worker = ({ glue, module }) => {
    url ??= URL.createObjectURL(new Blob([glue, start], { type: "text/javascript" }));
    const worker = new Worker(url, { type: "module", name: "engine" });
    worker.postMessage({ module });
    return worker;
  };

  // Browsers compile WebAssembly in a hurry at first and better what runs much, once for all workers that share a module. So
  // a worker that never gets a visitor's file reads the sound sample and unpacks as much as an sdist holds.
  let warming;
  const warmUp = async () => {
    const [assets, list] = await Promise.all([engine, samples]);
    const sample = list.find(({ id }) => id === "sound");
    const packed = new Blob([assets.glue]).stream().pipeThrough(new CompressionStream("gzip"));
    const work = await new Response(packed).blob();
    await page;
    if (stopped || !sample) return;
    warming = worker(assets);
    const request = { id: 0, files: [sample.blob], paths: [sample.file], warmUp: work };
    warming.onmessage = ({ data }) => {
      // The first byte is the number of the event in src/web/protocol.rs: 0 ready, 1 failed, 2 done.
      if (data[0] === 0) warming.postMessage(request);
      if (data[0] !== 1 && data[0] !== 2) return;
      warming.terminate();
      performance.mark("preflight:warm");
    };
  };
  warmUp().catch(() => {}); // the first release takes a little longer without

  // The loader of the smoke test. It starts before the page is locked, so it may fetch; and it is told nothing: it hands out
  // a bell for each of three fixed lists of files, fetches a list when its bell rings, and never looks at what was sent.
  const loader = `
const get = async (name, cache = "default") => {
  const response = await fetch(new URL(name, ${JSON.stringify(at("smoke/"))}), { cache });
  if (!response.ok) throw new Error(name + ": " + response.status);
  return response;
};
let list;
for (const group of ["core", "backends", "readme"]) {
  const { port1: bell, port2 } = new MessageChannel();
  bell.onmessage = async function ring() {
    bell.onmessage = null;
    try {
      list ??= get("index.json", "no-cache").then((response) => response.json());
      const files = (await list).filter((file) => file.group === group);
      const total = files.reduce((sum, { size }) => sum + size, 0);
      let loaded = 0;
      let told = 0;
      const whole = async ({ name, file }) => {
        const parts = [];
        for await (const part of (await get(file)).body) {
          parts.push(part);
          loaded += part.length;
          if (loaded - told > 500000 || loaded === total) bell.postMessage({ loaded: told = loaded, total });
        }
        // The browser holds a blob once, however many are handed it.
        const blob = new Blob(parts);
        return [name, /[.](js|txt)$/.test(file) ? await blob.text() : blob];
      };
      bell.postMessage({ files: Object.fromEntries(await Promise.all(files.map(whole))) });
    } catch (error) {
      list = null;
      bell.onmessage = ring;
      bell.postMessage({ failed: String(error.message) });
    }
  };
  postMessage({ group, bell: port2 }, [port2]);
}`;
  const arm = () => {
    // PyPI could be fetched from until now; the loader inherits that it cannot.
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = "connect-src 'self'";
    document.head.append(policy);
    window.preflight.bells ??= new Promise((armed) => {
      const bells = {};
      const worker = new Worker(URL.createObjectURL(new Blob([loader], { type: "text/javascript" })), { name: "loader" });
      worker.onmessage = ({ data: { group, bell } }) => {
        bells[group] = bell;
        if (Object.keys(bells).length === 3) armed(bells);
      };
      worker.onerror = () => armed(null); // no smoke test then
    });
    return window.preflight.bells;
  };

  // What is fetched from PyPI ends with the first dropped file, too.
  const leaving = new AbortController();
  const release = async (text, say) => {
    if (stopped) throw new Error("The network is off. Reload the page to fetch a release.");
    const fetched = import(at("fetch.js")).then((module) => module.fetchRelease(text, leaving.signal, say));
    window.preflight.fetching = Promise.allSettled([window.preflight.fetching, fetched]);
    return fetched;
  };

  // Dependencies of what is dropped later, by names that the visitor types, from hosts that the form names.
  addEventListener("submit", async (event) => {
    if (event.target.id !== "dependencies") return;
    event.preventDefault();
    if (stopped) return;
    const { answer } = await import(at("smoke/dependencies.js"));
    const files = await answer(event.target, leaving.signal);
    if (files.length > 0) window.preflight.dependencies = files;
  });

  window.preflight = {
    engine,
    samples,
    rules,
    runbook,
    offline,
    fetching: Promise.allSettled([engine, samples, rules, runbook, offline, page]),
    stop: () => {
      stopped = true;
      leaving.abort();
      warming?.terminate();
    },
    early: null,
    launched: [],
    worker,
    release,
    arm,
    bells: null,
    dependencies: [],
  };

  // The installed page is opened with a wheel by the system (`file_handlers` of the manifest).
  window.launchQueue?.setConsumer(async ({ files }) => {
    if (!files?.length) return;
    window.preflight.launched = await Promise.all(files.map((handle) => handle.getFile()));
    dispatchEvent(new Event("preflight:launched"));
  });

  // A browser opens what is dropped on a page that does not take it.
  const early = (event) => {
    event.preventDefault();
    if (event.type !== "drop") return;
    window.preflight.early = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  };
  addEventListener("dragover", early);
  addEventListener("drop", early);
  page.then(() => {
    removeEventListener("dragover", early);
    removeEventListener("drop", early);
  }, () => {});
})();
