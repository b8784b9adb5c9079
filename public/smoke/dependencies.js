// Dependencies by name, for the smoke test: wheels from PyPI, because the visitor asked, before any file is dropped.
//
// The two hosts hear what the visitor typed and what those wheels require, and nothing of a release: the page knows none yet.
// Once files are dropped the page's policy allows no request, and what is under way is given up.

/** Who is asked; the policy of the page (index.html) allows no others. */
const INDEX = "https://pypi.org/simple/";
const FILES = "https://files.pythonhosted.org/";

/** The interpreter of the smoke test. */
const PYTHON = "3.14.2";
const PLATFORM = "pyemscripten_2026_0_wasm32";

const LIMITS = { wheels: 100, bytes: 100e6 };

/** Versions in their order (PEP 440), as lists of numbers and texts; null for what is no version. */
export function version(text) {
  const form = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/;
  const found = form.exec(text.trim().toLowerCase());
  if (!found) return null;
  const [, epoch, release, pre, preNumber, implicit, post, postNumber, dev, devNumber] = found;
  const numbers = release.split(".").map(Number);
  const kind = pre && { a: 0, b: 1, c: 2, rc: 2, alpha: 0, beta: 1, pre: 2, preview: 2 }[pre];
  const isPost = post !== undefined || implicit !== undefined;
  const isDev = dev !== undefined;
  // Without a suffix of its own a development release comes before all pre-releases.
  const suffix = pre ? [kind, Number(preNumber || 0)] : isDev && !isPost ? [-1, 0] : [3, 0];
  const after = isPost ? Number(implicit ?? (postNumber || 0)) : -1;
  return { epoch: Number(epoch ?? 0), numbers, rest: [...suffix, after, isDev ? Number(devNumber || 0) : Infinity], unfinished: Boolean(pre) || isDev };
}

export function compare(one, other) {
  const longest = Math.max(one.numbers.length, other.numbers.length);
  const key = ({ epoch, numbers, rest }) => [epoch, ...Array.from({ length: longest }, (_, at) => numbers[at] ?? 0), ...rest];
  const [left, right] = [key(one), key(other)];
  const at = left.findIndex((number, at) => number !== right[at]);
  return at < 0 ? 0 : left[at] < right[at] ? -1 : 1;
}

/** Whether a version is one of those that `>=1,<2` and its like name. */
export function fits(candidate, specifiers) {
  const mine = version(candidate);
  return specifiers.split(",").map((one) => one.trim()).filter(Boolean).every((one) => {
    const [, operator, wanted] = /^(===|==|!=|~=|>=|<=|>|<)\s*(.+)$/.exec(one) ?? [];
    if (operator === "===") return candidate === wanted;
    const prefix = wanted?.endsWith(".*") && ["==", "!="].includes(operator);
    const other = version(prefix ? wanted.slice(0, -2) : wanted ?? "");
    if (!mine || !other) return false;
    const begins = (count) => other.numbers.slice(0, count).every((number, at) => (mine.numbers[at] ?? 0) === number);
    const order = compare(mine, other);
    switch (operator) {
      case "==": return prefix ? begins(other.numbers.length) : order === 0;
      case "!=": return prefix ? !begins(other.numbers.length) : order !== 0;
      case "~=": return order >= 0 && begins(other.numbers.length - 1);
      case ">=": return order >= 0;
      case "<=": return order <= 0;
      case ">": return order > 0;
      default: return order < 0;
    }
  });
}

/** `Name[extra]>=1; marker`; null for what is no requirement by name. */
export function requirement(text) {
  const form = /^\s*([a-z0-9](?:[-_.a-z0-9]*[a-z0-9])?)\s*(?:\[([^\]]*)\])?\s*\(?([^;()@]*)\)?\s*(?:;(.*))?$/i;
  const found = form.exec(text);
  if (!found) return null;
  const [, name, extras, specifiers, marker] = found;
  if (!/^\s*((===|[=!~<>]=|[<>])\s*[^\s,<>=!~]+\s*(,\s*|$))*$/.test(specifiers)) return null;
  const split = (list) => (list ?? "").split(",").map((one) => one.trim().toLowerCase()).filter(Boolean);
  return { name: normalize(name), extras: split(extras), specifiers: specifiers.trim(), marker: (marker ?? "").trim() };
}

const normalize = (name) => name.toLowerCase().replace(/[-_.]+/g, "-");

/** Whether a marker may ask for it. The interpreter judges markers itself; here one wheel too many costs only its bytes. */
export function asked(marker, extras) {
  const wanted = [...marker.matchAll(/\bextra\s*==\s*["']([^"']*)["']/g)].map(([, name]) => name.toLowerCase());
  if (wanted.length > 0 && !wanted.some((name) => extras.includes(name))) return false;
  if (/\bor\b/.test(marker)) return true;
  const pythons = marker.matchAll(/\bpython(?:_full)?_version\s*([<>=!~]+)\s*["']([^"']*)["']/g);
  return [...pythons].every(([, operator, wanted]) => fits(/full/.test(marker) ? PYTHON : "3.14", `${operator}${wanted}`));
}

/** Whether the interpreter runs a wheel of that name: pure Python is better than native code. */
function runs(filename) {
  const [python, abi, platform] = filename.replace(/\.whl$/, "").split("-").slice(-3);
  if (abi === "none" && platform === "any") {
    return python.split(".").some((tag) => /^(py|cp)3(\d*)$/.test(tag) && Number(tag.slice(3) || 0) <= 14) ? 2 : 0;
  }
  return platform === PLATFORM && /^cp3(\d+)$/.test(python) && ["cp314", "abi3", "none"].includes(abi) ? 1 : 0;
}

async function get(url, signal, type) {
  const response = await fetch(url, { signal, headers: type ? { accept: type } : {}, credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Error(response.status === 404 ? "there is no such project" : `${new URL(url).host} answered ${response.status}`);
  return response;
}

const hexadecimal = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The wheel that an installer would take for a requirement: `{ file, version, requires }`. Throws with the reason. */
export async function distribution(text, signal) {
  const wanted = requirement(text);
  if (!wanted) throw new Error("this is no requirement by name");
  const listed = await (await get(`${INDEX}${wanted.name}/`, signal, "application/vnd.pypi.simple.v1+json")).json();
  const candidates = (Array.isArray(listed.files) ? listed.files : []).flatMap((file) => {
    const [, number] = /^[^-]+-([^-]+)-.*\.whl$/.exec(String(file.filename)) ?? [];
    const read = number && version(number.replaceAll("_", "-"));
    const old = file["requires-python"] && !fits(PYTHON, String(file["requires-python"]));
    if (!read || file.yanked || old || !fits(number, wanted.specifiers)) return [];
    return [{ file, number, read, runs: runs(file.filename) }];
  });
  const finished = candidates.filter(({ read }) => !read.unfinished);
  const all = finished.length > 0 ? finished : candidates;
  if (all.length === 0) throw new Error("no wheel of it fits");
  // The newest one that fits, as for a machine: an older one that happens to run here would say nothing about the release.
  const newest = all.reduce((best, one) => (compare(one.read, best.read) > 0 ? one : best));
  const same = all.filter(({ read }) => compare(read, newest.read) === 0).sort((one, other) => other.runs - one.runs);
  const [chosen] = same;
  if (!chosen.runs) throw new Error(`version ${chosen.number} has no wheel that a browser can run`);
  const { url, filename, hashes, size } = chosen.file;
  if (!String(url).startsWith(FILES)) throw new Error("its wheel lies on another host");
  if (size > LIMITS.bytes) throw new Error("its wheel is too large for a browser");
  const bytes = await (await get(url, signal)).arrayBuffer();
  if (hexadecimal(await crypto.subtle.digest("SHA-256", bytes)) !== hashes?.sha256) throw new Error("its wheel has another hash than the index says");
  const metadata = chosen.file["core-metadata"] ? await (await get(`${url}.metadata`, signal)).text() : "";
  const head = metadata.split(/\r?\n\r?\n/, 1)[0];
  const requires = [...head.matchAll(/^Requires-Dist:(.*)$/gim)].map(([, line]) => line.trim());
  return { file: new File([bytes], filename), version: chosen.number, requires };
}

/** Wheels for requirements and for what those require: `{ files, problems }`. */
export async function dependencies(texts, { signal, told = () => {} } = {}) {
  const chosen = new Map();
  const problems = [];
  const waiting = texts.map((text) => [text, ""]);
  let bytes = 0;
  while (waiting.length > 0) {
    const [text, who] = waiting.shift();
    const wanted = requirement(text);
    const by = who ? ` (asked by ${who})` : "";
    if (!wanted) {
      problems.push(`${text}${by}: this is no requirement by name`);
      continue;
    }
    let found = chosen.get(wanted.name);
    if (!found) {
      if (chosen.size >= LIMITS.wheels || bytes > LIMITS.bytes) {
        problems.push(`${text}${by}: these are more than a browser takes`);
        continue;
      }
      told(wanted.name, chosen.size);
      try {
        found = { ...(await distribution(text, signal)), followed: new Set() };
      } catch (error) {
        if (signal?.aborted) throw error;
        problems.push(`${text}${by}: ${error.message}`);
        found = { failed: true };
      }
      chosen.set(wanted.name, found);
      bytes += found.file?.size ?? 0;
    }
    if (found.failed) continue;
    if (!fits(found.version, wanted.specifiers)) problems.push(`${text}${by}: ${found.version} was taken before`);
    for (const line of found.requires) {
      const next = requirement(line);
      if (next && asked(next.marker, wanted.extras) && !found.followed.has(line)) {
        found.followed.add(line);
        waiting.push([line.split(";")[0].trim(), wanted.name]);
      }
    }
  }
  return { files: [...chosen.values()].flatMap(({ file }) => file ?? []), problems };
}

/** Does what the form on the first screen asks for, and says in it what came of it. */
export async function answer(form, signal) {
  const output = form.querySelector("output");
  const texts = form.elements.requirements.value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (texts.length === 0) return [];
  form.setAttribute("aria-busy", "true");
  try {
    const told = (name, count) => { output.textContent = `Fetching ${name}; ${count} fetched.`; };
    const { files, problems } = await dependencies(texts, { signal, told });
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const names = files.map((file) => file.name).sort().join("\n");
    const kept = `${files.length} wheels, ${(size / 1e6).toFixed(1)} MB, wait for the smoke test of what you drop:\n${names}`;
    output.textContent = [files.length > 0 ? kept : "Nothing was fetched.", ...problems].join("\n");
    return files;
  } catch (error) {
    output.textContent = `Nothing was fetched: ${error.message}.`;
    return [];
  } finally {
    form.removeAttribute("aria-busy");
  }
}
