// Keeps the site for use without a network. It answers requests for the files of the site and nothing else; it takes no
// messages, so no page can make it send anything.
"use strict";

// Written at build by script/precache: a name for this state of the site, and its files.
const VERSION = "preflight-@version@";
const FILES = ["@files@"];

self.addEventListener("install", (event) => {
  const requests = FILES.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(requests)));
});

// A new state takes over when no tab uses the old one any more.
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("preflight-") && name !== VERSION;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  event.respondWith(
    caches.open(VERSION)
      .then((cache) => cache.match(event.request, { ignoreSearch: true, ignoreVary: true }))
      .then((response) => response ?? fetch(event.request)),
  );
});
