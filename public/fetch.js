// Fetches a published release by its name, before the page is locked and only when a visitor asks for it. Two hosts are
// contacted, and the page's policy allows no others: pypi.org says which files there are, files.pythonhosted.org has them.
// Nothing is sent but the name and the version. Every file is compared with the SHA-256 that PyPI gives for it.

const INDEX = "https://pypi.org/pypi/";
const FILES = "https://files.pythonhosted.org/";
// Bytes of all files together: what is larger is better downloaded and dropped.
const MOST = 100 * 1000 * 1000;

const WANTED = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?:==([a-z0-9.!+_-]+))?$/i;

/** `{ files: [File], left }`: the sdist and wheels of `name==version`, or of the newest, and how many are left out. */
export async function fetchRelease(text, signal, say) {
  const [, name, version] = text.trim().replace(/\s*==\s*/, "==").match(WANTED) ?? [];
  if (!name) throw new Error("Write a name and a version, such as requests==2.34.2.");
  const get = async (url) => {
    try {
      return await fetch(url, { signal, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    } catch (error) {
      if (signal.aborted) throw error;
      // A browser does not say which of the two it was.
      throw new Error(`${new URL(url).host} was not reached, or does not let this page read its answer.`);
    }
  };
  say(`Asking pypi.org for ${name}`);
  const answer = await get(`${INDEX}${encodeURIComponent(name)}/${version ? `${encodeURIComponent(version)}/` : ""}json`);
  if (answer.status === 404) throw new Error(`PyPI has no ${version ? `${name} ${version}` : name}.`);
  if (!answer.ok) throw new Error(`pypi.org answered ${answer.status}.`);
  const { urls } = await answer.json();
  const known = (urls ?? []).filter(({ url, filename }) =>
    url?.startsWith(FILES) && /^[^/\\]+(\.whl|\.tar\.gz)$/.test(filename));
  if (known.length === 0) throw new Error("This release has neither a wheel nor an sdist.");
  // The sdist, then what installs everywhere, then small before large.
  const rank = ({ filename }) => (filename.endsWith(".tar.gz") ? 0 : filename.endsWith("-any.whl") ? 1 : 2);
  known.sort((a, b) => rank(a) - rank(b) || a.size - b.size);
  let room = MOST;
  const wanted = known.filter(({ size }) => size <= room && (room -= size) >= 0);
  if (wanted.length === 0) throw new Error("Its smallest file is larger than 100 MB: download it and drop it here.");
  const files = [];
  for (const [at, { url, filename, digests }] of wanted.entries()) {
    say(`Fetching ${at + 1} of ${wanted.length}: ${filename}`);
    const response = await get(url);
    if (!response.ok) throw new Error(`files.pythonhosted.org answered ${response.status} for ${filename}.`);
    const bytes = await response.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== digests?.sha256) throw new Error(`${filename} is not the file that PyPI describes: its SHA-256 differs.`);
    files.push(new File([bytes], filename));
  }
  return { files, left: known.length - wanted.length };
}
