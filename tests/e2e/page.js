// Where things are on the page, by role and name as a screen reader meets them. Only this file knows the page's words.

/** The one file input: the picker, and where keyboard users start. */
export const picker = (page) => page.locator("input[type=file]").first();

/** A sample release, by its title in tests/fixtures/samples/. */
export const sample = (page, title) => page.getByRole("button", { name: title }).first();

/** The verdict of the whole release: the heading of the result. */
export const verdict = (page) => page.locator("main h1");

/** The sentence of a finished check, of any outcome (src/render/words.rs). */
export const VERDICT = /^(No error in|Nothing to check in|PyPI would refuse|This release|The parts of|The pipeline)/;

/** Waits for the result of a check and returns its sentence. */
export async function result(page, timeout = 60_000) {
  await verdict(page).filter({ hasText: VERDICT }).waitFor({ timeout });
  return (await verdict(page).innerText()).trim();
}

/** Ends a running check. */
export const cancel = (page) => page.getByRole("button", { name: /^cancel/i });

/** Back to the start from a result. */
export const again = (page) => page.getByRole("link", { name: /preflight/i }).first();

/** The members of an archive. */
export const tree = (page) => page.getByRole("tree").first();
export const treeItems = (page) => tree(page).getByRole("treeitem");

/** Opens what the tree is under, where it is folded or on a tab. */
export async function showTree(page) {
  if (await tree(page).isVisible()) return;
  await page.getByRole("tab", { name: /files/i }).or(page.getByText(/^files\b/i)).first().click();
  await tree(page).waitFor();
}

/** The report as JSON, as the page hands it out: bytes of the file that it saves. */
export async function json(page) {
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: /json/i }).or(page.getByRole("link", { name: /json/i })).first().click();
  const stream = await (await saved).createReadStream();
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The page is ready for files: the engine may still be loading, the drop zone is not. */
export const ready = (page) => picker(page).waitFor({ state: "attached" });
