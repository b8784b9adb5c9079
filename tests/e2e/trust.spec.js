// The promise: nothing can be sent once files are here, whoever tries; and the page works without a network.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { picture, realRelease, scratch, start } from "./browser.js";
import { picker, ready, result, sample } from "./page.js";

let site;
let files;

before(async () => {
  files = realRelease(scratch());
  site = await start();
});
after(() => site?.close());

test("page, worker, image, socket, form and frame are all refused", async () => {
  const page = await site.open();
  await picker(page).setInputFiles(files.wheel);
  await result(page);
  await page.waitForTimeout(300);
  const reached = site.site.requests.length;
  const tries = await page.evaluate(async (url) => {
    const inWorker = (code) => new Promise((told) => {
      let worker;
      try {
        worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
      } catch {
        told("refused");
        return;
      }
      worker.onmessage = ({ data }) => told(data);
      worker.onerror = () => told("refused");
    });
    const fetched = `fetch(${JSON.stringify(url)}).then(() => postMessage("sent"), () => postMessage("refused"))`;
    const image = new Promise((told) => {
      const image = new Image();
      image.onload = () => told("sent");
      image.onerror = () => told("refused");
      image.src = `${url}icon.svg?x`;
    });
    const frame = document.createElement("iframe");
    frame.name = "frame";
    frame.src = `${url}frame`;
    document.body.append(frame);
    const form = document.createElement("form");
    form.action = `${url}form`;
    // Into a frame, so that a form that gets through does not end the test.
    form.target = "frame";
    document.body.append(form);
    form.submit();
    return {
      page: await fetch(url).then(() => "sent", () => "refused"),
      worker: await inWorker(fetched),
      urlWorker: await new Promise((told) => {
        try {
          const worker = new Worker(`${url}sw.js`);
          worker.onerror = () => told("refused");
          worker.onmessage = () => told("sent");
        } catch {
          told("refused");
        }
      }),
      image: await image,
      socket: await new Promise((told) => {
        try {
          const socket = new WebSocket(url.replace("http", "ws"));
          socket.onopen = () => told("sent");
          socket.onerror = () => told("refused");
        } catch {
          told("refused");
        }
      }),
    };
  }, site.site.url);
  assert.deepEqual(tries, { page: "refused", worker: "refused", urlWorker: "refused", image: "refused", socket: "refused" });
  await page.waitForTimeout(500);
  assert.deepEqual(site.site.requests.slice(reached), []);
  await page.getByText("Network off").click();
  await page.getByRole("button", { name: "Try to send something" }).click();
  await page.getByText("The browser refused it.").waitFor();
  await picture(page, "proof");
  await page.context().close();
});

test("after the first visit the page works without a network", async () => {
  const page = await site.open();
  await ready(page);
  await page.getByText("Ready offline").waitFor({ timeout: 30_000 });
  await page.context().setOffline(true);
  await page.reload();
  await ready(page);
  await sample(page, "A sound release").click();
  assert.match(await result(page), /^No error in 3 files/);
  await page.context().close();
});

test("the manifest can be installed and opens wheels", async () => {
  const page = await site.open();
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors.filter((error) => error.critical), []);
  const manifest = JSON.parse(data);
  assert.ok(manifest.file_handlers[0].accept["application/zip"].includes(".whl"));
  await page.context().close();
});
