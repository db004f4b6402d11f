// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps the check-in page for the time without a connection: for this day and this phone only. Signing out deletes it
// (the answer to it clears the site's storage); what is of another day is deleted as soon as this worker runs.
const PREFIX = 'vereint-check-in-';
const today = () => PREFIX + new Date().toLocaleDateString('sv');

async function forgetOthers() {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== today()) await caches.delete(name);
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers().then(() => self.clients.claim())));

async function keep({ page, files }) {
  await forgetOthers();
  const cache = await caches.open(today());
  for (const file of files)
    if (!await cache.match(file)) await cache.add(file);
  const answer = await fetch(page);
  if (answer.ok && !answer.redirected) await cache.put(page, answer);
}

self.addEventListener('message', (event) => {
  if (event.data?.type === 'keep') event.waitUntil(keep(event.data));
});

/* The page: from the network if there is one, and kept for later; else as it was kept. */
async function showPage(request) {
  const page = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && !new URL(request.url).search) {
      const cache = await caches.open(today());
      await cache.put(page, answer.clone());
    }
    return answer;
  } catch (error) {
    await forgetOthers();
    const kept = await (await caches.open(today())).match(page);
    if (kept) return kept;
    throw error;
  }
}

async function showFile(request) {
  const kept = await (await caches.open(today())).match(request);
  return kept ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(showPage(request));
  else if (new URL(request.url).pathname.startsWith('/assets/')) event.respondWith(showFile(request));
});
