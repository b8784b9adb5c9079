// Where things are on the page, by role and name as a screen reader meets them. Only this file knows the page's words.

import { downloaded } from "./browser.js";

/** The picker of files, where keyboard users start. */
export const picker = (page) => page.getByLabel("Choose files");

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
export const cancel = (page) => page.getByRole("button", { name: "Cancel" });

/** The link from the report to one of its files, by a part of its name. */
export const fileLink = (page, name) =>
  page.locator(".artifact-name").getByRole("link", { name: new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) }).first();

/** The members of an archive. */
export const tree = (page) => page.getByRole("tree").first();
export const treeItems = (page) => tree(page).getByRole("treeitem");

/** Goes from the report to the members of a file and opens every folder in sight. */
export async function showTree(page, name = ".whl") {
  await fileLink(page, name).click();
  await tree(page).waitFor();
  const folded = treeItems(page).and(page.locator("[aria-expanded=false]"));
  while ((await folded.count()) > 0) await folded.first().click();
}

/** A view of the file that is open: Sizes, Metadata, Requirements, README, RECORD. */
export const sheet = (page, name) =>
  page.getByRole("navigation", { name: "Views of the file" }).getByRole("link", { name: new RegExp(`^${name}`) });

/** The text or the bytes beside the tree. */
export const viewer = (page) => page.locator(".viewer");
export const lines = (page) => viewer(page).locator(".line");
export const line = (page, number) => page.locator(`.line:has(#L${number})`);

/** What stands on top of every page. */
export const nav = (page, name) => page.getByRole("navigation", { name: "Preflight" }).getByRole("link", { name });

/** The report as JSON, as the page hands it out: bytes of the file that it saves. */
export const json = async (page) => (await saved(page, "Download JSON")).bytes;

/** Presses a button and returns the name and the bytes of the file that it saves. */
export const saved = (page, button) =>
  downloaded(page, () => page.getByRole("button", { name: button, exact: true }).click());

/** Presses a button and returns the text that it puts on the clipboard. */
export async function copied(page, button) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  // The button itself: another one may still say what it copied before.
  const pressed = await page.getByRole("button", { name: button, exact: true }).elementHandle();
  await pressed.click();
  await page.waitForFunction((element) => element.textContent.trim() === "Copied", pressed);
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The sentence of a comparison, and the files that differ. */
export async function compared(page) {
  const heading = page.locator("h1#compare").filter({ hasText: /differ|no difference/ });
  await heading.waitFor({ timeout: 60_000 });
  return (await heading.innerText()).trim();
}

/** The page is ready for files: the engine may still be loading, the drop zone is not. */
export const ready = (page) => picker(page).waitFor({ state: "attached" });

/** What PyPI would answer to the file of that name. */
export const answersTo = (page, file) => page.getByRole("group", { name: `PyPI would answer to ${file}` });

/** The parts of one answer: the badge, the tools that get it, PyPI's words, the link to the finding behind it. */
export const answers = (group) => group.locator(".answer");
export const badge = (answer) => answer.locator(".answer-status");
export const tools = (answer) => answer.locator(".answer-tools");
export const words = (answer) => answer.locator(".answer-message");
export const because = (answer) => answer.getByRole("link");

/** The card of a finding, by its rule. */
export const finding = (page, rule) => page.locator(`.finding[data-rule="${rule}"]`);

/** The smoke test: its button, what was tried on each artifact, and the steps of that. */
export const smokeButton = (page) => page.getByRole("button", { name: "Run the smoke test" });
export const smokeStop = (page) => page.getByRole("button", { name: "Stop the smoke test" });
export const smokeResult = (page, file) => page.locator(`.smoke-result[data-file="${file}"][data-done="true"]`);
export const smokeVerdict = (result) => result.locator(".smoke-verdict strong");
export const smokeSteps = (result) => result.locator(".smoke-step");

/** A gate of the checklist. */
export const gate = (page, name) => page.locator(`.gates [data-gate="${name}"]`);
export const notes = (group) => group.locator(".answer-note");

/** What the smoke test may install, by name, before anything is dropped. */
export const dependencies = (page) => page.locator("details.dependencies");
/** The box for the log of a failed run, and the button behind it. */
export const logBox = (page) => page.getByLabel(/^Paste the log/);
export const findCause = (page) => page.getByRole("button", { name: "Find the cause" });

/** Why a run failed: the sentence, then the cards, the root cause first. */
export const reason = (page) => page.locator("h1#triage");
export const causes = (page) => page.locator(".causes > li");

/** Pastes a text of that size into the box without the keyboard: `text` is repeated between the head and the tail. */
export async function paste(page, text, { head = "", times = 1, tail = "" } = {}) {
  await logBox(page).evaluate(
    (box, [text, head, times, tail]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", head + text.repeat(times) + tail);
      box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [text, head, times, tail],
  );
}

/** A card of a publisher, by its index. */
export const publisher = (page, index) => page.locator(".publisher").filter({ has: page.getByRole("heading", { name: index, exact: true }) });

/** The diff of a repair at a finding. */
export const repair = (finding) => finding.locator(".repair");
