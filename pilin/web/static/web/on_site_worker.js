// Answers a page that was kept by an explicit tap when there is no line. Whatever the line brings comes first; what was
// not kept is not answered; what the script itself asks (X-Phone) and what is sent never passes through here.
"use strict";

const KEPT = "pilin-on-site";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const asked = event.request;
  const isOurs = new URL(asked.url).origin === self.location.origin;
  if (asked.method !== "GET" || asked.headers.has("X-Phone") || !isOurs) return;
  event.respondWith(fetch(asked).catch(() => answered(asked)));
});

async function answered(asked) {
  const cache = await caches.open(KEPT);
  return (await cache.match(asked, { ignoreVary: true })) || Response.error();
}
