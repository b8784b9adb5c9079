// Everyone can use it: no violation that axe knows on any view, in any colours, on any width.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { picture, realRelease, scratch, start, violations } from "./browser.js";
import { passing, views } from "./views.js";

// The service worker of one test would answer for the engine in the next.
const OPTIONS = { serviceWorkers: "block" };

let site;
let files;

before(async () => {
  files = realRelease(scratch());
  site = await start();
});
after(() => site?.close());

/** Goes through all views and says what is wrong with each. */
async function through(options, look) {
  const page = await site.open({ ...OPTIONS, ...options });
  const wrong = [];
  for (const [name, go] of views(files)) {
    await go(page);
    await look(page, name, (what) => wrong.push(`${name}: ${what}`));
  }
  assert.deepEqual(page.problems, []);
  await page.context().close();
  for (const [name, go] of passing(files)) {
    const page = await site.open({ ...OPTIONS, ...options });
    await go(page);
    await look(page, name, (what) => wrong.push(`${name}: ${what}`));
    await page.context().close();
  }
  assert.deepEqual(wrong, []);
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const colorScheme of ["light", "dark"]) {
  for (const width of [390, 768, 1440]) {
    test(`every view at ${width} pixels, ${colorScheme}`, () =>
      through({ colorScheme, viewport: { width, height: 900 } }, async (page, name, wrong) => {
        await picture(page, `${name}-${width}-${colorScheme}`);
        for (const violation of await violations(page)) wrong(violation);
        if ((await overflow(page)) > 0) wrong(`${await overflow(page)} pixels too wide`);
      }));
  }
}

// What a screen of 1280 pixels has at 400 %.
test("320 pixels need no horizontal scrolling", () =>
  through({ viewport: { width: 320, height: 256 } }, async (page, name, wrong) => {
    if ((await overflow(page)) > 0) wrong(`${await overflow(page)} pixels too wide`);
    await picture(page, `${name}-320`);
  }));

test("in forced colours every state is still told apart", () =>
  through({ forcedColors: "active", viewport: { width: 1440, height: 900 } }, async (page, name, wrong) => {
    await picture(page, `${name}-forced`);
    const marked = page.locator("main :is([data-mark], [data-line], [data-change])");
    // Colours are the system's: a word or a sign has to say what a colour says.
    const silent = await marked.evaluateAll((elements) =>
      elements.filter((element) => element.checkVisibility() && !element.matches("svg") && !element.textContent.trim()).length);
    if (silent > 0) wrong(`${silent} marks without a word`);
  }));

test("nothing moves for who wants no motion", () =>
  through({ reducedMotion: "reduce" }, async (page, name, wrong) => {
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
      }).length);
    if (moving > 0) wrong(`${moving} elements move`);
  }));
